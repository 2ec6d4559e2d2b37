// What a worker thread can do for a job: prepare tables, generate a partition, hash a file, scan a partition, judge a run.
// Synchronous functions that never throw: a failure comes back as a value, so that a rejection means the thread died.

import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { type DatasetName, headerLine } from "../datasets.ts";
import { CodedError, type ErrorCode } from "../errors.ts";
import { fillWorldTables, generatePartition, type Partition, type WorldTables } from "../generators/index.ts";
import { type Governance, governanceOf, type JudgedFiles } from "../reports/governance.ts";
import { type PartialReport, type PartitionScan, scanPartition } from "../reports/scan.ts";
import type { World } from "../rules/world.ts";
import { worldOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import { storageError, systemErrorCode } from "../storage/storage-error.ts";
import type { FileOrder } from "./file-order.ts";
import { count, heed, type JobSignals, StoppedError } from "./job-signals.ts";
import { ChunkReserve, OrderedSink, type PartitionBytes } from "./ordered-sink.ts";

interface JobTask {
  /** Name of the run: the key under which a worker keeps the world it has prepared. */
  readonly run: string;
  readonly spec: Spec;
  readonly signals: JobSignals;
}

/** Fills the world's tables for the customers `first..last`. */
export interface PrepareTask extends JobTask {
  readonly kind: "prepare";
  readonly tables: WorldTables;
  readonly first: number;
  readonly last: number;
}

/** Writes one partition at its place in its file; the first one begins with the header. */
export interface GenerateTask extends JobTask {
  readonly kind: "generate";
  readonly partition: Partition;
  readonly index: number;
  readonly tables: WorldTables | undefined;
  /** Path of the file, which exists. */
  readonly path: string;
  readonly order: FileOrder;
  readonly heldChunks: number;
}

/** SHA-256 of a whole file. */
export interface HashTask extends JobTask {
  readonly kind: "hash";
  readonly dataset: DatasetName;
  readonly path: string;
}

export interface ScanTask extends JobTask {
  readonly kind: "scan";
  readonly scan: Omit<PartitionScan, "world">;
}

/** SHA-256 of ranges of a file, as they lie on the disk. */
export interface DigestsTask {
  readonly kind: "digests";
  readonly signals: JobSignals;
  readonly path: string;
  readonly ranges: readonly ByteRange[];
  /** The dataset whose bytes are counted as verified; none where nobody follows it. */
  readonly counts?: DatasetName;
}

interface ByteRange {
  readonly offset: number;
  readonly bytes: number;
}

/** The verdicts on a run whose files have all been scanned: their closed forms would hold up the main thread. */
export interface JudgeTask extends JobTask {
  readonly kind: "judge";
  readonly files: Omit<JudgedFiles, "world">;
}

export type Task = PrepareTask | GenerateTask | HashTask | DigestsTask | ScanTask | JudgeTask;

export interface WrittenPartition extends PartitionBytes {
  readonly rows: number;
}

export interface TaskResults {
  readonly prepare: null;
  readonly generate: WrittenPartition;
  /** In hex. */
  readonly hash: string;
  /** In hex; `missing` where the file ends before or is not there, `unreadable` where the disk does not give the bytes. */
  readonly digests: readonly string[];
  readonly scan: PartialReport;
  readonly judge: Governance;
}

export type TaskOutcome =
  | { readonly state: "done"; readonly result: TaskResults[keyof TaskResults] }
  | { readonly state: "stopped" }
  | {
      readonly state: "failed";
      readonly code: ErrorCode | undefined;
      readonly message: string;
      /** Of a coded error: what clients may read of it. */
      readonly publicDetail: string | undefined;
      readonly stack: string;
    };

/** Runs a task on this thread. Never throws. */
export function runTask(task: Task): TaskOutcome {
  try {
    heed(task.signals);
    return { state: "done", result: resultOf(task) };
  } catch (thrown) {
    if (thrown instanceof StoppedError) return { state: "stopped" };
    const error = storageError(thrown, actionOf(task));
    const { code, publicDetail } = error instanceof CodedError ? error : {};
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    return { state: "failed", code, message, publicDetail, stack };
  }
}

function resultOf(task: Task): TaskResults[keyof TaskResults] {
  switch (task.kind) {
    case "prepare":
      fillWorldTables(worldFor(task), task.tables, task.first, task.last);
      return null;
    case "generate":
      return generate(task);
    case "hash":
      return hashFile(task);
    case "digests":
      return digests(task);
    case "scan":
      return scan(task);
    case "judge":
      return governanceOf({ ...task.files, world: worldFor(task) });
  }
}

function actionOf(task: Task): string {
  if (task.kind === "prepare") return "prepare the world's tables";
  if (task.kind === "judge") return "judge the run";
  const file = path.basename(task.kind === "scan" ? task.scan.path : task.path);
  return `${task.kind === "generate" ? "write" : "read"} ${file}`;
}

const reserve = new ChunkReserve();
let lastWorld: { readonly run: string; readonly world: World } | undefined;

/** The same object for all tasks of a run: generators prepare themselves once for each world object. */
function worldFor(task: JobTask): World {
  if (lastWorld?.run !== task.run) lastWorld = { run: task.run, world: worldOf(task.spec) };
  return lastWorld.world;
}

function generate(task: GenerateTask): WrittenPartition {
  const { partition, index, order, heldChunks, signals } = task;
  const { dataset } = partition;
  const world = worldFor(task);
  const file = openSync(task.path, "r+");
  const sink = new OrderedSink({ dataset, file, order, index, heldChunks, signals }, reserve);
  try {
    if (index === 0) sink.take(Buffer.from(sink.first().bytes.buffer).write(`${headerLine(dataset)}\n`, "utf8"));
    const rows = generatePartition(world, task.tables, partition, sink);
    const written = sink.finish();
    count(signals, dataset, "rows", rows);
    return { ...written, rows };
  } finally {
    sink.release();
    closeSync(file);
  }
}

const readBytes = 1 << 20;
const readBuffer = new Uint8Array(readBytes);

function hashFile({ dataset, path: source, signals }: HashTask): string {
  const hash = createHash("sha256");
  const file = openSync(source, "r");
  try {
    for (;;) {
      heed(signals);
      const length = readSync(file, readBuffer, 0, readBytes, null);
      if (length === 0) return hash.digest("hex");
      hash.update(readBuffer.subarray(0, length));
      count(signals, dataset, "hashed", length);
    }
  } finally {
    closeSync(file);
  }
}

function digests({ path: source, ranges, signals, counts }: DigestsTask): string[] {
  if (!existsSync(source)) return ranges.map(() => "missing");
  const file = openSync(source, "r");
  try {
    return ranges.map((range) => rangeDigest(file, range, signals, counts));
  } finally {
    closeSync(file);
  }
}

function rangeDigest(
  file: number,
  { offset, bytes }: ByteRange,
  signals: JobSignals,
  counts: DatasetName | undefined,
): string {
  const hash = createHash("sha256");
  try {
    for (let done = 0; done < bytes; ) {
      heed(signals);
      const length = readSync(file, readBuffer, 0, Math.min(readBytes, bytes - done), offset + done);
      if (length === 0) return "missing";
      hash.update(readBuffer.subarray(0, length));
      done += length;
      if (counts !== undefined) count(signals, counts, "verified", length);
    }
  } catch (error) {
    if (systemErrorCode(error) === "EIO") return "unreadable";
    throw error;
  }
  return hash.digest("hex");
}

function scan(task: ScanTask): PartialReport {
  const { scan: range, signals } = task;
  if (range.dataset === "usage_logs") reserve.clear();
  const partial = scanPartition({ ...range, world: worldFor(task) });
  count(signals, range.dataset, "scanned", range.end - range.start);
  return partial;
}
