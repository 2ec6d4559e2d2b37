// Tables written as SQLite files: SQLite itself has to find them sound, and to read what was added.

import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDatabase } from "../../src/storage/sqlite.ts";
import { TableFile } from "../../src/warehouse/table-file.ts";

const directory = mkdtempSync(path.join(tmpdir(), "mockbuster-table-file-"));
const file = path.join(directory, "rows");
const descriptor = openSync(file, "w");
afterAll(() => {
  closeSync(descriptor);
  rmSync(directory, { recursive: true });
});

type Row = readonly [number, string, string];

const createTable = "CREATE TABLE pairs (line INTEGER PRIMARY KEY, first TEXT NOT NULL, second TEXT NOT NULL) STRICT";

function newTable(): TableFile {
  return new TableFile(descriptor, "pairs", createTable);
}

/** How many of the rows found room. */
function added(table: TableFile, rows: readonly Row[]): number {
  const refused = rows.findIndex(([line, ...texts]) => !table.add(line, texts, texts.length));
  return refused < 0 ? rows.length : refused;
}

function readBack(): unknown[] {
  const database = openDatabase(file, { readonly: true });
  try {
    expect(database.prepare("PRAGMA integrity_check").pluck().all()).toEqual(["ok"]);
    return database.prepare("SELECT line, first, second FROM pairs ORDER BY line").raw().all();
  } finally {
    database.close();
  }
}

test("TableFile holds texts of every width of length, and of every width of character, with keys of one to seven bytes", () => {
  const lengths = [0, 1, 57, 58, 59, 127, 128, 8185, 8186, 8187, 30_000];
  const characters = ["a", "\0", "\x7f", "\x80", "ß", "€", "😀"];
  const rows = characters.flatMap((character, set) =>
    lengths.map((length, index): Row => {
      const text = character.repeat(length / Buffer.byteLength(character));
      return [2 ** (7 * set) + index, text, index % 2 === 0 ? "" : "x"];
    }),
  );
  const table = newTable();
  expect(added(table, rows)).toBe(rows.length);
  table.write();
  expect(readBack()).toEqual(rows);
});

test.each([1, 2, 20_000])("TableFile holds %d rows, and other ones once it has been written", (count) => {
  const table = newTable();
  for (const first of [1, 100_000]) {
    const rows = Array.from({ length: count }, (_, index): Row => [first + index, `row ${index}`, "y".repeat(90)]);
    expect(added(table, rows)).toBe(count);
    expect(table.isEmpty).toBe(false);
    table.write();
    expect(table.isEmpty).toBe(true);
    expect(readBack()).toEqual(rows);
  }
});

test("TableFile refuses a row for which there is no room left, and keeps those it has", () => {
  const rows = Array.from({ length: 100_000 }, (_, index): Row => [index + 1, "z".repeat(90), "ü"]);
  const table = newTable();
  const count = added(table, rows);
  expect(count).toBeGreaterThan(30_000);
  expect(count).toBeLessThan(rows.length);
  table.write();
  expect(readBack()).toEqual(rows.slice(0, count));
});

test("TableFile takes a record of 65,501 bytes, the most that a page holds, and none of 65,502", () => {
  // The size of the types, the key, a type of three bytes and one of one: six bytes beside the text.
  const longest = 65_501 - 6;
  const table = newTable();
  expect(table.add(1, ["a".repeat(longest + 1), ""], 2)).toBe(false);
  expect(table.add(1, [`${"a".repeat(longest - 1)}ü`, ""], 2)).toBe(false);
  expect(table.add(1, ["a".repeat(longest), ""], 2)).toBe(true);
  table.write();
  expect(readBack()).toEqual([[1, "a".repeat(longest), ""]]);
});
