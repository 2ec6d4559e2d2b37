// The SQL dialects that schemas are written in, and how each of them spells a column's type.

import type { Column } from "../datasets.ts";

export const dialects = ["sqlite", "postgres", "duckdb"] as const;
export type Dialect = (typeof dialects)[number];

/** A string literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQLite's STRICT tables know neither dates nor decimals: days and moments are ISO text, decimals the nearest double. */
export function sqlType(column: Column, dialect: Dialect): string {
  if (column.type === "integer") return "INTEGER";
  if (column.type === "number") return dialect === "sqlite" ? "REAL" : decimalType(column);
  if (column.type === "string" || dialect === "sqlite") return "TEXT";
  return column.type === "date" ? "DATE" : "TIMESTAMPTZ";
}

/** As many digits as the largest value has, or ten where no bound is declared. */
function decimalType({ decimals, maximum }: Column): string {
  if (decimals === undefined) return "NUMERIC";
  const digits = maximum === undefined ? 10 : String(Math.floor(maximum)).length + decimals;
  return `NUMERIC(${digits}, ${decimals})`;
}
