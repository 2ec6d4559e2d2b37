// Jobs that load a run into the warehouse, through the real queue and real processes: joined, canceled, failed, found again after
// a restart or a crash, and ended in good order.

import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import type { OpenJobService } from "../../src/jobs/service.ts";
import { ingestIdOf } from "../../src/spec/identity.ts";
import { dataDirectory } from "../../src/storage/data-directory.ts";
import { JobStore } from "../../src/storage/job-store.ts";
import { readValidation } from "../../src/warehouse/validation/results.ts";
import { rowsIn } from "../warehouse/source-directories.ts";
import { complete, newDataDir, openService, publish, specOf } from "./open-service.ts";

async function ingested(service: OpenJobService, id?: string): Promise<Job> {
  const run = id === undefined ? await service.runs.published() : await service.runs.ofJob(id);
  const { id: ingest } = await service.jobs.ingest(run!);
  return service.jobs.waitFor(ingest, 50);
}

/** The files of the data directory that belong to a warehouse. */
function warehouseFiles(dataDir: string): string[] {
  return readdirSync(dataDir).filter((name) => name.startsWith("warehouse"));
}

test("an ingest is a job with the run's spec, what it loads, progress like any, and what has come in", async () => {
  const dataDir = newDataDir();
  const loaded: object[] = [];
  const ended: string[] = [];
  const observer = {
    jobEnded: (job: Job) => void ended.push(`${job.kind} ${job.state}`),
    rowsGenerated: () => {},
    warehouseLoaded: (result: object) => void loaded.push(result),
  };
  const service = await openService(dataDir, { observer });
  const generated = await complete(service, specOf());
  const run = (await service.runs.published())!.manifest;
  const job = await ingested(service);
  const counts = Object.fromEntries(
    run.datasets.map(({ name, rows }) => [name, { loaded: rows, rejected: 0, manifest: "match" }]),
  );
  const rows = run.datasets.reduce((sum, entry) => sum + entry.rows, 0);
  const bytes = run.datasets.reduce((sum, entry) => sum + entry.bytes, 0);
  expect(job).toMatchObject({
    ...{ id: ingestIdOf(run.run), kind: "ingest", state: "succeeded", spec: generated.spec, requests: 1 },
    ...{
      published: false,
      loads: { job: generated.id, run: run.run },
      result: { path: "data/warehouse.sqlite", datasets: counts },
    },
    progress: { fraction: 1, rowsWritten: rows, rowsExpected: rows, bytesWritten: bytes, etaSeconds: 0 },
  });
  expect(Object.values(job.progress.datasets).map(({ state }) => state)).toEqual(Array(5).fill("done"));
  expect([job.datasets, job.problem]).toEqual([undefined, undefined]);
  expect(rowsIn(path.join(dataDir, "warehouse.sqlite"), "SELECT value FROM warehouse WHERE key = 'run'")).toEqual([
    { value: run.run },
  ]);
  expect(loaded).toEqual([job.result]);
  const validation = readValidation(dataDir)!;
  expect(validation).toMatchObject({ run: run.run, job: generated.id, declared: "spec", counts: { fail: 0 } });
  expect(job.result?.validation).toEqual(validation.counts);
  expect(ended).toEqual(["generate succeeded", "ingest succeeded"]);
  expect(service.jobs.list({ limit: 5 }).jobs.map(({ kind }) => kind)).toEqual(["ingest", "generate"]);
  expect((await service.runs.ofJob(job.id)).manifest.run).toBe(run.run);
});

test("an ingest of the same run is joined while it waits or runs, and runs anew after it; another run's is another job", async () => {
  const service = await openService();
  const first = await complete(service, specOf({ seed: 1 }));
  const second = await complete(service, specOf({ seed: 2 }));
  const run = await service.runs.ofJob(first.id);
  const one = await service.jobs.ingest(run);
  const joined = await service.jobs.ingest(run);
  expect([joined.id, joined.requests, joined.kind]).toEqual([one.id, 2, "ingest"]);
  expect(() => service.jobs.cancel(one.id, { force: false })).toThrow(expect.objectContaining({ code: "shared-job" }));
  const done = await service.jobs.waitFor(one.id, 50);
  const anew = await service.jobs.ingest(run);
  expect([anew.id, anew.requests, anew.finishedAt, anew.result]).toEqual([one.id, 1, null, undefined]);
  expect((await service.jobs.waitFor(one.id, 50)).finishedAt! > done.finishedAt!).toBe(true);
  expect((await ingested(service, second.id)).id).not.toBe(one.id);
});

test("a canceled ingest ends within a second and leaves the old warehouse and no file of its own", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const small = await complete(service, specOf());
  await ingested(service);
  const large = await complete(service, specOf({ customers: 6000 }));
  const { id } = await service.jobs.ingest(await service.runs.ofJob(large.id));
  for await (const { job } of service.jobs.events(id, undefined, new AbortController().signal)) {
    if (job.progress.bytesWritten > 0) break;
  }
  // The old warehouse, the new one, and while rows are read the file that hands them over.
  expect(warehouseFiles(dataDir).length).toBeGreaterThan(1);
  const began = performance.now();
  service.jobs.cancel(id, { force: false });
  const canceled = await service.jobs.waitFor(id, 50);
  expect(performance.now() - began).toBeLessThan(1000);
  expect(canceled).toMatchObject({ state: "canceled", kind: "ingest", progress: { etaSeconds: null } });
  expect(canceled.progress.fraction).toBeLessThan(1);
  expect(warehouseFiles(dataDir)).toEqual(["warehouse.sqlite"]);
  expect(rowsIn(path.join(dataDir, "warehouse.sqlite"), "SELECT value FROM warehouse WHERE key = 'job'")).toEqual([
    { value: small.id },
  ]);
});

