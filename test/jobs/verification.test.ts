// Verifying a run finds exactly what is damaged, and a repair regenerates exactly that, under readers and beside other runs.

import {
  appendFileSync,
  cpSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { type DatasetName, datasetNames } from "../../src/datasets.ts";
import { verifiedBytes } from "../../src/http/verified-bytes.ts";
import { newJobSignals, StoppedError } from "../../src/jobs/job-signals.ts";
import { repairFile } from "../../src/jobs/repair.ts";
import type { RunVerification } from "../../src/jobs/run-verification.ts";
import type { OpenJobService } from "../../src/jobs/service.ts";
import { WorkerPool } from "../../src/jobs/worker-pool.ts";
import type { PartitionEntry } from "../../src/storage/manifest.ts";
import { PartitionVerifier } from "../../src/storage/partition-verifier.ts";
import { datasetEntry, type Run } from "../../src/storage/run.ts";
import { complete, longSpec, newDataDir, openService, publish, specOf, untilWriting } from "./open-service.ts";

const never = new AbortController().signal;
interface Generated {
  readonly service: OpenJobService;
  readonly dataDir: string;
  readonly run: Run;
  readonly bytes: ReadonlyMap<DatasetName, Buffer>;
  readonly fileOf: (name: DatasetName) => string;
  readonly partitionsOf: (name: DatasetName) => readonly PartitionEntry[];
  readonly verify: (repair?: boolean) => ReturnType<RunVerification["verify"]>;
}

async function generated(): Promise<Generated> {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  await complete(service, specOf());
  const run = (await service.runs.published())!;
  const fileOf = (name: DatasetName): string => path.join(run.directory, `${name}.csv`);
  return {
    service,
    dataDir,
    run,
    fileOf,
    bytes: new Map(datasetNames.map((name) => [name, readFileSync(fileOf(name))])),
    partitionsOf: (name) => datasetEntry(run, name)!.partitions,
    verify: (repair = false) => service.verification.verify(run, { repair, signal: never }),
  };
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}

test("a run is intact until something is damaged; each kind of damage is named, repaired to the same bytes, and intact again", async () => {
  const { run, bytes, fileOf, partitionsOf, verify } = await generated();
  const intact = await verify();
  expect(intact).toMatchObject({
    run: run.manifest.run,
    job: run.manifest.job,
    intact: true,
    damaged: [],
    repaired: [],
  });
  expect(intact.datasets.map(({ name, partitions }) => [name, partitions])).toEqual([
    ["customers", 1],
    ["plans", 1],
    ["content", 1],
    ["subscriptions", 1],
    ["usage_logs", 60],
  ]);
  const whole = partitionsOf("customers")[0]!;
  flip(fileOf("customers"), whole.offset + 5);
  flip(fileOf("content"), 3);
  rmSync(fileOf("plans"));
  appendFileSync(fileOf("subscriptions"), "more\n");
  const [early, late] = [partitionsOf("usage_logs")[17]!, partitionsOf("usage_logs")[59]!];
  flip(fileOf("usage_logs"), early.offset);
  truncateSync(fileOf("usage_logs"), late.offset + 10);
  const found = await verify();
  expect(found.intact).toBe(false);
  expect(found.damaged.map(({ dataset, partition, found: what }) => [dataset, partition, what.length])).toEqual([
    ["customers", whole.partition, 64],
    ["plans", "all", "missing".length],
    ["content", "all", 64],
    ["usage_logs", early.partition, 64],
    ["usage_logs", late.partition, "missing".length],
  ]);
  expect(found.damaged[0]).toMatchObject({ offset: whole.offset, bytes: whole.bytes, expected: whole.sha256 });
  expect(found.datasets.find(({ name }) => name === "subscriptions")?.surplusBytes).toBe(5);
  const repaired = await verify(true);
  expect(repaired).toMatchObject({ intact: true, damaged: found.damaged });
  expect(repaired.repaired).toEqual(datasetNames);
  for (const name of datasetNames) expect(readFileSync(fileOf(name)).equals(bytes.get(name)!), name).toBe(true);
  expect(await verify()).toMatchObject({ intact: true, damaged: [], repaired: [] });
  expect(readdirSync(run.directory).filter((name) => name.endsWith(".repair"))).toEqual([]);
});

test("a repair leaves whole files, other runs that share the file, and readers of the old one as they are", async () => {
  const { run, bytes, fileOf, verify } = await generated();
  const other = path.join(run.directory, "..", "shared.csv");
  linkSync(fileOf("customers"), other);
  const untouched = statSync(fileOf("content")).ino;
  flip(fileOf("customers"), 50);
  const reader = await open(fileOf("customers"));
  expect((await verify(true)).repaired).toEqual(["customers"]);
  expect(readFileSync(fileOf("customers")).equals(bytes.get("customers")!)).toBe(true);
  expect(statSync(fileOf("content")).ino).toBe(untouched);
  expect(readFileSync(other).equals(bytes.get("customers")!)).toBe(false);
  const entry = datasetEntry(run, "customers")!;
  const dataset = { file: reader, entry, verifier: new PartitionVerifier() };
  const reading = (async () => {
    for await (const _part of verifiedBytes(dataset, { start: 0, end: entry.bytes }, 1024)) expect.unreachable();
  })();
  await expect(reading).rejects.toMatchObject({ code: "run-damaged" });
  rmSync(other);
});

test("a file of which the disk gives some bytes no more is generated anew as a whole", async () => {
  const { run, bytes, fileOf, partitionsOf } = await generated();
  const pool = new WorkerPool({ workers: 1 });
  const [first] = partitionsOf("usage_logs") as [PartitionEntry];
  const { partition, offset, bytes: size, sha256 } = first;
  const damaged = [
    { dataset: "usage_logs", partition, offset, bytes: size, expected: sha256, found: "unreadable" } as const,
  ];
  writeFileSync(fileOf("usage_logs"), "what a copy would take over");
  const inspected = { name: "usage_logs", bytes: 0, partitions: 60, surplusBytes: 0, damaged } as const;
  await repairFile(run, inspected, pool, newJobSignals());
  expect(readFileSync(fileOf("usage_logs")).equals(bytes.get("usage_logs")!)).toBe(true);
  await pool.close();
});

test("a run of another model version is verified and not repaired, and one that its spec does not give stays as it is", async () => {
  const { service, run, fileOf, verify } = await generated();
  const manifest = { ...run.manifest, modelVersion: "2020.1-1" };
  const options = { repair: true, signal: never };
  expect((await service.verification.verify({ ...run, manifest }, options)).intact).toBe(true);
  flip(fileOf("plans"), 80);
  const damaged = readFileSync(fileOf("plans"));
  await expect(service.verification.verify({ ...run, manifest }, options)).rejects.toMatchObject({
    code: "model-version-differs",
    status: 409,
  });
  const entry = datasetEntry(run, "plans")!;
  const partitions = entry.partitions.map((part) => ({ ...part, sha256: "0".repeat(64) }));
  const told = { ...run.manifest, datasets: [{ ...entry, partitions }] };
  await expect(service.verification.verify({ ...run, manifest: told }, options)).rejects.toMatchObject({
    code: "run-damaged",
    message: expect.stringContaining("does not describe the plans of its spec"),
  });
  expect(readFileSync(fileOf("plans")).equals(damaged)).toBe(true);
  expect(await verify(true)).toMatchObject({ intact: true, repaired: ["plans"] });
});

test("however many ask, one run is read at a time, and whoever has gone meanwhile is not read for", async () => {
  const { service, run, verify } = await generated();
  const readings = vi.spyOn(WorkerPool.prototype, "runAgain");
  onTestFinished(() => readings.mockRestore());
  await verify();
  const once = readings.mock.calls.length;
  const gone = new AbortController();
  const left = service.verification.verify(run, { repair: false, signal: gone.signal });
  const first = verify();
  gone.abort();
  const others = [left, first, verify(), verify(true)];
  const settled = Promise.allSettled(others);
  await expect(left).rejects.toBeInstanceOf(StoppedError);
  // The one before, the one that was left as soon as its turn came, and the next.
  expect(readings.mock.calls.length).toBeLessThanOrEqual(3 * once);
  const states = (await settled).map((result) => (result.status === "fulfilled" ? result.value.intact : "left"));
  expect(states).toEqual(["left", true, true, true]);
});

test("verifying goes on beside a job and through its cancellation, stops when nobody waits, and tells a removed run", async () => {
  const { service, run, fileOf, verify } = await generated();
  const { job } = await service.jobs.submit(longSpec(), publish);
  await untilWriting(service, job.id);
  flip(fileOf("usage_logs"), 90);
  const verifying = verify(true);
  service.jobs.cancel(job.id, { force: false });
  expect(await verifying).toMatchObject({ intact: true, repaired: ["usage_logs"] });
  await expect(service.verification.verify(run, { repair: true, signal: AbortSignal.abort() })).rejects.toBeInstanceOf(
    StoppedError,
  );
  const copy = path.join(run.directory, "..", "copy");
  cpSync(run.directory, copy, { recursive: true });
  for (const name of ["manifest.json", "plans.csv"]) rmSync(path.join(copy, name));
  const removed = service.verification.verify({ ...run, directory: copy }, { repair: false, signal: never });
  await expect(removed).rejects.toMatchObject({ code: "job-evicted" });
  rmSync(copy, { recursive: true });
});
