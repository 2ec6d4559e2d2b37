// The file of a warehouse: built under a temporary name beside it, flushed to the disk, and put in its place by one rename, so that
// a reader sees the old one or the new one, whole.

import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { syncDirectoryNow } from "../storage/syncing.ts";

/** Where this process builds what is to replace `file`. In the data directory, the next start removes what is left of it. */
export function temporaryOf(file: string): string {
  return `${file.replace(/\.sqlite$/, "")}.${process.pid}.tmp`;
}

/** Throws what the system throws. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** One rename; the name itself is on the disk afterwards, too. */
export function replaceFile(temporary: string, target: string): void {
  renameSync(temporary, target);
  syncDirectoryNow(path.dirname(target));
}

/** Removes a file, if it is there, and what hands over its rows. */
export function discardFile(file: string): void {
  rmSync(file, { force: true });
  rmSync(rowsFileName(file), { force: true });
}

/** Hands rows over to the database that is built in `file`; beside it, since it may become megabytes. */
export interface RowsFile {
  readonly name: string;
  readonly descriptor: number;
  /** Removes it. */
  readonly close: () => void;
}

export function openRowsFile(file: string): RowsFile {
  const name = rowsFileName(file);
  const descriptor = openSync(name, "w", 0o600);
  const close = (): void => {
    closeSync(descriptor);
    rmSync(name, { force: true });
  };
  return { name, descriptor, close };
}

function rowsFileName(file: string): string {
  return `${file}-rows`;
}
