// Opens SQLite databases and prepares their statements, and keeps every one of them for the life of the process.
// From 24.19 on, Node aborts when an object of better-sqlite3 12 is garbage-collected while no JavaScript runs: whoever
// uses SQLite opens and prepares here, each statement once, and sets pragmas with `exec`, since `pragma` prepares anew.

import Database from "better-sqlite3";

const kept: object[] = [];

/** Keeps an object from ever being collected, and gives it back: for databases and for prepared statements. */
export function keptForever<T extends Database.Database | Database.Statement>(object: T): T {
  kept.push(object);
  return object;
}

/**
 * Has SQLite, in this process and in those that it starts, put temporary files into a directory, unless the environment names another
 * one: on the disk whose room is looked at, and not in a /tmp that is small or cannot be written. `environment` is the process's own.
 */
export function keepTemporaryFilesIn(directory: string, environment: Record<string, string | undefined>): void {
  environment["SQLITE_TMPDIR"] ||= directory;
}

/** Throws SqliteError. */
export function openDatabase(file: string, options?: Database.Options): Database.Database {
  return keptForever(new Database(file, options));
}
