// Writing the files of a run with real workers: the same bytes, digests and reports for any number of them.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type DatasetName, datasetNames } from "../../src/datasets.ts";
import { newJobSignals, orderStop, StoppedError } from "../../src/jobs/job-signals.ts";
import { checkpointOwner } from "../../src/jobs/resumption.ts";
import { WorkerPool } from "../../src/jobs/worker-pool.ts";
import { writeRun } from "../../src/jobs/write-run.ts";
import type { PartialReport } from "../../src/reports/scan.ts";
import type { Spec } from "../../src/spec/spec.ts";
import { readCheckpoints } from "../../src/storage/checkpoints.ts";
import type { DatasetEntry } from "../../src/storage/manifest.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { specOf } from "./specs.ts";

interface Written {
  readonly directory: string;
  readonly entries: Map<DatasetName, DatasetEntry>;
  readonly partials: Map<DatasetName, PartialReport>;
  readonly stages: string[];
  readonly steps: string[];
}

function newPool(workers: number): WorkerPool {
  const pool = new WorkerPool({ workers });
  onTestFinished(() => pool.close());
  return pool;
}

async function write(pool: WorkerPool, spec: Spec, signals = newJobSignals()): Promise<Written> {
  const directory = path.join(temporaryDirectory(), "run");
  mkdirSync(directory);
  const written: Written = { directory, entries: new Map(), partials: new Map(), stages: [], steps: [] };
  const plan = { run: `r${pool.workers}`, job: "j", directory, spec, linked: [], durable: undefined, signals };
  await writeRun(
    {
      ...plan,
      now: () => new Date(0),
      onStep: (step) => written.steps.push(step),
      onStage: (dataset, stage) => written.stages.push(`${dataset} ${stage}`),
      onDataset: (entry, partial) => {
        written.entries.set(entry.name, entry);
        written.partials.set(entry.name, partial);
      },
      onLinked: (dataset) => written.stages.push(`${dataset} linked`),
    },
    pool,
  );
  return written;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

test("writeRun() gives the same bytes, entries and reports on 1, 2 and 5 workers", async () => {
  // More than one slice of customers, so that every file but the small ones has several partitions.
  const spec = specOf({ customers: 70_000, content: 50, behaviour: { "session-rate": { rate: rareSessions } } });
  const one = await write(newPool(1), spec);
  for (const workers of [2, 5]) {
    const other = await write(newPool(workers), spec);
    expect(datasetNames.map((name) => other.entries.get(name))).toEqual(
      datasetNames.map((name) => one.entries.get(name)),
    );
    expect(datasetNames.map((name) => other.partials.get(name))).toEqual(
      datasetNames.map((name) => one.partials.get(name)),
    );
    for (const name of datasetNames) {
      const file = `${name}.csv`;
      expect(readFileSync(path.join(other.directory, file)).equals(readFileSync(path.join(one.directory, file)))).toBe(
        true,
      );
    }
  }
});

const rareSessions = { Basic: 0.01, Standard: 0.02, Premium: 0.04 };

test("writeRun() describes each file: digest of the whole, of every partition, and a checkpoint for each", async () => {
  const { directory, entries, stages } = await write(newPool(2), specOf());
  const checkpoints = readCheckpoints(directory, checkpointOwner("j", specOf())) ?? [];
  for (const name of datasetNames) {
    const entry = entries.get(name) as DatasetEntry;
    const bytes = readFileSync(path.join(directory, entry.file));
    expect(entry).toMatchObject({ bytes: bytes.length, sha256: sha256(bytes), job: "j" });
    expect(entry.rows).toBe(bytes.toString("utf8").split("\n").length - 2);
    let offset = 0;
    for (const partition of entry.partitions) {
      expect(partition.offset).toBe(offset);
      expect(partition.sha256).toBe(sha256(bytes.subarray(offset, offset + partition.bytes)));
      offset += partition.bytes;
    }
    expect(offset).toBe(bytes.length);
    expect(entry.digest).toBe(sha256(entry.partitions.map((partition) => partition.sha256).join("")));
    const saved = checkpoints.filter((checkpoint) => checkpoint.dataset === name);
    expect(saved.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes)).toEqual(
      entry.partitions
        .map((partition) => ({ dataset: name, ...partition }))
        .sort((a, b) => a.offset - b.offset || a.bytes - b.bytes),
    );
    expect(stages.indexOf(`${name} running`)).toBeLessThan(stages.indexOf(`${name} generated`));
  }
});

test("a stopped run rejects, and the pool serves the next one", async () => {
  const pool = newPool(2);
  const signals = newJobSignals();
  const stopped = write(pool, specOf({ customers: 300_000 }), signals);
  orderStop(signals);
  await expect(stopped).rejects.toBeInstanceOf(StoppedError);
  await pool.stop(500);
  expect((await write(pool, specOf())).entries.size).toBe(5);
});
