// Opens a SQLite database that can be rebuilt from elsewhere: one that is damaged is moved aside, and an empty one takes its place.

import { existsSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import type Database from "better-sqlite3";
import { keptForever, openDatabase } from "./sqlite.ts";
import { systemErrorCode } from "./storage-error.ts";

export interface SoundDatabase {
  readonly database: Database.Database;
  /** What was moved aside, and why; undefined where nothing had to be. */
  readonly aside: SetAside | undefined;
}

export interface SetAside {
  /** Its name beside the new database. */
  readonly name: string;
  readonly reason: string;
}

export interface DatabaseShape {
  /** SQL that makes what is missing. */
  readonly schema: string;
  /** A query that gives a row for each row that cannot be right. */
  readonly faults: string;
}

/** Checking reads the whole file; beyond this size only what is used is looked at, so that a start stays short. */
const mostCheckedBytes = 256 * 2 ** 20;
const companions = ["", "-wal", "-shm"];
const damageCodes = ["SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR"];

/** Throws what the system and SQLite throw for any reason but damage. */
export function openSoundDatabase(file: string, shape: DatabaseShape): SoundDatabase {
  try {
    return { database: opened(file, shape), aside: undefined };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const name = setAside(file);
    return { database: opened(file, shape), aside: { name, reason: error instanceof Error ? error.message : "" } };
  }
}

class DamagedDatabaseError extends Error {}

function isDamage(error: unknown): boolean {
  const code = systemErrorCode(error) ?? "";
  return error instanceof DamagedDatabaseError || damageCodes.some((known) => code.startsWith(known));
}

function opened(file: string, { schema, faults }: DatabaseShape): Database.Database {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const database = openDatabase(file);
  try {
    database.exec(schema);
    if (size <= mostCheckedBytes) {
      const check = keptForever(database.prepare<[], { quick_check: string }>("PRAGMA quick_check(1)")).get();
      if (check?.quick_check !== "ok") throw new DamagedDatabaseError(check?.quick_check ?? "no answer");
      const fault = keptForever(database.prepare(faults)).get();
      if (fault !== undefined) throw new DamagedDatabaseError("a row does not hold what was written");
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Moves the database with its companions to the first free name. */
function setAside(file: string): string {
  let number = 1;
  while (existsSync(`${file}.damaged-${number}`)) number++;
  const target = `${file}.damaged-${number}`;
  for (const companion of companions) {
    if (existsSync(file + companion)) renameSync(file + companion, target + companion);
  }
  return path.basename(target);
}
