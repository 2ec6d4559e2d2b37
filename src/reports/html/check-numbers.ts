// How the numbers of a check read: shares as per cent, the rest as they are, their unit named once beside the statistic.

import type { Check } from "../../checks/schemas.ts";
import { percent, plain, whole } from "./words.ts";

type Value = number | null;

export const nothing = "–";

export function isInvariant({ statistic }: Pick<Check, "statistic">): boolean {
  return statistic === "broken rows";
}

/** A spread over cells, whose distance from what is declared is Cohen's w. */
export function isSpread({ unit }: Pick<Check, "unit">): boolean {
  return unit === "w";
}

/** A share of rows, from 0 to 1. */
export function isShare({ statistic, unit }: Pick<Check, "statistic" | "unit">): boolean {
  return unit === null && statistic.includes("share");
}

/** What the check computed, with the unit of its numbers. */
export function statisticOf(check: Check): string {
  const { statistic, unit } = check;
  if (isInvariant(check)) return statistic;
  if (isSpread(check)) return `${statistic}, numbers are Cohen's w`;
  return unit === null ? statistic : `${statistic}, ${unit}`;
}

/** Decimals of a per cent that show what the check can tell apart. */
function decimalsOf({ smallestDetectable }: Check): number {
  const detectable = smallestDetectable ?? 0;
  return detectable > 0 ? Math.min(4, Math.max(1, Math.ceil(-Math.log10(detectable)) - 1)) : 1;
}

/** A value without its unit; a dash where there was nothing to judge. */
export function checkNumber(check: Check, value: Value): string {
  if (value === null) return nothing;
  if (isShare(check)) return percent(value, decimalsOf(check));
  return isSpread(check) && value !== 0 ? value.toPrecision(2) : plain(value);
}

/** A difference of two values: shares in percentage points. An invariant has none to speak of. */
export function checkDifference(check: Check, value: Value): string {
  if (value === null || isInvariant(check)) return nothing;
  if (!isShare(check)) return checkNumber(check, value);
  return value === 0 ? "0" : `${Number((100 * value).toPrecision(2))}\u00a0pp`;
}

/** What was observed and what expected, for who has not the rest of the table. */
export function briefNumbers(check: Check): { readonly observed: string; readonly expected: string } {
  const { observed, expected, statistic } = check;
  if (observed === null || expected === null) return { observed: nothing, expected: "" };
  if (isInvariant(check)) return { observed: `${whole(observed)} broken`, expected: "0" };
  if (isSpread(check)) return { observed: `w ${checkNumber(check, observed)}`, expected: checkNumber(check, expected) };
  const bound = statistic.includes("at least") ? "≥ " : "";
  // A unit of one word has room; a longer one stands in the table of all checks.
  const unit = check.unit === null || check.unit.includes(" ") ? "" : `\u00a0${check.unit}`;
  return { observed: `${checkNumber(check, observed)}${unit}`, expected: `${bound}${checkNumber(check, expected)}` };
}

/** The same as a sentence. */
export function checkSentence(check: Check): string {
  if (check.observed === null) return check.reason ?? "There was nothing to judge.";
  if (isInvariant(check)) return `${whole(check.observed)} broken rows of ${whole(check.n)}.`;
  const { observed, expected } = briefNumbers(check);
  return `${observed} observed, ${expected} expected (${statisticOf(check)}).`;
}
