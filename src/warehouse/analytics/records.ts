// Rows of an answer as records, one name a column.

import type { Table, Value } from "../queries/messages.ts";

export type Row = Readonly<Record<string, Value>>;

export function records({ columns, rows }: Table): Row[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
}
