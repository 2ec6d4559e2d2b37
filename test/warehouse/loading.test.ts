// The files of a generated world, loaded through the generated schema by the databases themselves: SQLite's shell, PostgreSQL's COPY,
// DuckDB. Every row arrives, and a row broken by hand is refused by the constraint that it breaks.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DatasetName, datasetNames, fileName, headerLine } from "../../src/datasets.ts";
import { loadStatements, schemaScript } from "../../src/warehouse/ddl.ts";
import type { Dialect } from "../../src/warehouse/dialect.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { linesOf, testWorld } from "../worlds.ts";
import type { Database } from "./databases/database.ts";
import { openDuckDb } from "./databases/duckdb.ts";
import { openPostgres, postgresPrograms } from "./databases/postgres-server.ts";
import { openSqliteShell } from "./databases/sqlite-shell.ts";

const world = testWorld({ customers: 300 });
const lines = Object.fromEntries(datasetNames.map((name) => [name, linesOf(world, name)])) as Record<
  DatasetName,
  string[]
>;
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "mockbuster-loading-"));
  for (const name of datasetNames) writeRows(directory, name, lines[name]);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function writeRows(place: string, name: DatasetName, rows: readonly string[]): void {
  writeFileSync(path.join(place, fileName(name)), [headerLine(name), ...rows, ""].join("\n"));
}

/** The first row whose fields hold no comma, with some of its fields replaced. */
function brokenRow(name: DatasetName, changes: Readonly<Record<string, string>>): string {
  const fields = lines[name].find((line) => !line.includes('"'))!.split(",");
  const columns = headerLine(name).split(",");
  return fields.map((field, index) => changes[columns[index]!] ?? field).join(",");
}

type Kind = "pattern" | "range" | "values" | "missing" | "number" | "date" | "duplicate" | "dangling";

/** The first column named is the one at fault. */
const faults: readonly [Kind, DatasetName, Readonly<Record<string, string>>][] = [
  ["pattern", "customers", { email: "zoe@example.net.example" }],
  ["pattern", "usage_logs", { usage_id: "U20251231-000000001-" }],
  ["range", "customers", { birth_year: "2102" }],
  ["range", "usage_logs", { completion_rate: "0.0499" }],
  ["values", "customers", { region: "Midwst" }],
  ["values", "subscriptions", { status: "Active" }],
  ["missing", "customers", { first_name: "" }],
  ["number", "plans", { monthly_price: "7.99 USD" }],
  ["number", "customers", { birth_year: "19x0" }],
  ["date", "subscriptions", { end_date: "2025-02-30" }],
  ["date", "usage_logs", { started_at: "2025-12-31T25:00:00Z" }],
  ["duplicate", "content", { category: "any" }],
  ["dangling", "subscriptions", { customer_id: "C999999999" }],
  ["dangling", "usage_logs", { content_id: "T9999999" }],
];

/** What is unique in a row, where a duplicate is not what is at fault. */
const fresh: Readonly<Record<DatasetName, Readonly<Record<string, string>>>> = {
  customers: { customer_id: "C000999999", email: "nobody@example.com" },
  plans: {},
  content: {},
  subscriptions: { subscription_id: "S000999999-1" },
  usage_logs: { usage_id: "U20251231-000999999-1" },
};

