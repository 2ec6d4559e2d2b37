// The exclusive lock on a data directory: a transaction that SQLite holds open, so that the operating system drops it
// with the process, however that ends. The pid beside it only tells the next one who it was.

import { truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import type Database from "better-sqlite3";
import { CodedError } from "../errors.ts";
import type { DataDirectory } from "./data-directory.ts";
import { readText } from "./manifest-file.ts";
import { openDatabase } from "./sqlite.ts";
import { storageError, systemErrorCode, withStorageErrors } from "./storage-error.ts";

export interface DataDirectoryLock {
  release(): void;
}

/** Throws CodedError data-directory-locked, naming the holder's pid; data-directory-unwritable, storage-failed. */
export function lockDataDirectory(directory: DataDirectory): DataDirectoryLock {
  const pidFile = path.join(directory.root, "lock.pid");
  const database = openExclusively(directory, pidFile);
  try {
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    database.close();
    throw storageError(error, `write ${pidFile}`);
  }
  return {
    release: () => {
      database.close();
    },
  };
}

function openExclusively(directory: DataDirectory, pidFile: string): Database.Database {
  const file = path.join(directory.root, "lock.sqlite");
  // A held lock is answered before the file is read: nobody holds one that is damaged, and there is nothing in it to lose.
  const emptied = (): Database.Database => {
    withStorageErrors(`empty ${file}`, () => truncateSync(file));
    return openExclusively(directory, pidFile);
  };
  let database: Database.Database | undefined;
  try {
    database = openDatabase(file, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (systemErrorCode(error) === "SQLITE_NOTADB") return emptied();
    if (systemErrorCode(error)?.startsWith("SQLITE_BUSY") !== true) {
      throw storageError(error, `lock the data directory ${directory.root}`);
    }
    const pid = readText(pidFile)?.trim() ?? "unknown";
    throw new CodedError("data-directory-locked", `The process with pid ${pid} holds ${directory.root}.`, {
      publicDetail: `The process with pid ${pid} holds it.`,
      cause: error,
    });
  }
}