test("a file that cannot be loaded fails the job with its problem; a run that is gone is said to be", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const { id } = await complete(service, specOf());
  const run = await service.runs.ofJob(id);
  writeFileSync(path.join(run.directory, "plans.csv"), "plan_id\nP1\n");
  expect(await ingested(service, id)).toMatchObject({
    state: "failed",
    problem: { code: "source-header-differs", status: 422, detail: expect.stringContaining("Line 1 of plans.csv") },
  });
  expect(warehouseFiles(dataDir)).toEqual([]);
  rmSync(run.directory, { recursive: true });
  await expect(service.jobs.ingest(run)).rejects.toMatchObject({ code: "job-evicted", status: 410 });
});

test("an ingest that was accepted holds its run until it has ended, also over a restart, however many runs are published meanwhile", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir, { runsKept: 1 });
  const { id } = await complete(service, specOf({ seed: 1 }));
  const run = await service.runs.ofJob(id);
  const running = (await service.jobs.submit(specOf({ seed: "long", customers: 600_000 }), publish)).job;
  const ahead: string[] = [];
  for (const seed of [2, 3, 4]) ahead.push((await service.jobs.submit(specOf({ seed }), publish)).job.id);
  const { id: waiting } = await service.jobs.ingest(run);
  service.jobs.cancel(running.id, { force: true });
  await service.jobs.waitFor(ahead[0]!, 50);
  await service.close();
  const next = await openService(dataDir, { runsKept: 1 });
  for (const each of ahead) expect((await next.jobs.waitFor(each, 50)).state).toBe("succeeded");
  expect(await next.jobs.waitFor(waiting, 50)).toMatchObject({ state: "succeeded" });
  // What nobody waits for any more goes with the next generation.
  await complete(next, specOf({ seed: 5 }));
  await vi.waitFor(() => expect(existsSync(run.directory)).toBe(false), { timeout: 10_000 });
});

test("an ingest waits its turn behind other jobs, is refused when the queue is full or the disk too small", async () => {
  const service = await openService(undefined, { queueLimit: 1 });
  const { id: second } = await complete(service, specOf({ seed: 3 }));
  const { id } = await complete(service, specOf());
  const run = await service.runs.ofJob(id);
  const running = (await service.jobs.submit(specOf({ seed: 2, customers: 600_000 }), publish)).job;
  const makeDurable = vi.spyOn(JobStore.prototype, "makeDurable");
  onTestFinished(() => makeDurable.mockRestore());
  const { id: waiting } = await service.jobs.ingest(run);
  expect(makeDurable).toHaveBeenCalledOnce();
  expect(service.jobs.get(waiting).state).toBe("queued");
  const other = await service.runs.ofJob(second);
  await expect(service.jobs.ingest(other)).rejects.toMatchObject({ code: "queue-full" });
  service.jobs.cancel(running.id, { force: true });
  expect((await service.jobs.waitFor(waiting, 50)).state).toBe("succeeded");
  const cramped = await openService(undefined, { freeBytes: () => 1000 });
  await expect(cramped.jobs.ingest(run)).rejects.toMatchObject({ code: "disk-too-small" });
});

test("close() puts a running ingest back; the next start runs it, whatever the model version", async () => {
  const dataDir = newDataDir();
  const first = await openService(dataDir);
  const { id: generated } = await complete(first, specOf({ customers: 1000 }));
  const { id } = await first.jobs.ingest(await first.runs.ofJob(generated));
  await first.close();
  expect(warehouseFiles(dataDir)).toEqual([]);
  const store = new JobStore(dataDirectory(dataDir));
  expect(store.get(id)).toMatchObject({ state: "queued", startedAt: null });
  store.put({ ...store.get(id)!, modelVersion: "2001.01-1" });
  store.close();
  const second = await openService(dataDir);
  expect(await second.jobs.waitFor(id, 50)).toMatchObject({ state: "succeeded" });
});

test("after a crash the start removes what a load left, keeps the warehouse, and runs the ingest again", async () => {
  const dataDir = newDataDir();
  const first = await openService(dataDir);
  await complete(first, specOf());
  const job = await ingested(first);
  await first.close();
  const store = new JobStore(dataDirectory(dataDir));
  store.put({ ...store.get(job.id)!, state: "running", finishedAt: null });
  store.close();
  writeFileSync(path.join(dataDir, "warehouse.4711.tmp"), "half");
  writeFileSync(path.join(dataDir, "warehouse.4711.tmp-rows"), "half");
  writeFileSync(path.join(dataDir, "warehouse.backup"), "mine");
  const reader = new Database(path.join(dataDir, "warehouse.sqlite"), { readonly: true });
  const second = await openService(dataDir);
  expect(warehouseFiles(dataDir).filter((name) => name.includes("4711"))).toEqual([]);
  expect(existsSync(path.join(dataDir, "warehouse.backup"))).toBe(true);
  expect(await second.jobs.waitFor(job.id, 50)).toMatchObject({ state: "succeeded" });
  expect(reader.prepare("SELECT count(*) AS n FROM customers").get()).toEqual({ n: 150 });
  reader.close();
});

test("records of versions that knew one kind of job are read as generating", async () => {
  const dataDir = newDataDir();
  const first = await openService(dataDir);
  const { id } = await complete(first, specOf());
  await first.close();
  const store = new JobStore(dataDirectory(dataDir));
  const { kind, ...old } = store.get(id)!;
  expect(kind).toBe("generate");
  store.put(old);
  store.close();
  expect((await openService(dataDir)).jobs.get(id)).toMatchObject({ kind: "generate", state: "succeeded" });
});
