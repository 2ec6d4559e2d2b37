// A disk that is full, a real one of a few megabytes, at each thing that a job writes: the job fails and says what to do, nothing
// half-written stays, what is published stays, and the next job has room.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test as anyTest, expect, onTestFinished } from "vitest";
import type { OpenJobService } from "../../src/jobs/service.ts";
import { canTakeWork, createDirectories, dataDirectory, isWritable } from "../../src/storage/data-directory.ts";
import { ContractClient } from "../app/contract-client.ts";
import { openFixture } from "../app/fixture.ts";
import { fillDisk, mountDisk, mountingFault, useUpInodes } from "../storage/mounts.ts";
import { logLines } from "./log-lines.ts";
import { complete, newDataDir, openService, publish, runDirectories, specOf, untilWriting } from "./open-service.ts";

if (mountingFault !== undefined) console.warn(`not tested, since nothing can be mounted here: ${mountingFault}`);
const test = anyTest.skipIf(mountingFault !== undefined);

/** What the job may write has been admitted: the disk fills up afterwards. */
const unlimited = { freeBytes: () => Number.MAX_SAFE_INTEGER };
const diskFull = { state: "failed", published: false, problem: { code: "disk-full", status: 507 } };

async function expectPublished(service: OpenJobService, dataDir: string, job: string): Promise<void> {
  expect((await service.runs.published())?.manifest.job).toBe(job);
  expect(JSON.parse(readFileSync(path.join(dataDir, "raw", "manifest.json"), "utf8")).job).toBe(job);
}

test("a disk that fills up while files are generated fails the job, and the next one runs once there is room", async () => {
  const dataDir = mountDisk(newDataDir(), { size: "48m" });
  const service = await openService(dataDir, unlimited);
  const before = await complete(service, specOf({ seed: 1 }));
  const spec = specOf({ seed: 2, customers: 8000 });
  const { job } = await service.jobs.submit(spec, publish);
  await untilWriting(service, job.id);
  const free = fillDisk(dataDir);
  const failed = await service.jobs.waitFor(job.id, 50);
  expect(failed).toMatchObject(diskFull);
  expect(failed.problem?.detail).toMatch(
    /^The operating system answered ENOSPC\. Free space on the disk of the data directory, then POST/,
  );
  expect(runDirectories(dataDir)).toEqual([`${before.id}-1`]);
  await expectPublished(service, dataDir, before.id);
  free();
  expect(await complete(service, spec)).toMatchObject({ id: job.id, state: "succeeded", published: true });
});

// The root of the disk, nine of the published run, and of the next one its directory, five datasets and the checkpoints.
const filesBeforeReport = 1 + 9 + 7;

test.each([
  ["the report", 0],
  ["the manifest", 2],
])("a disk that has no room for %s fails the job, and leaves nothing of it", async (_what, more) => {
  const dataDir = newDataDir();
  const runs = mountDisk(path.join(dataDir, "runs"), { size: "16m", inodes: filesBeforeReport + more });
  const service = await openService(dataDir, unlimited);
  const before = await complete(service, specOf({ seed: 1 }));
  const failed = await complete(service, specOf({ seed: 2 }));
  expect(failed).toMatchObject(diskFull);
  expect(failed.problem?.detail).toMatch(/ENOSPC/);
  expect(readdirSync(runs)).toEqual([`${before.id}-1`]);
  await expectPublished(service, dataDir, before.id);
});

test("a disk that has no room for the link fails the job at its publication, and the one published before stays", async () => {
  const dataDir = mountDisk(newDataDir(), { size: "4m", inodes: 20 });
  mountDisk(path.join(dataDir, "runs"), { size: "16m" });
  const service = await openService(dataDir, unlimited);
  const before = await complete(service, specOf({ seed: 1 }));
  const later = specOf({ seed: 3 });
  expect((await complete(service, later, { publish: false, force: false })).state).toBe("succeeded");
  const free = useUpInodes(dataDir);
  expect(await complete(service, specOf({ seed: 2 }))).toMatchObject(diskFull);
  await expect(service.jobs.submit(later, publish)).rejects.toMatchObject({ code: "disk-full", status: 507 });
  expect(runDirectories(dataDir)).toHaveLength(2);
  expect(existsSync(path.join(dataDir, `raw.${process.pid}.link`))).toBe(false);
  await expectPublished(service, dataDir, before.id);
  free();
  expect(await complete(service, later)).toMatchObject({ state: "succeeded", published: true });
});

