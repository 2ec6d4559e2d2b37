// Verdicts on measures: an observed number, what is expected, and the bounds that chance leaves it, all of them found by a test's SQL.

import type { Measure, ValidationVerdict } from "./schemas.ts";

/** A row of a test of shares or ratios. */
export type MeasuredRow = Omit<Measure, "verdict">;

/** fail outside the bounds; undecided without a number, or when the bounds are further from what is expected than what matters. */
export function measureVerdict({ observed, expected, lowest, highest, material }: MeasuredRow): ValidationVerdict {
  if (observed === null || expected === null || material === null) return "undecided";
  if (lowest === null && highest === null) return "undecided";
  if (observed < (lowest ?? observed) || observed > (highest ?? observed)) return "fail";
  const reach = Math.max(expected - (lowest ?? expected), (highest ?? expected) - expected);
  return reach <= material + rounding ? "pass" : "undecided";
}

/** What binary makes of a bound that is exactly as far away as what matters. */
const rounding = 1e-12;

/** fail with any failed, pass only with none undecided. Where nothing is declared that could be measured, the statement holds. */
export function worstVerdict(verdicts: readonly ValidationVerdict[]): ValidationVerdict {
  if (verdicts.includes("fail")) return "fail";
  return verdicts.includes("undecided") ? "undecided" : "pass";
}

/** The measure that tells most: of those with the worst verdict the one furthest out within its bounds. */
export function tellingMeasure(measures: readonly Measure[]): Measure | undefined {
  const worst = worstVerdict(measures.map(({ verdict }) => verdict));
  const candidates = measures.filter(({ verdict }) => verdict === worst);
  return candidates.reduce<Measure | undefined>(
    (telling, measure) => (telling === undefined || distance(measure) > distance(telling) ? measure : telling),
    undefined,
  );
}

/** 1 on a bound; below 0 on the side that has none. */
function distance({ observed, expected, lowest, highest }: Measure): number {
  if (observed === null || expected === null) return Number.NEGATIVE_INFINITY;
  const bound = observed < expected ? lowest : highest;
  if (bound === null) return -1;
  const reach = Math.abs(bound - expected);
  return reach === 0 ? Math.sign(Math.abs(observed - expected)) : Math.abs(observed - expected) / reach;
}
