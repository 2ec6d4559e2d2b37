// The checkpoints of a run that is being written, in its directory: a line that says whose run it is, then one line of JSON
// for every partition that is on the disk. Each line carries its own CRC-32, so that a torn one is known.

import path from "node:path";
import { crc32 } from "node:zlib";
import { type DatasetName, isDatasetName } from "../datasets.ts";
import type { PartitionEntry } from "./manifest.ts";
import { readText, writeDurably } from "./manifest-file.ts";

/** What the bytes of a run hang on; another owner's checkpoints say nothing. */
export interface CheckpointOwner {
  /** Digest of the spec and the model version. */
  readonly job: string;
  readonly world: string;
  readonly modelVersion: string;
}

export interface Checkpoint extends PartitionEntry {
  readonly dataset: DatasetName;
}

export const checkpointFile = "checkpoints.ndjson";
const format = 1;

export function checkpointLine(value: Checkpoint | (CheckpointOwner & { readonly format: number })): string {
  const text = JSON.stringify(value);
  return `${text.slice(0, -1)},"crc32":"${crc32(text).toString(16).padStart(8, "0")}"}\n`;
}

/** What a line says, or undefined when it is not whole. */
function readLine(line: string): Record<string, unknown> | undefined {
  const [, head, crc] = /^(\{.+),"crc32":"([0-9a-f]{8})"\}$/.exec(line) ?? [];
  if (head === undefined || crc === undefined || crc32(`${head}}`) !== Number.parseInt(crc, 16)) return undefined;
  return JSON.parse(`${head}}`);
}

/**
 * The checkpoints in a run directory, in the order in which they were written, up to the first line that is not whole;
 * undefined when there are none, or those of another owner.
 */
export function readCheckpoints(directory: string, owner: CheckpointOwner): Checkpoint[] | undefined {
  const [header, ...lines] = (readText(path.join(directory, checkpointFile)) ?? "").split("\n");
  const found = readLine(header ?? "");
  if (found?.["format"] !== format) return undefined;
  if (found["job"] !== owner.job || found["world"] !== owner.world) return undefined;
  if (found["modelVersion"] !== owner.modelVersion) return undefined;
  const checkpoints: Checkpoint[] = [];
  for (const line of lines) {
    const value = readLine(line);
    if (value === undefined || !isDatasetName(String(value["dataset"]))) break;
    // Whole, and under a header of this format: `checkpointLine` wrote it.
    checkpoints.push(value as unknown as Checkpoint);
  }
  return checkpoints;
}

/** Writes the whole file anew, durably: the old one or the new one is found after a crash. */
export async function writeCheckpoints(
  directory: string,
  owner: CheckpointOwner,
  checkpoints: readonly Checkpoint[],
): Promise<void> {
  const { job, world, modelVersion } = owner;
  const lines = [checkpointLine({ format, job, world, modelVersion }), ...checkpoints.map(checkpointLine)];
  await writeDurably(path.join(directory, checkpointFile), lines.join(""));
}
