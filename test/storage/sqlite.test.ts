import { execFileSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { keptForever, openDatabase } from "../../src/storage/sqlite.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Collects garbage until the object is gone; false when it has outlived ten collections. */
async function isCollected(reference: WeakRef<object>): Promise<boolean> {
  setFlagsFromString("--expose-gc");
  const collectGarbage: unknown = runInNewContext("gc");
  if (typeof collectGarbage !== "function") throw new Error("this Node cannot be asked to collect garbage");
  for (let round = 0; round < 10; round++) {
    // A weak reference holds its object until the turn of the event loop is over.
    await wait(1);
    collectGarbage();
    if (reference.deref() === undefined) return true;
  }
  return false;
}

test("openDatabase() and keptForever() keep closed databases and unused statements, which would be collected otherwise", async () => {
  const references = (() => {
    const database = openDatabase(":memory:");
    const statement = keptForever(database.prepare("SELECT 1"));
    expect(statement.all()).toEqual([{ 1: 1 }]);
    database.close();
    const unkept = new Database(":memory:");
    unkept.close();
    return { database: new WeakRef(database), statement: new WeakRef(statement), unkept: new WeakRef(unkept) };
  })();
  expect(await isCollected(references.unkept)).toBe(true);
  expect(await isCollected(references.database)).toBe(false);
  expect(await isCollected(references.statement)).toBe(false);
});

test("keepTemporaryFilesIn() has SQLite put what it cannot hold in memory into files of that directory", () => {
  const directory = temporaryDirectory();
  const script = `
    import { readdirSync, readlinkSync } from "node:fs";
    import { keepTemporaryFilesIn, openDatabase } from "./src/storage/sqlite.ts";
    keepTemporaryFilesIn(${JSON.stringify(directory)}, process.env);
    const database = openDatabase(":memory:");
    database.exec(\`PRAGMA temp_store = FILE; CREATE TEMP TABLE much AS
      WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < 40000) SELECT n, hex(randomblob(500)) FROM row\`);
    const open = readdirSync("/proc/self/fd").flatMap((descriptor) => {
      try { return [readlinkSync("/proc/self/fd/" + descriptor)]; } catch { return []; }
    });
    console.log(JSON.stringify(open.filter((file) => file.includes("etilqs"))));
  `;
  const { SQLITE_TMPDIR: _, ...environment } = process.env;
  const out = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    env: environment,
    encoding: "utf8",
  });
  const files = JSON.parse(out) as string[];
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(file.startsWith(`${directory}/`), file).toBe(true);
});
