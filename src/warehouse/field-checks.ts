// Whether a text, as read from a file, is a value of its column: type, pattern, values, bounds. The same as the constraints of the
// typed tables say in SQL, at a fraction of their time, and in words. Duplicate keys and dangling references show in the tables only.

import { type Column, type DatasetName, datasetSchemas } from "../datasets.ts";

/** What is wrong with a text, to follow the column's name: `is empty`; undefined when it fits. */
export type FieldCheck = (text: string) => string | undefined;

const integer = /^-?\d{1,17}$/;
const decimal = /^-?\d{1,15}(\.\d{1,15})?$/;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
const dateLength = 10;
/** Dates whose check is remembered: more than a century of days. */
const mostDates = 50_000;

/** A check a column, in the order of the file. */
export function fieldChecks(dataset: DatasetName): FieldCheck[] {
  return datasetSchemas[dataset].columns.map((column) => {
    const check = checkOf(column);
    return column.nullable === true ? (text) => (text === "" ? undefined : check(text)) : notEmpty(check);
  });
}

function notEmpty(check: FieldCheck): FieldCheck {
  return (text) => (text === "" ? "is empty" : check(text));
}

function checkOf(column: Column): FieldCheck {
  switch (column.type) {
    case "string":
      return textCheck(column);
    case "integer":
      return numberCheck(column, integer, "is not a whole number");
    case "number":
      return numberCheck(column, decimal, "is not a decimal number");
    case "date":
      return dateCheck();
    case "datetime":
      return momentCheck();
  }
}

function textCheck({ pattern, values }: Column): FieldCheck {
  if (values !== undefined) {
    const known = new Set(values);
    const complaint = `is none of ${values.join(", ")}`;
    return (text) => (known.has(text) ? undefined : complaint);
  }
  if (pattern !== undefined) {
    const expression = new RegExp(pattern);
    const complaint = `does not match ${pattern}`;
    return (text) => (expression.test(text) ? undefined : complaint);
  }
  // SQL's functions take a text to end there.
  return (text) => (text.includes("\0") ? "has a NUL character" : undefined);
}

function numberCheck({ minimum, maximum }: Column, pattern: RegExp, complaint: string): FieldCheck {
  const [least, most] = [minimum ?? Number.NEGATIVE_INFINITY, maximum ?? Number.POSITIVE_INFINITY];
  return (text) => {
    if (!pattern.test(text)) return complaint;
    const value = Number(text);
    if (value < least) return `is less than ${least}`;
    return value > most ? `is more than ${most}` : undefined;
  };
}

function dateCheck(): FieldCheck {
  const known = new Map<string, boolean>();
  return (text) => (isDate(text, known) ? undefined : "is not a date, YYYY-MM-DD");
}

function momentCheck(): FieldCheck {
  const known = new Map<string, boolean>();
  return (text) =>
    text.charAt(dateLength) === "T" &&
    text.endsWith("Z") &&
    isDate(text.slice(0, dateLength), known) &&
    time.test(text.slice(dateLength + 1, -1))
      ? undefined
      : "is not a UTC time, YYYY-MM-DDThh:mm:ssZ";
}

/** A day of the calendar. Files hold few of them, many times over. */
function isDate(text: string, known: Map<string, boolean>): boolean {
  const before = known.get(text);
  if (before !== undefined) return before;
  const day = datePattern.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  const fits = day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  if (known.size < mostDates && text.length <= dateLength) known.set(text, fits);
  return fits;
}
