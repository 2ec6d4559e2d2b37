// Warehouses made without the loader: the typed tables of a directory of CSV files, filled row by row, and the summaries over them.

import { readFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { parse } from "csv-parse/sync";
import { type DatasetName, datasetNames, datasetSchemas, fileName } from "../../src/datasets.ts";
import { createIndexes, createTable } from "../../src/warehouse/ddl.ts";
import { summaryStatements } from "../../src/warehouse/summaries.ts";

export type CsvRow = Readonly<Record<string, string>>;

/** The rows of a dataset's file, as text. */
export function csvRows(directory: string, dataset: DatasetName): CsvRow[] {
  return parse(readFileSync(path.join(directory, fileName(dataset))), { columns: true });
}

export interface HandWarehouse {
  readonly asOf: string;
  readonly job?: string;
}

/** Writes the warehouse file of a directory's CSV files. */
export function writeWarehouse(file: string, directory: string, { asOf, job }: HandWarehouse): void {
  const database = new Database(file);
  database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
  database.exec("CREATE TABLE warehouse (key TEXT PRIMARY KEY, value TEXT) STRICT");
  const fact = database.prepare("INSERT INTO warehouse VALUES (?, ?)");
  const facts = { as_of: asOf, loaded_at: "2026-01-01T09:00:00.000Z", run: job === undefined ? null : `${job}-1`, job };
  for (const [key, value] of Object.entries(facts)) fact.run(key, value ?? null);
  for (const dataset of datasetNames) {
    const { columns } = datasetSchemas[dataset];
    database.exec(createTable(dataset, "sqlite"));
    const insert = database.prepare(`INSERT INTO ${dataset} VALUES (${columns.map(() => "?").join(", ")})`);
    for (const row of csvRows(directory, dataset)) {
      insert.run(columns.map(({ name, nullable }) => (nullable === true && row[name] === "" ? null : row[name])));
    }
    for (const statement of createIndexes(dataset)) database.exec(statement);
  }
  for (const statement of summaryStatements) database.exec(statement);
  database.exec("COMMIT");
  database.close();
}
