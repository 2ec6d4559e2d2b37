// The second step of a load: from text as read to the typed tables. Rows that fit by themselves come in by the order of the file;
// one whose key is there already, or that refers to nothing, joins the rejected ones, with its text as it stands in the file.

import type Database from "better-sqlite3";
import { type Column, type DatasetName, datasetSchemas } from "../datasets.ts";
import { keptForever } from "../storage/sqlite.ts";
import { createIndexes, createTable } from "./ddl.ts";
import type { SourceRow } from "./row-text.ts";
import type { Source } from "./source-directory.ts";
import { sourceTruncated } from "./source-faults.ts";
import { SourceReader } from "./source-reader.ts";
import { insertRejected, stagingTable } from "./staging.ts";
import { typedValue } from "./value-conditions.ts";

/** Rows that are about to be rejected and whose text has to be read anew. */
const createPending = "CREATE TEMP TABLE pending (line INTEGER PRIMARY KEY, reason TEXT NOT NULL) STRICT";
const pendingTogether = 10_000;

/** Lines whose rows are inserted by one statement: a fraction of a second's work. */
const linesTogether = 50_000;

/** Makes the typed table and fills it; yields after each part of the lines, with the share of them that is done. */
export function* fillTypedTable(
  database: Database.Database,
  dataset: DatasetName,
  rejected: number,
): Generator<number, void, void> {
  database.exec(createTable(dataset, "sqlite"));
  const last = numberIn(database, `SELECT coalesce(max(line), 0) FROM ${stagingTable(dataset)}`);
  const { columns } = datasetSchemas[dataset];
  // A typed row keeps its line as its rowid, so that what did not come in is found by numbers.
  const statement = keptForever(
    database.prepare<[number, number]>(
      `INSERT OR IGNORE INTO ${dataset} (rowid, ${columns.map(({ name }) => name).join(", ")})
       SELECT line, ${columns.map((column) => typedValue(column, column.name)).join(", ")}
       FROM ${stagingTable(dataset)} AS staged
       WHERE line BETWEEN ? AND ?${rejected === 0 ? "" : ` AND NOT ${isRejected(dataset)}`}`,
    ),
  );
  for (let first = 1; first <= last; first += linesTogether) {
    statement.run(first, first + linesTogether - 1);
    yield Math.min(1, (first + linesTogether) / last);
  }
}

/** Rejects rows that did not come in because an earlier one has their key; how many. */
export function rejectDuplicates(database: Database.Database, source: Source): number {
  const { dataset } = source;
  const reasons = datasetSchemas[dataset].columns
    .filter((column) => isUnique(dataset, column))
    .map(({ name }) => {
      const earlier = `(SELECT rowid FROM ${dataset} AS earlier WHERE earlier.${name} = staged.${name})`;
      return `coalesce('; ${name} is that of line ' || ${earlier}, '')`;
    });
  return rejectPending(database, source, () => {
    database.exec(
      `INSERT INTO pending SELECT line, substr(${reasons.join(" || ")}, 3) FROM ${stagingTable(dataset)} AS staged
       WHERE NOT EXISTS (SELECT 1 FROM ${dataset} WHERE rowid = staged.line) AND NOT ${isRejected(dataset)}`,
    );
  });
}

/** Makes the indexes of a typed table. */
export function indexTypedTable(database: Database.Database, dataset: DatasetName): void {
  for (const statement of createIndexes(dataset)) database.exec(statement);
}

/** Moves rows that refer to what is not there to the rejected ones; how many. The indexes make it a matter of each distinct key. */
export function rejectDangling(database: Database.Database, source: Source): number {
  const { dataset } = source;
  return rejectPending(database, source, () => {
    for (const { column, dataset: target, target: key } of datasetSchemas[dataset].references) {
      database.exec(
        `INSERT INTO pending
         SELECT rowid, '${column} is not in ${target}' FROM ${dataset} WHERE ${column} IN (
           SELECT value FROM (SELECT DISTINCT ${column} AS value FROM ${dataset})
           WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE ${key} = value))
         ON CONFLICT (line) DO UPDATE SET reason = reason || '; ' || excluded.reason`,
      );
    }
    database.exec(`DELETE FROM ${dataset} WHERE rowid IN (SELECT line FROM pending)`);
  });
}

function isUnique(dataset: DatasetName, { name, unique }: Column): boolean {
  return unique === true || datasetSchemas[dataset].primaryKey === name;
}

/** SQL, of a row of the staging table. */
function isRejected(dataset: DatasetName): string {
  return `EXISTS (SELECT 1 FROM rejected WHERE rejected.dataset = '${dataset}' AND rejected.line = staged.line)`;
}

function rejectPending(database: Database.Database, source: Source, findPending: () => void): number {
  database.exec(createPending);
  findPending();
  const count = numberIn(database, "SELECT count(*) FROM pending");
  if (count > 0) copyRows(database, source, count);
  database.exec("DROP TABLE pending");
  return count;
}

/** Reads the file once more for the text of the pending rows. */
function copyRows(database: Database.Database, source: Source, count: number): void {
  const { dataset, file } = source;
  const insert = keptForever(database.prepare<[string, string, number, string, string]>(insertRejected));
  const pending = pendingRows(database);
  let next = pending.next();
  let copied = 0;
  const take = (row: SourceRow): void => {
    if (next.done === true || next.value.line !== row.line) return;
    insert.run(dataset, file, row.line, row.raw(), next.value.reason);
    copied++;
    next = pending.next();
  };
  const reader = new SourceReader(source);
  while (next.done !== true && reader.read(take));
  if (copied < count) throw sourceTruncated(file, "it has changed while it was read");
}

interface PendingRow {
  readonly line: number;
  readonly reason: string;
}

/** In the order of the file; some at a time, since a statement that is being read lets no other one run. */
function* pendingRows(database: Database.Database): Generator<PendingRow, void, void> {
  const select = keptForever(
    database.prepare<[number], PendingRow>(
      `SELECT line, reason FROM pending WHERE line > ? ORDER BY line LIMIT ${pendingTogether}`,
    ),
  );
  let last = 0;
  for (;;) {
    const rows = select.all(last);
    yield* rows;
    if (rows.length < pendingTogether) return;
    last = rows.at(-1)?.line ?? last;
  }
}

function numberIn(database: Database.Database, sql: string): number {
  return keptForever(database.prepare<[], number>(sql)).pluck().get() ?? 0;
}
