// The sqlite3 shell over a database file of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Database, outputOf } from "./database.ts";

/** The shell stops at the first error. It sets no pragma: references are minded only where the script says so. */
export async function openSqliteShell(): Promise<Database> {
  const home = mkdtempSync(path.join(tmpdir(), "mockbuster-sqlite-"));
  const file = path.join(home, "loaded.sqlite");
  return {
    run: async (script, directory) => outputOf("sqlite3", ["-batch", "-bail", file], { cwd: directory, input: script }),
    close: async () => rmSync(home, { recursive: true, force: true }),
  };
}
