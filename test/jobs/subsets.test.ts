// Subsets of the datasets: what they need, what their run holds, and when their job counts as published.

import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type DatasetName, fileName } from "../../src/datasets.ts";
import type { OpenJobService } from "../../src/jobs/service.ts";
import { jobIdOf } from "../../src/spec/identity.ts";
import type { DurableStep } from "../../src/storage/durable-steps.ts";
import { logLines } from "./log-lines.ts";
import { complete, newDataDir, openService, publish, runDirectories, specOf } from "./open-service.ts";

async function publishedNames(service: OpenJobService): Promise<DatasetName[]> {
  return ((await service.runs.published())?.manifest.datasets ?? []).map((entry) => entry.name);
}

test("each dataset runs alone after what it depends on, and the runs grow into the bytes of the whole job", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir, { runsKept: 9 });
  const whole = await complete(service, specOf(), { publish: false, force: false });
  for (const name of ["customers", "plans", "content", "subscriptions", "usage_logs"] as const) {
    const job = await complete(service, specOf({ datasets: [name] }));
    expect(job).toMatchObject({ state: "succeeded", published: true, datasets: [{ name }] });
  }
  expect(await publishedNames(service)).toEqual(["customers", "plans", "content", "subscriptions", "usage_logs"]);
  for (const { name, digest, sha256 } of whole.datasets ?? []) {
    const entry = (await service.runs.published())?.manifest.datasets.find((found) => found.name === name);
    expect(entry).toMatchObject({ digest, sha256, job: jobIdOf(specOf({ datasets: [name] })) });
  }
  const report = (id: string) => readFileSync(path.join(dataDir, "runs", id, "report.json"), "utf8");
  const last = jobIdOf(specOf({ datasets: ["usage_logs"] }));
  expect(JSON.parse(report(`${last}-1`)).datasets).toEqual(JSON.parse(report(`${whole.id}-1`)).datasets);
});

test("a subset without its dependencies is refused with the files and what to run first, and nothing is written", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const spec = specOf({ datasets: ["usage_logs"] });
  await expect(service.jobs.submit(spec, publish)).rejects.toMatchObject({
    code: "missing-dependency",
    message: expect.stringMatching(
      /customers\.csv.*Run customers, plans, content, subscriptions first: POST \/generate/,
    ),
  });
  await complete(service, specOf({ seed: 7 }));
  await expect(service.jobs.submit(spec, publish)).rejects.toMatchObject({
    code: "missing-dependency",
    message: expect.stringContaining("another world"),
  });
  expect(() => service.jobs.get(jobIdOf(spec))).toThrow(expect.objectContaining({ code: "unknown-job" }));
  expect(runDirectories(dataDir)).toEqual([`${jobIdOf(specOf({ seed: 7 }))}-1`]);
});

test("a dependency that is longer, changed in place or gone is missing by name", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const file = path.join(dataDir, "raw", "customers.csv");
  const damages: (() => void)[] = [
    () => appendFileSync(file, "x"),
    () => writeFileSync(file, readFileSync(file, "utf8").replace("C", "X")),
    () => rmSync(file),
  ];
  for (const damage of damages) {
    await complete(service, specOf({ datasets: ["customers", "plans"] }));
    damage();
    await expect(service.jobs.submit(specOf({ datasets: ["subscriptions"] }), publish)).rejects.toMatchObject({
      code: "missing-dependency",
      message: expect.stringMatching(/customers\.csv is not the file.*Run customers first/),
    });
  }
});

test("a dependency that vanishes while the job waits fails it at its start, and what is published stays", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  await complete(service, specOf({ datasets: ["customers", "plans"] }));
  const other = specOf({ seed: 9 });
  const { job: first } = await service.jobs.submit(other, publish);
  const { job } = await service.jobs.submit(specOf({ datasets: ["subscriptions"] }), publish);
  expect(job.state).toBe("queued");
  expect(await service.jobs.waitFor(job.id, 50)).toMatchObject({
    state: "failed",
    problem: { code: "missing-dependency", status: 409, instance: `/jobs/${job.id}` },
  });
  expect((await service.runs.published())?.manifest.job).toBe(first.id);
  expect(runDirectories(dataDir)).not.toContain(`${job.id}-1`);
});

test("a subset's run links the published files of its world and leaves those of others out", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const whole = await complete(service, specOf());
  const customers = await complete(service, specOf({ datasets: ["customers"] }));
  expect(await publishedNames(service)).toEqual(["customers", "plans", "content", "subscriptions", "usage_logs"]);
  const file = (job: string, name: DatasetName) => statSync(path.join(dataDir, "runs", `${job}-1`, fileName(name)));
  expect(file(customers.id, "usage_logs").ino).toBe(file(whole.id, "usage_logs").ino);
  expect(file(customers.id, "customers").ino).not.toBe(file(whole.id, "customers").ino);

  await complete(service, specOf({ seed: 8, datasets: ["customers"] }));
  expect(await publishedNames(service)).toEqual(["customers"]);
});

test("a subset's job is not published again over a fuller run of its own world, but is over another world", async () => {
  const service = await openService();
  const subset = specOf({ datasets: ["customers"] });
  await complete(service, subset);
  const whole = await complete(service, specOf());
  expect((await service.jobs.submit(subset, publish)).job.published).toBe(true);
  expect((await service.runs.published())?.manifest.job).toBe(whole.id);

  await complete(service, specOf({ seed: 8 }));
  expect((await service.jobs.submit(subset, publish)).job.published).toBe(true);
  expect((await service.runs.published())?.manifest.job).toBe(jobIdOf(subset));
});

test("a subset's job that is interrupted goes on from its checkpoints, with the links of its run, to the bytes of the whole job", async () => {
  const dataDir = newDataDir();
  const world = { customers: 60_000 };
  let tellDurable = (): void => {};
  const onStep = (step: DurableStep): void => {
    if (step === "checkpoints-synced") tellDurable();
  };
  const first = await openService(dataDir, { onStep });
  const whole = await complete(first, specOf(world), { publish: false, force: false });
  await complete(first, specOf({ ...world, datasets: ["customers", "plans", "content", "subscriptions"] }));
  const durable = new Promise<void>((resolve) => {
    tellDurable = resolve;
  });
  const { job } = await first.jobs.submit(specOf({ ...world, datasets: ["usage_logs"] }), publish);
  await durable;
  await first.close();

  const log = logLines();
  const second = await openService(dataDir, { logger: log.logger });
  const ended = await second.jobs.waitFor(job.id, 50);
  expect(ended).toMatchObject({ state: "succeeded", published: true, datasets: [{ name: "usage_logs" }] });
  const resumed = log.lines().find(({ event }) => event === "job-resumed");
  expect(resumed?.["partitions"]).toBeGreaterThan(0);
  const manifest = (await second.runs.published())?.manifest;
  expect(manifest?.run).toBe(`${job.id}-1`);
  expect(manifest?.datasets.map(({ name, sha256, digest }) => [name, sha256, digest])).toEqual(
    whole.datasets?.map(({ name, sha256, digest }) => [name, sha256, digest]),
  );
  for (const { file, sha256 } of manifest?.datasets ?? []) {
    const bytes = readFileSync(path.join(dataDir, "raw", file));
    expect(createHash("sha256").update(bytes).digest("hex"), file).toBe(sha256);
  }
  expect(statSync(path.join(dataDir, "raw", "customers.csv")).nlink).toBe(2);
});
