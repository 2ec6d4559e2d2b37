// Makes files and the entries of directories durable: a file that was synced is lost with its name all the same until its
// directory is.

import { closeSync, fsyncSync, openSync } from "node:fs";
import { open } from "node:fs/promises";
import { systemErrorCode } from "./storage-error.ts";

/** Throws what the system throws. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Systems and file systems that know no such thing: there is nothing more that could be done. */
const unknown = ["EPERM", "EISDIR", "EINVAL", "ENOTSUP"];

/** Throws what the system throws. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } catch (error) {
    passOver(error);
  } finally {
    await handle.close();
  }
}

/** As `syncDirectory`, for steps between which nothing else may happen. */
export function syncDirectoryNow(directory: string): void {
  const file = openSync(directory, "r");
  try {
    fsyncSync(file);
  } catch (error) {
    passOver(error);
  } finally {
    closeSync(file);
  }
}

function passOver(error: unknown): void {
  if (!unknown.includes(systemErrorCode(error) ?? "")) throw error;
}
