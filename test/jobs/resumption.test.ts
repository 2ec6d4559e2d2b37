// Going on with an unfinished run: what checkpoints name and bytes confirm is kept, everything else is made anew, to the same
// bytes. The files below lie as a power cut might leave them.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type DatasetName, datasetNames } from "../../src/datasets.ts";
import { counted, type JobSignals, newJobSignals } from "../../src/jobs/job-signals.ts";
import {
  checkpointOwner,
  claimedPartitions,
  countClaimed,
  type DurablePartitions,
  takeOver,
} from "../../src/jobs/resumption.ts";
import { WorkerPool } from "../../src/jobs/worker-pool.ts";
import { writeRun } from "../../src/jobs/write-run.ts";
import { type Checkpoint, checkpointFile, readCheckpoints, writeCheckpoints } from "../../src/storage/checkpoints.ts";
import type { DatasetEntry } from "../../src/storage/manifest.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { specOf } from "./specs.ts";

const spec = specOf();
const owner = checkpointOwner("j", spec);
let pool: WorkerPool;
beforeAll(() => {
  pool = new WorkerPool({ workers: 1 });
  return () => pool.close();
});

type Entries = Map<DatasetName, DatasetEntry>;

async function write(directory: string, signals: JobSignals, durable?: DurablePartitions): Promise<Entries> {
  const entries: Entries = new Map();
  await writeRun(
    {
      run: "r",
      job: "j",
      directory,
      spec,
      linked: [],
      durable,
      signals,
      now: () => new Date(0),
      onStep: () => {},
      onStage: () => {},
      onDataset: (entry) => entries.set(entry.name, entry),
      onLinked: () => {},
    },
    pool,
  );
  return entries;
}

function newRunDirectory(): string {
  const directory = path.join(temporaryDirectory(), "run");
  mkdirSync(directory);
  return directory;
}

/** Flips the bits of one byte of a partition. */
function damage(directory: string, { file, partitions }: DatasetEntry, index: number): void {
  const bytes = readFileSync(path.join(directory, file));
  const at = partitions[index]!.offset + 3;
  bytes[at] = bytes[at]! ^ 0xff;
  writeFileSync(path.join(directory, file), bytes);
}

function namedPartitions({ name, partitions }: DatasetEntry, places: (index: number) => boolean): Checkpoint[] {
  return partitions.filter((_, index) => places(index)).map((partition) => ({ dataset: name, ...partition }));
}

test("takeOver() keeps what is named without a gap and unharmed, and writeRun() makes the rest to the same bytes", async () => {
  const whole = newRunDirectory();
  const entries = await write(whole, newJobSignals());
  const usage = entries.get("usage_logs")!;

  const directory = newRunDirectory();
  for (const name of datasetNames) {
    if (name !== "content") copyFileSync(path.join(whole, `${name}.csv`), path.join(directory, `${name}.csv`));
  }
  damage(directory, entries.get("subscriptions")!, 0);
  damage(directory, usage, 25);
  damage(directory, usage, 50);
  const usageFile = path.join(directory, "usage_logs.csv");
  writeFileSync(usageFile, `${readFileSync(usageFile, "utf8")}what nobody vouches for\n`);
  writeFileSync(path.join(directory, "report.json.tmp"), "half");
  await writeCheckpoints(directory, owner, [
    // In the order of completion; those from 40 on lie beyond a gap.
    ...namedPartitions(usage, (index) => index >= 40 && index < 45),
    ...namedPartitions(usage, (index) => index < 30).reverse(),
    ...["customers", "plans", "content", "subscriptions"].flatMap((name) =>
      namedPartitions(entries.get(name as DatasetName)!, () => true),
    ),
  ]);

  const claimed = claimedPartitions(spec, readCheckpoints(directory, owner)!);
  expect([...claimed].map(([name, { length }]) => [name, length])).toEqual([
    ["customers", 1],
    ["plans", 1],
    ["content", 1],
    ["subscriptions", 1],
    ["usage_logs", 30],
  ]);
  const signals = newJobSignals();
  countClaimed(claimed, signals);
  const plan = { job: "j", directory, spec, signals, onStep: () => {} };
  const durable = await takeOver(claimed, plan, pool);
  const kept = [...durable].map(([name, { length }]) => [name, length]);
  expect(kept).toEqual([
    ["customers", 1],
    ["plans", 1],
    ["content", 0],
    ["subscriptions", 0],
    ["usage_logs", 25],
  ]);
  expect(readCheckpoints(directory, owner)).toHaveLength(27);
  expect(statSync(usageFile).size).toBe(usage.partitions[25]!.offset);
  expect(readdirSync(directory).sort()).toEqual([checkpointFile, "customers.csv", "plans.csv", "usage_logs.csv"]);

  const resumed = await write(directory, signals, durable);
  for (const name of datasetNames) {
    expect(
      readFileSync(path.join(directory, `${name}.csv`)).equals(readFileSync(path.join(whole, `${name}.csv`))),
    ).toBe(true);
    expect(resumed.get(name)).toEqual(entries.get(name));
    expect(counted(signals, name, "rows")).toBe(entries.get(name)!.rows);
    expect(counted(signals, name, "written")).toBe(entries.get(name)!.bytes);
  }
  expect(readCheckpoints(directory, owner)).toHaveLength(64);
});

test("a file that is gone, or shorter than its checkpoints say, is made anew from where it ends", async () => {
  const directory = newRunDirectory();
  const entries = await write(directory, newJobSignals());
  const customers = path.join(directory, "customers.csv");
  const before = readFileSync(customers);
  const usage = entries.get("usage_logs")!;
  const usageFile = path.join(directory, usage.file);
  writeFileSync(usageFile, readFileSync(usageFile).subarray(0, usage.partitions[10]!.offset + 1));
  rmSync(customers);
  const signals = newJobSignals();
  const claimed = claimedPartitions(spec, readCheckpoints(directory, owner)!);
  const plan = { job: "j", directory, spec, signals, onStep: () => {} };
  const durable = await takeOver(claimed, plan, pool);
  expect(durable.get("customers")).toHaveLength(0);
  expect(durable.get("usage_logs")).toHaveLength(10);
  expect(existsSync(customers)).toBe(false);
  expect((await write(directory, signals, durable)).get("usage_logs")).toEqual(usage);
  expect(readFileSync(customers).equals(before)).toBe(true);
});
