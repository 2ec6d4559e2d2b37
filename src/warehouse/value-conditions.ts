// What datasets.ts says of a column's values, as SQL conditions for the constraints of a typed table.

import type { Column } from "../datasets.ts";
import { type Dialect, quoted } from "./dialect.ts";
import { patternCondition } from "./pattern-condition.ts";

interface ValueCondition {
  readonly kind: "present" | "type" | "pattern" | "values" | "range";
  /** True for values that fit, null for null. */
  readonly expression: string;
}

/** The conditions on a column beyond its type and NOT NULL. */
export function valueConditions(column: Column, dialect: Dialect): ValueCondition[] {
  const { name, type, pattern, values } = column;
  const found: ValueCondition[] = [];
  if (pattern !== undefined) found.push({ kind: "pattern", expression: patternCondition(pattern, name, dialect) });
  if (values !== undefined) found.push({ kind: "values", expression: `${name} IN (${values.map(quoted).join(", ")})` });
  if (type === "string" && found.length === 0) found.push({ kind: "present", expression: `${name} <> ''` });
  const moment = dialect === "sqlite" ? momentCondition(column) : undefined;
  if (moment !== undefined) found.push({ kind: "type", expression: moment });
  const range = rangeCondition(column, dialect);
  if (range !== undefined) found.push({ kind: "range", expression: range });
  return found;
}

/** SQLite: the value that the typed table keeps of a text that fits. */
export function typedValue(column: Column, text: string): string {
  const given = column.nullable === true ? `nullif(${text}, '')` : text;
  if (column.type === "integer") return `CAST(${given} AS INTEGER)`;
  return column.type === "number" ? `CAST(${given} AS REAL)` : given;
}

function rangeCondition({ name, type, minimum, maximum }: Column, dialect: Dialect): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `${name} BETWEEN ${minimum} AND ${maximum}`;
  if (maximum !== undefined) return `${name} <= ${maximum}`;
  if (minimum === undefined) return undefined;
  // To PostgreSQL NaN is a NUMERIC, and more than every number.
  const open = dialect === "postgres" && type === "number" ? ` AND ${name} <> 'NaN'` : "";
  return `${name} >= ${minimum}${open}`;
}

/**
 * Of a SQLite text, that it is a day of the calendar in its one spelling. IS, because SQLite gives null for a month 13, and a null would
 * pass a CHECK; `+0 days`, because without it SQLite 3.40 takes 30 February for a day.
 */
function momentCondition({ name, type }: Column): string | undefined {
  const day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";
  if (type === "date") return `${name} GLOB '${day}' AND date(${name}, '+0 days') IS ${name}`;
  if (type !== "datetime") return undefined;
  const shape = `${day}T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z`;
  return `${name} GLOB '${shape}' AND strftime('%Y-%m-%dT%H:%M:%SZ', ${name}, '+0 days') IS ${name}`;
}