/** What each database says of a fault. */
function refusal(dialect: Dialect, kind: Kind, dataset: DatasetName, column: string): RegExp {
  const constraint = `${dataset}_${column}_${kind}`;
  const check = {
    sqlite: `CHECK constraint failed: ${constraint}`,
    postgres: `check constraint "${constraint}"`,
    duckdb: `CHECK constraint failed on table ${dataset} .*${column}`,
  };
  const words: Record<Kind, Readonly<Record<Dialect, string>>> = {
    pattern: check,
    range: check,
    values: check,
    missing: {
      sqlite: `CHECK constraint failed: ${dataset}_${column}_present`,
      postgres: `null value in column "${column}"`,
      duckdb: `NOT NULL constraint failed: ${dataset}.${column}`,
    },
    number: {
      sqlite: `cannot store TEXT value in (REAL|INTEGER) column ${dataset}.${column}`,
      postgres: "invalid input syntax for type (numeric|integer)",
      duckdb: `Error when converting column "${column}"`,
    },
    date: {
      sqlite: `CHECK constraint failed: ${dataset}_${column}_type`,
      postgres: "date/time field value out of range",
      // DuckDB makes a null of a text that is no moment, and then misses it.
      duckdb: `Error when converting column "${column}"|NOT NULL constraint failed: ${dataset}.${column}`,
    },
    duplicate: {
      sqlite: `UNIQUE constraint failed: ${dataset}`,
      postgres: "duplicate key value violates unique constraint",
      duckdb: "[Dd]uplicate key",
    },
    dangling: {
      sqlite: "FOREIGN KEY constraint failed",
      postgres: `foreign key constraint "${constraint.replace(kind, "fkey")}"`,
      duckdb: "[Vv]iolates foreign key constraint",
    },
  };
  return new RegExp(words[kind][dialect]);
}

const programs = postgresPrograms();
const databases: readonly [Dialect, () => Promise<Database>, boolean][] = [
  ["sqlite", openSqliteShell, true],
  ["postgres", () => openPostgres(programs ?? ""), programs !== undefined],
  ["duckdb", openDuckDb, true],
];

test.runIf(process.env["CI"] !== undefined)("PostgreSQL is installed where everything has to run", () => {
  expect(programs).toBeDefined();
});

describe.for(databases)("%s", ([dialect, open, isInstalled]) => {
  let database: Database;
  const missing = isInstalled ? "" : " (skipped: PostgreSQL is not installed)";

  beforeAll(async () => {
    if (isInstalled) database = await open();
  });
  afterAll(async () => {
    if (isInstalled) await database.close();
  });

  const load = (name: DatasetName): string => loadStatements(name, dialect).join("\n");

  test.runIf(isInstalled)(`every row of the files arrives${missing}`, async () => {
    await database.run([schemaScript(dialect), ...datasetNames.map(load)].join("\n"), directory);
    const counts = await database.run(
      datasetNames.map((name) => `SELECT '${name}', count(*) FROM ${name};`).join("\n"),
      directory,
    );
    expect(counts.split("\n")).toEqual(datasetNames.map((name) => `${name}|${lines[name].length}`));
  });

  test.runIf(isInstalled)(`an empty end_date is null, and the others are dates${missing}`, async () => {
    const open = lines.subscriptions.filter((line) => line.split(",")[4] === "").length;
    expect(open).toBeGreaterThan(0);
    const found = await database.run(
      "SELECT count(*) - count(end_date), min(CAST(end_date AS TEXT)) FROM subscriptions;",
      directory,
    );
    const ends = lines.subscriptions.map((line) => line.split(",")[4]!).filter((end) => end !== "");
    expect(found).toBe(`${open}|${ends.sort()[0]}`);
  });

  test.runIf(isInstalled)(`moments are the same instants, whatever the session's time zone${missing}`, async () => {
    const [first] = lines.usage_logs.map((line) => line.split(",")[4]!).sort();
    const seconds = {
      sqlite: "SELECT strftime('%s', min(started_at)) FROM usage_logs;",
      postgres: "SELECT extract(epoch FROM min(started_at))::bigint FROM usage_logs;",
      duckdb: "SELECT epoch(min(started_at))::BIGINT FROM usage_logs;",
    };
    expect(await database.run(seconds[dialect], directory)).toBe(String(Date.parse(first!) / 1000));
  });

  test.runIf(isInstalled).for(faults)(`refuses %s in %s: %o${missing}`, async ([kind, name, changes]) => {
    const place = temporaryDirectory();
    writeRows(place, name, [brokenRow(name, kind === "duplicate" ? changes : { ...fresh[name], ...changes })]);
    const opening = dialect === "sqlite" ? `PRAGMA foreign_keys = ON;\nDROP TABLE IF EXISTS staging_${name};\n` : "";
    const [column = ""] = Object.keys(changes);
    await expect(database.run(opening + load(name), place)).rejects.toThrow(refusal(dialect, kind, name, column));
  });
});
