// What one job may write, and what one key may have, before anything is queued.

import { expect, test } from "vitest";
import { noLimits } from "../../src/access/job-limits.ts";
import { complete, longSpec, openService, publish, specOf } from "./open-service.ts";

test("a job that may write more rows or bytes than one may is refused by its estimate", async () => {
  const rows = await openService(undefined, { limits: { ...noLimits, rowsPerJob: 5000 } });
  await expect(rows.jobs.submit(specOf({ customers: 1000 }), publish)).rejects.toMatchObject({ code: "too-many-rows" });
  expect((await complete(rows, specOf())).state).toBe("succeeded");
  const bytes = await openService(undefined, { limits: { ...noLimits, bytesPerJob: 1000 } });
  await expect(bytes.jobs.submit(specOf(), publish)).rejects.toMatchObject({ code: "job-too-large", status: 422 });
});

test("a key has its share of the queue and of the disk, and may cancel what it asked for alone", async () => {
  const { jobs } = await openService(undefined, { limits: { ...noLimits, jobsPerKey: 1, bytesPerKey: 2 ** 40 } });
  const { job } = await jobs.submit(longSpec(1), { ...publish, askedBy: "one" });
  await expect(jobs.submit(specOf({ seed: 2 }), { ...publish, askedBy: "one" })).rejects.toMatchObject({
    code: "too-many-jobs",
    headers: { "retry-after": expect.stringMatching(/^\d+$/) },
  });
  const { job: other } = await jobs.submit(specOf({ seed: 2 }), { ...publish, askedBy: "two" });
  expect(JSON.stringify(other)).not.toContain("two");
  expect(() => jobs.cancel(other.id, { force: false, askedBy: "one" })).toThrow("Others asked");
  jobs.cancel(other.id, { force: false, askedBy: "two" });
  jobs.cancel(job.id, { force: false, askedBy: "one" });
});

test("an ingest takes its place in the share of the queue that a key has", async () => {
  const service = await openService(undefined, { limits: { ...noLimits, jobsPerKey: 1 } });
  const run = await service.runs.ofJob((await complete(service, specOf())).id);
  const { job } = await service.jobs.submit(longSpec(1), { ...publish, askedBy: "one" });
  await expect(service.jobs.ingest(run, "one")).rejects.toMatchObject({ code: "too-many-jobs" });
  const ingest = await service.jobs.ingest(run, "two");
  await expect(service.jobs.submit(specOf({ seed: 2 }), { ...publish, askedBy: "two" })).rejects.toMatchObject({
    code: "too-many-jobs",
  });
  for (const { id } of [ingest, job]) service.jobs.cancel(id, { force: true });
});

test("the runs that a key's jobs have written count against its bytes, those of others do not", async () => {
  const service = await openService(undefined, { limits: { ...noLimits, bytesPerKey: 800_000 } });
  const wanted = (seed: number) => specOf({ seed, customers: 300 });
  expect((await complete(service, wanted(1), { ...publish, ...{ askedBy: "one" } })).state).toBe("succeeded");
  const bytes = (await service.runs.published())!.manifest.datasets.reduce((sum, entry) => sum + entry.bytes, 0);
  expect(bytes).toBeGreaterThan(400_000);
  await expect(service.jobs.submit(wanted(2), { ...publish, askedBy: "one" })).rejects.toMatchObject({
    code: "key-quota-exceeded",
    status: 507,
  });
  expect((await complete(service, wanted(2), { ...publish, ...{ askedBy: "two" } })).state).toBe("succeeded");
});
