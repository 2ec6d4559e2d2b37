// What datasets.ts says of a column's values, as SQL conditions: over typed columns for the constraints of a table, and over columns of
// text as they were read, to tell which rows fit and what is wrong with those that do not.

import { type Column, type DatasetName, datasetSchemas } from "../datasets.ts";
import { type Dialect, quoted } from "./dialect.ts";
import { patternCondition } from "./pattern-condition.ts";

interface ValueCondition {
  readonly kind: "present" | "type" | "pattern" | "values" | "range";
  /** True for values that fit, null for null. */
  readonly expression: string;
}

/** The conditions on a typed column beyond its type and NOT NULL. */
export function valueConditions(column: Column, reference: string, dialect: Dialect): ValueCondition[] {
  const { type, pattern, values } = column;
  const range = rangeCondition(column, reference, dialect);
  const found: (ValueCondition | undefined)[] = [
    type === "string" && pattern === undefined && values === undefined
      ? { kind: "present", expression: `${reference} <> ''` }
      : undefined,
    pattern === undefined ? undefined : { kind: "pattern", expression: patternCondition(pattern, reference, dialect) },
    values === undefined
      ? undefined
      : { kind: "values", expression: `${reference} IN (${values.map(quoted).join(", ")})` },
    dialect === "sqlite" && isMoment(column)
      ? { kind: "type", expression: momentCondition(column, reference) }
      : undefined,
    range === undefined ? undefined : { kind: "range", expression: range },
  ];
  return found.filter((condition) => condition !== undefined);
}

/** A check of one column of text as read, where an empty text is an empty field. */
export interface ColumnCheck {
  readonly column: string;
  /** SQLite; true or false, never null. */
  readonly expression: string;
  /** What to say of a row for which the expression is false: `birth_year is not an integer`. */
  readonly reason: string;
}

/**
 * The checks of each column of a dataset as read, in an order in which the first that is false tells what is wrong.
 * `reference` gives the SQL that stands for a column; by default its name.
 */
export function columnChecks(
  dataset: DatasetName,
  reference: (column: string) => string = (column) => column,
): ColumnCheck[] {
  return datasetSchemas[dataset].columns.flatMap((column) => checksOf(column, reference(column.name)));
}

function checksOf(column: Column, text: string): ColumnCheck[] {
  const { name, nullable } = column;
  const check = (expression: string, complaint: string): ColumnCheck => ({
    column: name,
    expression: nullable === true ? `(${text} = '' OR (${expression}))` : `(${expression})`,
    reason: `${name} ${complaint}`,
  });
  const required = nullable === true ? [] : [check(`${text} <> ''`, "is empty")];
  const typed =
    column.type === "string" || isMoment(column) ? [] : [check(numberCondition(column, text), complaintOfType(column))];
  const rest = valueConditions(column, castText(column, text), "sqlite")
    .filter(({ kind }) => kind !== "present")
    .map(({ kind, expression }) => check(expression, complaint(kind, column)));
  return [...required, ...typed, ...rest];
}

/** SQLite: the value that the typed table keeps of a text that fits. */
export function typedValue(column: Column, text: string): string {
  return castText(column, column.nullable === true ? `nullif(${text}, '')` : text);
}

function castText({ type }: Column, text: string): string {
  if (type === "integer") return `CAST(${text} AS INTEGER)`;
  return type === "number" ? `CAST(${text} AS REAL)` : text;
}

function complaint(kind: ValueCondition["kind"], column: Column): string {
  if (kind === "pattern") return `does not match ${column.pattern}`;
  if (kind === "values") return `is none of ${column.values?.join(", ")}`;
  return kind === "range" ? `is ${boundsInWords(column)}` : complaintOfType(column);
}

function complaintOfType({ type }: Column): string {
  const kinds = {
    string: "text",
    integer: "an integer",
    number: "a decimal number",
    date: "a date, YYYY-MM-DD",
    datetime: "a UTC time, YYYY-MM-DDThh:mm:ssZ",
  } as const;
  return `is not ${kinds[type]}`;
}

function boundsInWords({ minimum, maximum }: Column): string {
  if (maximum === undefined) return `less than ${minimum}`;
  return minimum === undefined ? `more than ${maximum}` : `not within ${minimum} and ${maximum}`;
}

function rangeCondition({ type, minimum, maximum }: Column, reference: string, dialect: Dialect): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `${reference} BETWEEN ${minimum} AND ${maximum}`;
  if (maximum !== undefined) return `${reference} <= ${maximum}`;
  if (minimum === undefined) return undefined;
  // To PostgreSQL NaN is a NUMERIC, and more than every number.
  const open = dialect === "postgres" && type === "number" ? ` AND ${reference} <> 'NaN'` : "";
  return `${reference} >= ${minimum}${open}`;
}

function isMoment({ type }: Column): boolean {
  return type === "date" || type === "datetime";
}

/**
 * A day of the calendar in its one spelling. IS, because SQLite gives null for a month 13, and a null would pass a CHECK; and no days are
 * added, because only then SQLite 3.40 makes another day of 30 February.
 */
function momentCondition({ type }: Column, reference: string): string {
  const day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";
  if (type === "date") return `${reference} GLOB '${day}' AND date(${reference}, '+0 days') IS ${reference}`;
  const shape = `${day}T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z`;
  return `${reference} GLOB '${shape}' AND strftime('%Y-%m-%dT%H:%M:%SZ', ${reference}, '+0 days') IS ${reference}`;
}

/** Digits with an optional sign; up to 18 of them, which fit in 64 bits; a number may have a point between digits. */
function numberCondition({ type }: Column, text: string): string {
  const begins = `(${text} GLOB '[0-9]*' OR ${text} GLOB '-[0-9]*')`;
  if (type === "integer") return `${begins} AND substr(${text}, 2) NOT GLOB '*[^0-9]*' AND length(${text}) <= 18`;
  return `${begins} AND substr(${text}, 2) NOT GLOB '*[^0-9.]*' AND ${text} NOT GLOB '*.*.*' AND ${text} NOT GLOB '*.'`;
}
