// Reads a world's five files as a stranger would, by csv-parse and the contract alone, and lists what is wrong with them.
import { parse } from "csv-parse/sync";
import { type Column, type DatasetName, datasetNames, datasetSchemas, headerLine } from "../../src/datasets.ts";
import { dayNumber, type World } from "../../src/rules/world.ts";
import { bytesOf } from "../worlds.ts";

export type FileRow = Readonly<Record<string, string>>;
export type Files = Readonly<Record<DatasetName, readonly FileRow[]>>;

export function filesOf(world: World): Files {
  const read = (dataset: DatasetName): FileRow[] =>
    parse<FileRow>(`${headerLine(dataset)}\n${bytesOf(world, dataset).toString("utf8")}`, { columns: true });
  return Object.fromEntries(datasetNames.map((dataset) => [dataset, read(dataset)])) as Record<DatasetName, FileRow[]>;
}

/** A sentence for each kind of fault of each column, with the first value that shows it. */
export function contractFaults(files: Files): string[] {
  return datasetNames.flatMap((dataset) => {
    const { columns, references } = datasetSchemas[dataset];
    return [
      ...columns.flatMap((column) => columnFaults(`${dataset}.${column.name}`, column, files[dataset])),
      ...references.flatMap(({ column, dataset: parent, target }) => {
        const known = new Set(files[parent].map((row) => row[target]));
        const stray = files[dataset].find((row) => !known.has(row[column]));
        return stray === undefined ? [] : [`${dataset}.${column} points nowhere: ${stray[column]}`];
      }),
    ];
  });
}

function columnFaults(name: string, column: Column, rows: readonly FileRow[]): string[] {
  const values = new Set(rows.map((row) => row[column.name] ?? ""));
  const faults = column.unique && values.size < rows.length ? [`${name} repeats`] : [];
  if (values.delete("") && !column.nullable) faults.push(`${name} is empty`);
  for (const [what, breaks] of checksOf(column)) {
    const example = [...values].find(breaks);
    if (example !== undefined) faults.push(`${name} ${what}: ${JSON.stringify(example)}`);
  }
  return faults;
}

type ValueCheck = readonly [what: string, breaks: (value: string) => boolean];

/** The checks of a column, its patterns compiled once. */
function checksOf(column: Column): ValueCheck[] {
  const checks: ValueCheck[] = [["could be run as a formula", (value) => /^[=+\-@\p{Cc}]/u.test(value)]];
  const matches = (pattern: string, what: string): void => {
    const expression = new RegExp(pattern);
    checks.push([what, (value) => !expression.test(value)]);
  };
  if (column.pattern !== undefined) matches(column.pattern, "breaks its pattern");
  if (column.type === "integer") matches("^\\d+$", "is no integer");
  if (column.type === "number") matches(`^\\d+\\.\\d{${column.decimals}}$`, "has other decimals");
  if (column.type === "date") checks.push(["is no day", (value) => Number.isNaN(dayOf(value))]);
  if (column.type === "datetime") checks.push(["is no second", (value) => !isSecond(value)]);
  const { values, minimum, maximum } = column;
  if (values !== undefined) checks.push(["is none of its values", (value) => !values.includes(value)]);
  if (minimum !== undefined) checks.push(["is too small", (value) => Number(value) < minimum]);
  if (maximum !== undefined) checks.push(["is too large", (value) => Number(value) > maximum]);
  return checks;
}

const days = new Map<string, number>();

/** Day number of a date in a file; NaN for what is no day. */
function dayOf(text: string): number {
  let day = days.get(text);
  if (day === undefined) {
    try {
      day = dayNumber(text);
    } catch {
      day = Number.NaN;
    }
    days.set(text, day);
  }
  return day;
}

function isSecond(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(value) && !Number.isNaN(dayOf(value.slice(0, 10)));
}

/** Breaches of what no parameter may change: window, eligibility, active-only, watch bounds, one subscription at a time. */
export function demandFaults(world: World, files: Files): string[] {
  const faults = new Set<string>();
  const fault = (breach: boolean, sentence: string): void => void (breach && faults.add(sentence));
  for (const row of files.customers) fault(dayOf(row["signup_date"]!) >= world.asOfDay, "a signup not before asOf");
  for (const row of files.content) {
    fault(dayOf(row["release_date"]!) > world.asOfDay - 60, "a title released within the window");
  }
  const activeStart = subscriptionFaults(world, files, fault);
  usageFaults(world, files, activeStart, fault);
  return [...faults];
}

type FaultFinder = (breach: boolean, sentence: string) => void;

/** Returns the first day of each subscription that is active at asOf. */
function subscriptionFaults(world: World, files: Files, fault: FaultFinder): Map<string, number> {
  const signup = new Map(files.customers.map((row) => [row["customer_id"]!, dayOf(row["signup_date"]!)]));
  const ended = new Map<string, number>();
  const activeStart = new Map<string, number>();
  for (const row of files.subscriptions) {
    const [customer, start] = [row["customer_id"]!, dayOf(row["start_date"]!)];
    const end = row["end_date"] === "" ? Number.POSITIVE_INFINITY : dayOf(row["end_date"]!);
    fault(start < signup.get(customer)!, "a subscription starts before signup");
    fault(start >= world.asOfDay, "a subscription starts at asOf or later");
    fault(start < (ended.get(customer) ?? 0) || end <= start, "subscriptions overlap");
    ended.set(customer, end);
    if (end > world.asOfDay) activeStart.set(row["subscription_id"]!, start);
    const status = end <= world.asOfDay ? "ended" : end === Number.POSITIVE_INFINITY ? "active" : "canceling";
    fault(row["status"] !== status, `a subscription is called ${row["status"]} and is ${status}`);
  }
  return activeStart;
}

function usageFaults(world: World, files: Files, activeStart: Map<string, number>, fault: FaultFinder): void {
  const minutes = files.content.map((row) => [row["content_id"]!, Number(row["duration_minutes"])] as const);
  const tenths = new Map(minutes.map(([id, length]) => [id, Math.round(length * 10)]));
  for (const row of files.usage_logs) {
    const day = dayOf(row["started_at"]!.slice(0, 10));
    fault(day < world.asOfDay - 60 || day >= world.asOfDay, "a session lies outside the window");
    const start = activeStart.get(row["subscription_id"]!) ?? Number.POSITIVE_INFINITY;
    fault(start > day, "a session without an active subscription");
    fault(
      row["subscription_id"]!.slice(1, 10) !== row["customer_id"]!.slice(1),
      "a session on another customer's subscription",
    );
    const watched = Math.round(Number(row["duration_watched"]) * 100);
    const whole = tenths.get(row["content_id"]!)! * 10;
    fault(watched * 4 < whole || watched > whole, "a session outside 25-100 % of its title");
  }
}
