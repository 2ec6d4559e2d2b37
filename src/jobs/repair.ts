// Regenerates the damaged partitions of a file from the manifest's spec, into a copy that takes the file's place only when every
// partition in it has its digest: whoever reads the file meanwhile has the old one or the new one, and never a mixture.

import { existsSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { copyFile, rename } from "node:fs/promises";
import path from "node:path";
import { CodedError } from "../errors.ts";
import { allocateWorldTables, partitionsOf, slices, type WorldTables } from "../generators/index.ts";
import { modelVersion } from "../rules/model-version.ts";
import { worldOf } from "../spec/identity.ts";
import { repairInProgress } from "../storage/data-directory.ts";
import type { DatasetEntry, Manifest, PartitionEntry } from "../storage/manifest.ts";
import type { Run } from "../storage/run.ts";
import { syncDirectory, syncFile } from "../storage/syncing.ts";
import { newFileOrder, publishEnd } from "./file-order.ts";
import { type InspectedFile, inspectFile, inspectionPriority, isWhole } from "./inspection.ts";
import type { JobSignals } from "./job-signals.ts";
import type { WorkerPool } from "./worker-pool.ts";
import { preparedCustomers } from "./write-run.ts";

/** Chunks of a megabyte that a partition holds back; its place is known, so that it never needs to. */
const heldChunks = 8;

/** Throws CodedError model-version-differs for a run whose bytes this version does not make. */
export function assertReproducible({ run, modelVersion: made }: Manifest): void {
  if (made === modelVersion) return;
  const detail = `${run} was made by the model version ${made}; this is ${modelVersion}.`;
  throw new CodedError("model-version-differs", detail);
}

/**
 * Makes a damaged file whole. Rejects with StoppedError, and then nothing has changed; throws CodedError run-damaged when the manifest does not
 * describe what its spec gives, disk-full, storage-failed.
 */
export async function repairFile(
  { directory, manifest }: Run,
  inspected: InspectedFile,
  pool: WorkerPool,
  signals: JobSignals,
): Promise<void> {
  const entry = manifest.datasets.find(({ name }) => name === inspected.name);
  if (entry === undefined) throw new RangeError(`${manifest.run} has no ${inspected.name}`);
  const file = path.join(directory, entry.file);
  const copy = repairInProgress(file);
  // A disk that does not give some bytes does not let the others be copied in one go.
  const isCopied = existsSync(file) && inspected.damaged.every(({ found }) => found !== "unreadable");
  const lost = isCopied ? inspected.damaged : entry.partitions;
  try {
    if (isCopied) await copyFile(file, copy);
    else writeFileSync(copy, "");
    // What is missing at the end is generated into it.
    truncateSync(copy, entry.bytes);
    await regenerate(copy, entry, lost, manifest, pool, signals);
    if (!isWhole(await inspectFile(copy, entry, pool, signals))) {
      throw new CodedError(
        "run-damaged",
        `The manifest of ${manifest.run} does not describe the ${entry.name} of its spec.`,
      );
    }
    await syncFile(copy);
    await rename(copy, file);
    await syncDirectory(directory);
  } finally {
    rmSync(copy, { force: true });
  }
}

async function regenerate(
  file: string,
  entry: DatasetEntry,
  lost: readonly Pick<PartitionEntry, "partition" | "offset">[],
  { run, spec }: Manifest,
  pool: WorkerPool,
  signals: JobSignals,
): Promise<void> {
  const world = worldOf(spec);
  const partitions = partitionsOf(world, entry.name);
  const tables = entry.name === "usage_logs" && lost.length > 0 ? await preparedTables() : undefined;
  const shared = { kind: "generate", run, spec, signals, tables, heldChunks, path: file } as const;
  const tasks = lost.map(({ partition: name, offset }) => {
    const index = partitions.findIndex((partition) => partition.name === name);
    const partition = partitions[index];
    if (partition === undefined) throw new CodedError("run-damaged", `The spec of ${run} has no partition ${name}.`);
    const order = newFileOrder(partitions.length);
    if (index > 0) publishEnd(order, index - 1, offset);
    return pool.runAgain({ ...shared, partition, index, order }, inspectionPriority);
  });
  await Promise.all(tasks);

  async function preparedTables(): Promise<WorldTables> {
    const room = allocateWorldTables(world);
    const task = { kind: "prepare", run, spec, signals, tables: room } as const;
    const prepared = slices(spec.customers, preparedCustomers).map(([first, last]) =>
      pool.runAgain({ ...task, first, last }, inspectionPriority),
    );
    await Promise.all(prepared);
    return room;
  }
}
