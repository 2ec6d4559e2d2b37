// Reads every partition of a run, whatever is known of it, and says which are not what the manifest says. Writes nothing.

import { statSync } from "node:fs";
import path from "node:path";
import type { DatasetName } from "../datasets.ts";
import type { DatasetEntry, PartitionEntry } from "../storage/manifest.ts";
import type { Run } from "../storage/run.ts";
import { withStorageErrors } from "../storage/storage-error.ts";
import type { JobSignals } from "./job-signals.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** What stands in a partition's place when it has no SHA-256: the file is gone or ends before, or the disk does not give it. */
export const unreadPlaces = ["missing", "unreadable"] as const;

export interface DamagedPartition {
  readonly dataset: DatasetName;
  readonly partition: string;
  readonly offset: number;
  readonly bytes: number;
  /** In hex. */
  readonly expected: string;
  /** In hex, or one of `unreadPlaces`. */
  readonly found: string;
}

export interface InspectedFile {
  readonly name: DatasetName;
  readonly bytes: number;
  readonly partitions: number;
  /** Bytes that follow the last partition and do not belong there. */
  readonly surplusBytes: number;
  readonly damaged: readonly DamagedPartition[];
}

/** Bytes read a task: enough to be worth a message, few enough for a job's tasks to have their turn. */
const taskBytes = 16 * 2 ** 20;
/** Partitions are read before a job's next task begins: a task of this kind takes a moment. */
export const inspectionPriority = 0;

export function isWhole({ damaged, surplusBytes }: InspectedFile): boolean {
  return damaged.length === 0 && surplusBytes === 0;
}

/** Inspects all files of a run. Rejects with StoppedError once the signals say so; throws CodedError storage-failed. */
export async function inspectRun(run: Run, pool: WorkerPool, signals: JobSignals): Promise<InspectedFile[]> {
  return Promise.all(
    run.manifest.datasets.map((entry) => inspectFile(path.join(run.directory, entry.file), entry, pool, signals)),
  );
}

/** Inspects a file that should hold the bytes of an entry. Throws as `inspectRun` does. */
export async function inspectFile(
  file: string,
  entry: DatasetEntry,
  pool: WorkerPool,
  signals: JobSignals,
): Promise<InspectedFile> {
  const { name, bytes, partitions } = entry;
  const read = async (group: readonly PartitionEntry[]): Promise<DamagedPartition[]> => {
    const task = { kind: "digests", signals, path: file, ranges: group } as const;
    const digests = await pool.runAgain(task, inspectionPriority);
    return group.flatMap((part, index) => damageOf(name, part, digests[index] ?? "missing"));
  };
  const damaged = (await Promise.all(groupsOf(partitions).map(read))).flat();
  const size = withStorageErrors(`read ${entry.file}`, () => statSync(file, { throwIfNoEntry: false })?.size);
  const surplusBytes = Math.max(0, (size ?? 0) - bytes);
  return { name, bytes, partitions: partitions.length, surplusBytes, damaged };
}

function damageOf(dataset: DatasetName, part: PartitionEntry, found: string): DamagedPartition[] {
  const { partition, offset, bytes, sha256 } = part;
  return found === sha256 ? [] : [{ dataset, partition, offset, bytes, expected: sha256, found }];
}

function groupsOf(partitions: readonly PartitionEntry[]): PartitionEntry[][] {
  const groups: PartitionEntry[][] = [];
  let left = 0;
  for (const partition of partitions) {
    if (left <= 0) {
      groups.push([]);
      left = taskBytes;
    }
    groups.at(-1)?.push(partition);
    left -= partition.bytes;
  }
  return groups;
}
