// The checkpoints of a run that is being written: one line of JSON a partition whose bytes are all in its file, in the
// order of completion. With the spec they say what an attempt that stopped here has done already.

import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { type DatasetName, isDatasetName } from "../datasets.ts";
import type { PartitionEntry } from "./manifest.ts";
import { readText } from "./manifest-file.ts";

export interface Checkpoint extends PartitionEntry {
  readonly dataset: DatasetName;
}

export const checkpointFile = "checkpoints.ndjson";

export interface CheckpointWriter {
  append(checkpoint: Checkpoint): void;
  close(): void;
}

/** Appends to the checkpoints of a run directory. */
export function openCheckpoints(directory: string): CheckpointWriter {
  const file = openSync(path.join(directory, checkpointFile), "a");
  return {
    append: (checkpoint) => {
      writeSync(file, `${JSON.stringify(checkpoint)}\n`);
    },
    close: () => closeSync(file),
  };
}

/** The checkpoints of a run directory; a last line that was cut off by a crash is left out. */
export function readCheckpoints(directory: string): Checkpoint[] {
  const lines = (readText(path.join(directory, checkpointFile)) ?? "").split("\n");
  // What follows the last line feed is either nothing or a line cut off.
  return lines.slice(0, -1).map((line) => checkpointOf(JSON.parse(line)));
}

function checkpointOf(value: Checkpoint): Checkpoint {
  if (!isDatasetName(value.dataset)) throw new RangeError(`${JSON.stringify(value.dataset)} is no dataset`);
  return value;
}
