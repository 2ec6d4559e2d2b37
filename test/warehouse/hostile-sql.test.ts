// Clients' SQL that means no good, and values that JSON does not know: refused or cut, each with its own code, and the next is answered.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Parameters } from "../../src/warehouse/queries/messages.ts";
import { refusalOf } from "../../src/warehouse/queries/single-select.ts";
import { type ClientAnswer, WarehouseQueries } from "../../src/warehouse/queries/warehouse-queries.ts";
import { endlessSql, writeSmallWarehouse } from "./small-warehouse.ts";

const directory = mkdtempSync(path.join(tmpdir(), "mockbuster-hostile-"));
let queries: WarehouseQueries;

beforeAll(() => {
  const file = writeSmallWarehouse(directory);
  // So much time that memory surely ends first.
  queries = new WarehouseQueries({ file, client: { seconds: 120, rows: 100, memoryMegabytes: 64 } });
});
afterAll(async () => {
  await queries.close();
  rmSync(directory, { recursive: true, force: true });
});

const select = (sql: string, params: Parameters = []): Promise<ClientAnswer> =>
  queries.select(sql, params, new AbortController().signal);

test.each([
  "PRAGMA user_version",
  "pragma writable_schema = 1",
  "ATTACH ':memory:' AS other",
  "DETACH main",
  "VACUUM INTO '/tmp/copy.sqlite'",
  "BEGIN",
  "EXPLAIN SELECT 1",
  "EXPLAIN QUERY PLAN SELECT 1",
  "SELECT 1; SELECT 2",
  "SELECT 1; DROP TABLE plans",
  "DELETE FROM plans",
  "DROP TABLE plans",
  "CREATE TEMP TABLE x (y)",
  "WITH a AS (SELECT 1) DELETE FROM plans",
  "WITH a AS (SELECT 1) UPDATE plans SET tier = 'Gold' RETURNING tier",
  "INSERT INTO plans SELECT * FROM plans RETURNING *",
  "/* SELECT */ -- SELECT\n PRAGMA table_list",
  "SELECT file FROM pragma_database_list",
  "SELECT * FROM PRAGMA_table_info('plans')",
  'SELECT * FROM "pragma_database_list"',
  "SELECT * FROM [pragma_database_list]",
  "SELECT * FROM `pragma_database_list`",
  "SELECT * FROM 'pragma_database_list'",
  "SELECT load_extension('evil')",
  "SELECT fts3_tokenizer('simple', x'00')",
  "SELECT readfile('/etc/passwd')",
  "SELECT * FROM nowhere",
  "SELECT",
  "",
  "-- nothing",
  "/* never closed SELECT 1",
  "VALUES (1)",
  "\u0000SELECT 1",
])("%j is refused as invalid-query-sql", async (sql) => {
  await expect(select(sql)).rejects.toMatchObject({ code: "invalid-query-sql", status: 400 });
});

test("SQLite's own words are passed on", async () => {
  await expect(select("SELECT price FROM plans")).rejects.toThrow("no such column: price");
  await expect(select("SELECT 1; SELECT 2")).rejects.toThrow("more than one statement");
  await expect(select(`SELECT 1${" + 1".repeat(1500)}`)).rejects.toThrow("Expression tree is too large");
});

test.each<[string, Parameters]>([
  ["SELECT ?", []],
  ["SELECT ?", [1, 2]],
  ["SELECT :a, :b", { a: 1 }],
  ["SELECT 1", [1]],
])("%s with %j is refused: the parameters do not fit", async (sql, params) => {
  await expect(select(sql, params)).rejects.toMatchObject({ code: "invalid-query-sql" });
});

test.each([
  ["-- a comment\n/* and another */ SELECT tier FROM plans WHERE plan_id = 'P1'", [["Basic"]]],
  ["with recursive t(x) as (select 1 union all select x + 1 from t limit 3) select sum(x) from t", [[6]]],
  ["SELECT 'PRAGMA x; DROP TABLE plans' AS text", [["PRAGMA x; DROP TABLE plans"]]],
  ["SELECT count(*) FROM sqlite_master WHERE name = 'summary_day'", [[1]]],
  ["SELECT 1;", [[1]]],
])("%j is run", async (sql, rows) => {
  expect(await select(sql)).toMatchObject({ rows, truncated: false });
});

test("values that JSON does not know are shown, and whole numbers stay whole in division", async () => {
  const { columns, rows } = await select(
    "SELECT 9007199254740991 AS a, 9007199254740993 AS a, 9e999, -9e999, x'00FF', '', NULL, ? / 3, ? / 3",
    [10, 10.5],
  );
  expect(columns.slice(0, 2)).toEqual(["a", "a"]);
  expect(rows).toEqual([[9007199254740991, "9007199254740993", "Infinity", "-Infinity", "X'00FF'", "", null, 3, 3.5]]);
});

test("rows and characters beyond the limits are cut off, and it is said", async () => {
  const numbers = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t";
  const many = await select(numbers);
  expect([many.rows.length, many.truncated]).toEqual([100, true]);
  const exact = await select(`${numbers} LIMIT 100`);
  expect([exact.rows.length, exact.truncated]).toEqual([100, false]);
  const long = await select("SELECT printf('%.*c', 6000000, 'x') FROM plans");
  expect([long.rows.length, long.truncated]).toEqual([1, true]);
});

test.each([
  [
    "distinct texts",
    "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(DISTINCT printf('%d%.2000c', x, 'x')) FROM t",
  ],
  [
    "sorted texts",
    "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT printf('%d%.2000c', x, 'x') AS y FROM t ORDER BY y",
  ],
  [
    "one long text",
    "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT group_concat(printf('%.2000c', 'x')) FROM t",
  ],
])(
  "%s without end take more memory than they may, which is 422 query-out-of-memory, and the next query is answered",
  async (_, sql) => {
    await expect(select(sql)).rejects.toMatchObject({ code: "query-out-of-memory", status: 422 });
    expect((await select("SELECT 1")).rows).toEqual([[1]]);
  },
);

test("a blob beyond what SQLite holds is its own refusal, and a large one that nobody reads costs nothing", async () => {
  await expect(select("SELECT zeroblob(2000000000)")).rejects.toThrow("string or blob too big");
  expect((await select("SELECT length(zeroblob(500000000))")).rows).toEqual([[500_000_000]]);
});

describe("refusalOf()", () => {
  test("reads literals, comments and quoted names as SQLite does", () => {
    expect(refusalOf("SELECT 'it''s', \"a\"\"b\", [c], `d` -- pragma_x\n /* pragma_y */")).toBeUndefined();
    expect(refusalOf("SELECT 'a pragma_table_info b'")).toBeUndefined();
    expect(refusalOf("SELECT mypragma_x FROM t")).toBeUndefined();
    expect(refusalOf("SELECT 'unclosed pragma")).toBeUndefined();
    expect(refusalOf(endlessSql)).toBeUndefined();
    expect(refusalOf("(SELECT 1)")).toContain("begins with (");
  });

  test("takes time in proportion to the text", () => {
    const begun = performance.now();
    refusalOf(`SELECT ${"'".repeat(49_999)}${"/*".repeat(20_000)}`);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});
