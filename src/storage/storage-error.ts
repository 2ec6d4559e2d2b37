// Turns what the file system and SQLite throw into coded errors that say what a reader can do.

import { CodedError, type ErrorCode } from "../errors.ts";

const codes: Readonly<Record<string, ErrorCode>> = {
  EROFS: "data-directory-unwritable",
  EACCES: "data-directory-unwritable",
  EPERM: "data-directory-unwritable",
  SQLITE_READONLY: "data-directory-unwritable",
  SQLITE_READONLY_DIRECTORY: "data-directory-unwritable",
  SQLITE_READONLY_DBMOVED: "data-directory-unwritable",
  SQLITE_CANTOPEN: "data-directory-unwritable",
  ENOSPC: "disk-full",
  EDQUOT: "disk-full",
  SQLITE_FULL: "disk-full",
  // The index of the write-ahead log could not grow.
  SQLITE_IOERR_SHMSIZE: "disk-full",
};

const systemErrors = /^(E[A-Z0-9]+|SQLITE_[A-Z_]+)$/;

/** The `code` of an error of the operating system or of SQLite, or undefined for any other error. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return systemErrors.test(error.code) ? error.code : undefined;
}

/**
 * CodedError data-directory-unwritable, disk-full or storage-failed for an error of the operating system or SQLite; any other
 * error comes back as it is. `action` completes "Could not ...".
 */
export function storageError(error: unknown, action: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof CodedError || !(error instanceof Error)) return error;
  return new CodedError(codes[code] ?? "storage-failed", `Could not ${action}: ${error.message}.`, {
    publicDetail: `The operating system answered ${code}.`,
    cause: error,
  });
}

/** Runs `work`; what the system throws comes out as `storageError` has it. */
export function withStorageErrors<T>(action: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageError(error, action);
  }
}

/** As `withStorageErrors`, of work that waits. */
export async function withStorageErrorsLater<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(error, action);
  }
}
