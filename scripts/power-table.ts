// docs/power.json: the smallest deviation that each check shows at some sizes of a clean world, as measured.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Check } from "../src/checks/index.ts";

/** A check as it was made at the smallest size that has it, and what it showed at each. */
export interface MeasuredCheck extends Omit<Check, "dataset" | "n" | JudgedFields> {
  /** By size; null where the check was not made. */
  readonly sizes: readonly (MeasuredSize | null)[];
}

type JudgedFields =
  | "observed"
  | "expected"
  | "standardError"
  | "effectSize"
  | "smallestDetectable"
  | "pValue"
  | "verdict"
  | "reason"
  | "offenders";

export interface MeasuredSize {
  /** Rows, trials or subscriptions judged. */
  readonly n: number;
  readonly smallestDetectable: number | null;
  readonly verdict: "pass" | "fail" | "undecided";
}

export interface PowerTable {
  readonly command: string;
  readonly measuredOn: string;
  readonly modelVersion: string;
  readonly request: { readonly seed: number; readonly asOf: string; readonly content: number };
  /** The sizes, in customers. */
  readonly customers: readonly number[];
  readonly checks: readonly MeasuredCheck[];
}

/** The table as JSON, a line a check, so that a new measurement shows what has changed. */
export function powerText({ checks, ...about }: PowerTable): string {
  const head = JSON.stringify({ ...about, checks: [] }, null, 1).replace(/\[\]\n\}$/, "");
  return `${head}[\n${checks.map((check) => `  ${JSON.stringify(check)}`).join(",\n")}\n ]\n}\n`;
}

const file = path.resolve(import.meta.dirname, "../docs/power.json");

/** The table as it was last measured by scripts/measure-power.ts. */
export function powerTable(): PowerTable {
  const table: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isPowerTable(table)) throw new TypeError(`${file} is no table of power: run npm run power`);
  return table;
}

function isPowerTable(table: unknown): table is PowerTable {
  if (typeof table !== "object" || table === null) return false;
  const { customers, checks } = table as { customers?: unknown; checks?: unknown };
  return (
    Array.isArray(customers) &&
    Array.isArray(checks) &&
    checks.every((check) => check?.sizes?.length === customers.length)
  );
}
