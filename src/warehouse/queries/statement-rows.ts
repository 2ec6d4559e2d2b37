// Runs one prepared statement and gives its rows as values that JSON knows, up to a limit. Knows no warehouse.

import type Database from "better-sqlite3";
import type { AnswerLimits, Parameter, Parameters, Table, Value } from "./messages.ts";

/** A value as SQLite gives it when whole numbers come as bigint. */
type SqlValue = string | number | bigint | Buffer | null;

const unlimited: AnswerLimits = { rows: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY };

/** Throws SqliteError, and RangeError or TypeError where the parameters do not fit. */
export function rowsOf(statement: Database.Statement, params: Parameters, limits: AnswerLimits = unlimited): Table {
  const columns = statement.columns().map(({ name }) => name);
  statement.raw(true).safeIntegers(true);
  const rows: Value[][] = [];
  let characters = 0;
  // Rows come as lists of SQLite's own values, in the mode that was just set; the library's type knows no modes.
  for (const row of statement.iterate(...bound(params)) as IterableIterator<SqlValue[]>) {
    const values = row.map(shownValue);
    characters += values.reduce<number>((sum, value) => sum + String(value).length, 0);
    if (rows.length === limits.rows || characters > limits.characters) return { columns, rows, truncated: true };
    rows.push(values);
  }
  return { columns, rows, truncated: false };
}

/** Whole numbers are bound as such, so that dividing by one divides as it would in SQL. */
function bound(params: Parameters): unknown[] {
  if (Array.isArray(params)) return params.map(boundValue);
  const named = Object.entries(params).map(([name, value]) => [name.replace(/^[:@$]/, ""), boundValue(value)]);
  return named.length === 0 ? [] : [Object.fromEntries(named)];
}

function boundValue(value: Parameter): string | number | bigint | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** Whole numbers beyond 2^53 and numbers that are not finite as text, blobs as SQL writes them: X'00FF'. */
export function shownValue(value: SqlValue): Value {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return Buffer.isBuffer(value) ? `X'${value.toString("hex").toUpperCase()}'` : value;
}
