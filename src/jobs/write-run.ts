// Writes the files of a run with the worker pool: generating, then hashing and scanning each file as soon as it is
// complete, with no barrier between datasets but the tables and lookups they need. Knows nothing of queues and publishing.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type DatasetName, datasetNames, fileName, upstreamOf } from "../datasets.ts";
import { allocateWorldTables, partitionsOf, slices, type WorldTables } from "../generators/index.ts";
import { type Lookups, mergePartials, type PartialReport } from "../reports/scan.ts";
import type { World } from "../rules/world.ts";
import { worldOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import { CheckpointLog } from "../storage/checkpoint-log.ts";
import { writeCheckpoints } from "../storage/checkpoints.ts";
import type { OnStep } from "../storage/durable-steps.ts";
import type { DatasetEntry, PartitionEntry } from "../storage/manifest.ts";
import { syncDirectory } from "../storage/syncing.ts";
import { newFileOrder } from "./file-order.ts";
import type { JobSignals } from "./job-signals.ts";
import { checkpointOwner, type DurablePartitions, endOf } from "./resumption.ts";
import { ScanGate } from "./scan-gate.ts";
import type { WorkerPool } from "./worker-pool.ts";

export interface RunPlan {
  readonly run: string;
  readonly job: string;
  readonly directory: string;
  readonly spec: Spec;
  /** Entries of files that lie in the directory already, linked from the published run. */
  readonly linked: readonly DatasetEntry[];
  /** What an earlier attempt has written, of the datasets it began; undefined for a directory that is new. */
  readonly durable: DurablePartitions | undefined;
  readonly signals: JobSignals;
  readonly now: () => Date;
  readonly onStep: OnStep;
  readonly onStage: (dataset: DatasetName, stage: "running" | "generated") => void;
  /** A dataset that the job writes is complete: its entry in the manifest, and what its scan found. */
  readonly onDataset: (entry: DatasetEntry, partial: PartialReport) => void;
  /** What the scan of a linked file found. */
  readonly onLinked: (dataset: DatasetName, partial: PartialReport) => void;
}

/** Memory that all workers together may hold back while they wait for a predecessor, in chunks of a megabyte. */
const heldChunksTogether = 512;
const heldChunksBounds = { least: 8, most: 32 } as const;
/** Customers prepared a task: few enough for all threads to be done at nearly the same time. */
export const preparedCustomers = 16_384;
/** Partial reports merged at a time. */
const mergedAtOnce = 16;

/** Right after the customers, so that files grow from the start and usage_logs never waits for its tables. */
const preparePriority = 5;
const steps = { generate: 1, hash: 2, scan: 3 } as const;

/** Datasets in execution order; within one, what others wait for first. */
function priority(dataset: DatasetName, step: keyof typeof steps): number {
  return datasetNames.indexOf(dataset) * 10 + steps[step];
}

/**
 * Writes every dataset of the spec; resolves when all are complete and on the disk. Rejects with the first failure, when
 * other tasks may still run: the caller orders the stop and waits for the pool.
 */
export async function writeRun(plan: RunPlan, pool: WorkerPool): Promise<void> {
  const { spec, directory, onStep } = plan;
  const durable = plan.durable ?? new Map<DatasetName, readonly PartitionEntry[]>();
  for (const name of spec.datasets) {
    if (endOf(durable.get(name) ?? []) === 0) writeFileSync(path.join(directory, fileName(name)), "", { flag: "wx" });
  }
  const checkpoints = new CheckpointLog(directory, beginCheckpoints(plan), onStep);
  try {
    const writer = new RunWriter(plan, pool, durable, checkpoints);
    const written = [...plan.linked.map((entry) => writer.scanLinked(entry)), ...spec.datasets.map(writer.write)];
    await Promise.race([Promise.all(written), checkpoints.failed]);
    await checkpoints.settle();
    onStep("files-written");
  } finally {
    await checkpoints.close();
  }
}

/** A new run is on the disk with all its entries before the first checkpoint names what lies in them. */
async function beginCheckpoints({ directory, job, spec, durable, onStep }: RunPlan): Promise<void> {
  if (durable === undefined) {
    await writeCheckpoints(directory, checkpointOwner(job, spec), []);
    await syncDirectory(path.dirname(directory));
  } else {
    await syncDirectory(directory);
  }
  onStep("checkpoints-begun");
}

class RunWriter {
  readonly #plan: RunPlan;
  readonly #pool: WorkerPool;
  readonly #durable: DurablePartitions;
  readonly #checkpoints: CheckpointLog;
  readonly #world: World;
  readonly #scanned: readonly DatasetName[];
  readonly #gate: ScanGate;
  readonly #tables: WorldTables | undefined;
  readonly #prepared: Promise<unknown>;

  constructor(plan: RunPlan, pool: WorkerPool, durable: DurablePartitions, checkpoints: CheckpointLog) {
    this.#plan = plan;
    this.#pool = pool;
    this.#durable = durable;
    this.#checkpoints = checkpoints;
    this.#world = worldOf(plan.spec);
    this.#scanned = scannedDatasets(plan);
    this.#gate = new ScanGate(this.#scanned);
    this.#tables = this.#missing("usage_logs") > 0 ? allocateWorldTables(this.#world) : undefined;
    this.#prepared = this.#prepare();
  }

  /** How many partitions of a dataset are to be generated. */
  #missing(dataset: DatasetName): number {
    if (!this.#plan.spec.datasets.includes(dataset)) return 0;
    return partitionsOf(this.#world, dataset).length - (this.#durable.get(dataset)?.length ?? 0);
  }

  async #prepare(): Promise<void> {
    const { run, spec, signals } = this.#plan;
    const tables = this.#tables;
    if (tables === undefined) return;
    const tasks = slices(spec.customers, preparedCustomers).map(([first, last]) =>
      this.#pool.run({ kind: "prepare", run, spec, signals, tables, first, last }, preparePriority),
    );
    await Promise.all(tasks);
  }

  readonly write = async (dataset: DatasetName): Promise<void> => {
    if (dataset === "usage_logs") await this.#prepared;
    this.#plan.onStage(dataset, "running");
    const partitions = await this.#generate(dataset);
    this.#plan.onStage(dataset, "generated");
    const generatedAt = this.#plan.now().toISOString();
    this.#gate.noteRows(dataset, total(partitions, "rows"));
    const [sha256, partial] = await Promise.all([this.#hash(dataset), this.#scan(dataset, partitions)]);
    this.#plan.onDataset(
      {
        name: dataset,
        file: fileName(dataset),
        rows: total(partitions, "rows"),
        bytes: total(partitions, "bytes"),
        sha256,
        digest: digestOf(partitions),
        generatedAt,
        job: this.#plan.job,
        partitions,
      },
      partial,
    );
  };

  /** Scans a file of the published run for what later datasets look up in it, and for their checks; it has its report already. */
  async scanLinked(entry: DatasetEntry): Promise<void> {
    if (!this.#scanned.includes(entry.name)) return;
    this.#gate.noteRows(entry.name, entry.rows);
    this.#plan.onLinked(entry.name, await this.#scan(entry.name, entry.partitions));
  }

  async #generate(dataset: DatasetName): Promise<PartitionEntry[]> {
    const { run, spec, signals } = this.#plan;
    const partitions = partitionsOf(this.#world, dataset);
    const durable = this.#durable.get(dataset) ?? [];
    const order = newFileOrder(
      partitions.length,
      durable.map(({ offset, bytes }) => offset + bytes),
    );
    const { least, most } = heldChunksBounds;
    const heldChunks = Math.min(Math.max(Math.floor(heldChunksTogether / this.#pool.workers), least), most);
    const shared = { kind: "generate", run, spec, signals, tables: this.#tables, order, heldChunks } as const;
    const tasks = partitions.slice(durable.length).map(async (partition, place) => {
      const task = { ...shared, partition, index: durable.length + place, path: this.#pathOf(dataset) };
      const written = await this.#pool.run(task, priority(dataset, "generate"));
      const { offset, bytes, rows, sha256 } = written;
      const entry: PartitionEntry = { partition: partition.name, offset, bytes, rows, sha256 };
      this.#checkpoints.add({ dataset, ...entry });
      return entry;
    });
    return [...durable, ...(await Promise.all(tasks))];
  }

  #hash(dataset: DatasetName): Promise<string> {
    const { run, spec, signals } = this.#plan;
    const task = { kind: "hash", run, spec, signals, dataset, path: this.#pathOf(dataset) } as const;
    return this.#pool.run(task, priority(dataset, "hash"));
  }

  async #scan(dataset: DatasetName, partitions: readonly PartitionEntry[]): Promise<PartialReport> {
    const lookups = await this.#gate.ready(dataset);
    let partials: PartialReport[] = [];
    const tasks = partitions.map(async (entry) => {
      const partial = await this.#scanPartition(dataset, entry, lookups);
      partials.push(partial);
      if (partials.length >= mergedAtOnce) partials = [mergePartials(dataset, partials)];
    });
    await Promise.all(tasks);
    this.#gate.noteScanned(dataset);
    return mergePartials(dataset, partials);
  }

  #scanPartition(dataset: DatasetName, entry: PartitionEntry, lookups: Lookups): Promise<PartialReport> {
    const { run, spec, signals } = this.#plan;
    const { offset, bytes } = entry;
    const range = { path: this.#pathOf(dataset), start: offset, end: offset + bytes, skipHeader: offset === 0 };
    const scan = { dataset, ...range, lookups };
    return this.#pool.run({ kind: "scan", run, spec, signals, scan }, priority(dataset, "scan"));
  }

  #pathOf(dataset: DatasetName): string {
    return path.join(this.#plan.directory, fileName(dataset));
  }
}

/** The datasets the job writes, and the linked ones that these refer to. */
function scannedDatasets({ spec, linked }: RunPlan): DatasetName[] {
  const upstream = new Set(spec.datasets.flatMap(upstreamOf));
  const present = linked.map((entry) => entry.name).filter((name) => upstream.has(name));
  return datasetNames.filter((name) => spec.datasets.includes(name) || present.includes(name));
}

function total(partitions: readonly PartitionEntry[], field: "rows" | "bytes"): number {
  return partitions.reduce((sum, partition) => sum + partition[field], 0);
}

function digestOf(partitions: readonly PartitionEntry[]): string {
  const hash = createHash("sha256");
  for (const { sha256 } of partitions) hash.update(sha256);
  return hash.digest("hex");
}
