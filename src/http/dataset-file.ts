// Opens a dataset's file of a run for reading, once, and only when it is the file that the manifest describes.

import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { pipeline, type Readable, type Transform } from "node:stream";
import { CodedError } from "../errors.ts";
import type { DatasetEntry } from "../storage/manifest.ts";
import type { Run } from "../storage/run.ts";

/** The open file; whoever gets it must close it. Throws CodedError run-damaged, storage-failed. */
export async function openDataset(run: Run, entry: DatasetEntry): Promise<FileHandle> {
  const file = await openFile(path.join(run.directory, entry.file));
  try {
    const { size } = await file.stat();
    if (size !== entry.bytes) {
      throw new CodedError("run-damaged", `${entry.file} has ${size} bytes; the manifest says ${entry.bytes}.`);
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r");
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (missing) throw new CodedError("run-damaged", `${path.basename(file)} is missing from the run.`, { cause });
    throw new CodedError("storage-failed", `${path.basename(file)} cannot be opened.`, { cause });
  }
}

/** The last of the connected streams. When any of them fails or is destroyed, all are, and the file is closed. */
export function connected(source: Readable, steps: readonly Transform[]): Readable {
  const last = steps.at(-1);
  if (last === undefined) return source;
  // The failure reaches the reader through the last stream, which the pipeline destroys with it.
  pipeline([source, ...steps], () => {});
  return last;
}