test("a job store that cannot be written takes no new job, and holds in memory how those it knows end", async () => {
  const dataDir = mountDisk(newDataDir(), { size: "1m" });
  mountDisk(path.join(dataDir, "runs"), { size: "32m" });
  const log = logLines();
  const options = { ...unlimited, logger: log.logger };
  const service = await openService(dataDir, options);
  const { job: running } = await service.jobs.submit(specOf({ seed: 1, customers: 5000 }), publish);
  const { job: waiting } = await service.jobs.submit(specOf({ seed: 2 }), publish);
  const { job: unwanted } = await service.jobs.submit(specOf({ seed: 4 }), publish);
  const free = fillDisk(dataDir);
  await expect(service.jobs.submit(specOf({ seed: 3 }), publish)).rejects.toMatchObject({ code: "disk-full" });
  expect(service.jobs.cancel(unwanted.id, { force: false }).state).toBe("canceled");
  for (const { id } of [running, waiting]) {
    expect(await service.jobs.waitFor(id, 50)).toMatchObject({ state: "succeeded" });
  }
  const states = [
    [unwanted.id, "canceled"],
    [waiting.id, "succeeded"],
    [running.id, "succeeded"],
  ];
  const listed = () => service.jobs.list({ limit: 9 }).jobs.map(({ id, state }) => [id, state]);
  expect(listed()).toEqual(states);
  expect(service.jobs.list({ limit: 9, state: "succeeded" }).jobs).toHaveLength(2);
  expect(service.jobs.list({ limit: 9, state: "queued" }).jobs).toEqual([]);
  expect((await service.runs.published())?.manifest.job).toBe(waiting.id);
  expect(log.events()).toContain("job-store-unwritable");
  expect(log.events()).toContain("verdicts-not-kept");
  free();
  expect((await complete(service, specOf({ seed: 3 }))).state).toBe("succeeded");
  expect(log.events()).toContain("job-store-written");
  await service.close();
  const restarted = await openService(dataDir, options);
  expect(
    restarted.jobs
      .list({ limit: 9 })
      .jobs.map(({ id, state }) => [id, state])
      .slice(1),
  ).toEqual(states);
});

test("GET /readyz answers 507 disk-full below what any job needs and without room for a block, and 200 once there is room", async () => {
  const dataDir = mountDisk(newDataDir(), { size: "24m" });
  createDirectories(dataDirectory(dataDir));
  const fixture = await openFixture({ isWritable: () => canTakeWork(dataDir) });
  onTestFinished(() => fixture.close());
  const client = await ContractClient.open(fixture.url);
  expect((await client.ask("/readyz")).status).toBe(200);
  writeFileSync(path.join(dataDir, "large"), Buffer.alloc(10 * 2 ** 20));
  const low = await client.ask("/readyz");
  expect([low.status, low.json().code]).toEqual([507, "disk-full"]);
  expect(low.json().detail).toContain("no job is taken on below 16777216");
  expect(await isWritable(dataDir)).toBe(true);
  fillDisk(dataDir);
  expect([(await client.ask("/readyz")).json().code, (await client.ask("/healthz")).status]).toEqual([
    "disk-full",
    200,
  ]);
  await expect(isWritable(dataDir)).rejects.toMatchObject({ code: "disk-full" });
  expect(readdirSync(path.join(dataDir, "runs"))).toEqual([]);
  for (const name of ["large", "ballast"]) rmSync(path.join(dataDir, name));
  expect((await client.ask("/readyz")).status).toBe(200);
});
