// What goes wrong around a job: a thread that dies, a disk too small or not writable, a directory held by another.

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Job, JobProgress } from "../../src/jobs/job.ts";
import { JobStore } from "../../src/storage/job-store.ts";
import { withoutWriteAccess } from "../storage/unprivileged.ts";
import { logLines } from "./log-lines.ts";
import {
  complete,
  longSpec,
  newDataDir,
  openService,
  publish,
  runDirectories,
  specOf,
  untilWriting,
} from "./open-service.ts";

test("a worker that dies time and again fails the job, leaves what is published, and the pool serves the next job", async () => {
  const dataDir = newDataDir();
  const workerFile = new URL("./dying-worker.ts", import.meta.url);
  const service = await openService(dataDir, { workerFile });
  const published = await complete(service, specOf({ seed: 1 }));
  writeFileSync(path.join(dataDir, "fault"), "exit exit exit exit");
  const spec = specOf({ seed: 2 });
  const failed = await complete(service, spec);
  expect(failed).toMatchObject({
    state: "failed",
    published: false,
    problem: { code: "worker-died", status: 500, instance: `/jobs/${failed.id}` },
  });
  // The attempt and two more.
  expect(readFileSync(path.join(dataDir, "fault"), "utf8")).toBe("exit");
  expect(failed.datasets).toBeUndefined();
  expect((await service.runs.published())?.manifest.job).toBe(published.id);
  expect(runDirectories(dataDir)).toEqual([`${published.id}-1`]);
  rmSync(path.join(dataDir, "fault"));
  expect(await complete(service, spec)).toMatchObject({ id: failed.id, state: "succeeded", published: true });
});

test("a worker that ends or throws costs no more than time: the job goes on, to the same bytes", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir, { workerFile: new URL("./dying-worker.ts", import.meta.url) });
  const spec = specOf({ customers: 20_000 });
  const fault = path.join(dataDir, "fault");
  const run = async (faults: string): Promise<{ job: Job; seen: JobProgress[] }> => {
    writeFileSync(fault, faults);
    const { job } = await service.jobs.submit(spec, { publish: true, force: true });
    const seen: JobProgress[] = [];
    for await (const event of service.jobs.events(job.id, undefined, new AbortController().signal)) {
      seen.push(event.job.progress);
    }
    expect(readFileSync(fault, "utf8")).toBe("");
    return { job: service.jobs.get(job.id), seen };
  };
  const peaceful = await run("");
  const { job, seen } = await run("exit throw");
  expect(job).toMatchObject({ state: "succeeded", published: true, datasets: peaceful.job.datasets });
  expect(job.progress.rowsWritten).toBe(peaceful.job.progress.rowsWritten);
  for (const figure of ["fraction", "rowsWritten", "bytesWritten"] as const) {
    const figures = seen.map((progress) => progress[figure]);
    expect(figures).toEqual(figures.toSorted((x, y) => x - y));
  }
});

test("a data directory that goes away under a job fails it and nothing else: back in its place, it serves the next one", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const published = await complete(service, specOf());
  const { job } = await service.jobs.submit(longSpec(2), publish);
  await untilWriting(service, job.id);
  renameSync(dataDir, `${dataDir}-away`);
  writeFileSync(dataDir, "no directory");
  const failed = await service.jobs.waitFor(job.id, 50);
  expect(failed).toMatchObject({ state: "failed", published: false, problem: { code: "storage-failed" } });
  expect(JSON.stringify(failed)).not.toContain(path.dirname(dataDir));
  rmSync(dataDir);
  renameSync(`${dataDir}-away`, dataDir);
  expect(service.jobs.get(published.id)).toMatchObject({ state: "succeeded", published: true });
  expect(await complete(service, specOf({ seed: 3 }))).toMatchObject({ state: "succeeded", published: true });
});

test("disk-too-small refuses a job by its estimate at submit, and again at its start", async () => {
  const dataDir = newDataDir();
  let free = 20_000_000;
  const service = await openService(dataDir, { freeBytes: () => free });
  await expect(service.jobs.submit(specOf({ customers: 100_000 }), publish)).rejects.toMatchObject({
    code: "disk-too-small",
    status: 507,
    message: expect.stringMatching(/may write \d+ bytes .* has 20000000 free: \d+ are missing/),
  });
  expect(service.jobs.list({ limit: 5 }).jobs).toEqual([]);
  const { job: first } = await service.jobs.submit(specOf({ seed: 1 }), publish);
  const { job } = await service.jobs.submit(specOf({ seed: 2 }), publish);
  expect([first.state, job.state]).toEqual(["running", "queued"]);
  await untilWriting(service, first.id);
  free = 0;
  expect(await service.jobs.waitFor(job.id, 50)).toMatchObject({
    state: "failed",
    problem: { code: "disk-too-small" },
  });
  expect((await service.jobs.waitFor(first.id, 50)).state).toBe("succeeded");
  expect(runDirectories(dataDir)).toEqual([`${first.id}-1`]);
});

test("a data directory that is not writable refuses jobs and keeps serving what is published", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const job = await complete(service, specOf({ seed: 1 }));
  chmodSync(path.dirname(dataDir), 0o755);
  await withoutWriteAccess(path.join(dataDir, "runs"), async () => {
    await expect(service.jobs.submit(specOf({ seed: 2 }), publish)).rejects.toMatchObject({
      code: "data-directory-unwritable",
      status: 503,
    });
    expect((await service.runs.published())?.manifest.job).toBe(job.id);
    expect(service.jobs.get(job.id).published).toBe(true);
  });
  expect(service.jobs.list({ limit: 5 }).jobs).toHaveLength(1);
  expect(runDirectories(dataDir)).toEqual([`${job.id}-1`]);
  expect((await complete(service, specOf({ seed: 2 }))).state).toBe("succeeded");
});

test("openJobService() refuses a directory that it may not write in, and one that is in use", async () => {
  const dataDir = newDataDir();
  await openService(dataDir);
  await expect(openService(dataDir)).rejects.toMatchObject({ code: "data-directory-locked" });
  const parent = path.dirname(newDataDir());
  await withoutWriteAccess(parent, async () => {
    await expect(openService(path.join(parent, "data"))).rejects.toMatchObject({ code: "data-directory-unwritable" });
  });
});

test("submit() is refused once the service closes", async () => {
  const service = await openService();
  const closing = service.close();
  await expect(service.jobs.submit(specOf(), publish)).rejects.toMatchObject({ code: "shutting-down" });
  await closing;
});

test("a start that fails leaves nothing open: neither the job store nor the lock", async () => {
  const dataDir = newDataDir();
  const obstacle = path.join(dataDir, "raw.1.link");
  mkdirSync(obstacle, { recursive: true });
  await expect(openService(dataDir)).rejects.toMatchObject({ status: expect.any(Number) });
  expect(existsSync(path.join(dataDir, "jobs.sqlite"))).toBe(true);
  // SQLite removes it when the last connection is closed.
  expect(existsSync(path.join(dataDir, "jobs.sqlite-wal"))).toBe(false);
  rmSync(obstacle, { recursive: true });
  expect((await complete(await openService(dataDir), specOf())).state).toBe("succeeded");
});

test("a job whose end cannot be recorded, for no reason that is known, ends as failed as soon as it can, and the next one runs", async () => {
  const log = logLines();
  const service = await openService(newDataDir(), { logger: log.logger });
  let faults = 3;
  const spy = vi.spyOn(JobStore.prototype, "keep").mockImplementation(function (this: JobStore, record) {
    const isEnd = record.state === "succeeded" || record.state === "failed";
    if (isEnd && faults-- > 0) throw new TypeError("This database connection is busy executing a query");
    this.put(record);
  });
  onTestFinished(() => spy.mockRestore());
  const { job } = await service.jobs.submit(specOf({ seed: 1 }), publish);
  const { job: next } = await service.jobs.submit(specOf({ seed: 2 }), publish);
  expect(await service.jobs.waitFor(job.id, 50)).toMatchObject({
    state: "failed",
    finishedAt: expect.any(String),
    problem: { code: "internal-error" },
  });
  expect(log.events().filter((event) => event === "job-lost")).toHaveLength(1);
  expect(await service.jobs.waitFor(next.id, 50)).toMatchObject({ state: "succeeded", published: true });
  expect(await complete(service, specOf({ seed: 1 }))).toMatchObject({ id: job.id, state: "succeeded" });
});

test("an observer that throws at a job's end is logged, and the job has succeeded all the same", async () => {
  const log = logLines();
  const observer = {
    rowsGenerated: () => {},
    warehouseLoaded: () => {},
    jobEnded: () => {
      throw new RangeError("a counter cannot go down");
    },
  };
  const service = await openService(newDataDir(), { logger: log.logger, observer });
  expect(await complete(service, specOf())).toMatchObject({ state: "succeeded", published: true });
  expect(log.events()).toContain("job-end-untold");
});
