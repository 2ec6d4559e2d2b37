// Judgements: from what was observed and what is expected to pass, fail or undecided. fail: the deviation is beyond what
// chance gives once in 1/perCheckError clean runs; undecided: so many rows could not have shown a deviation that matters.

import { normalQuantile } from "../stats/normal.ts";
import type { Offender, Offenders } from "./observation.ts";

export type Verdict = "pass" | "fail" | "undecided";

/** Probability that any check of a clean run fails. */
export const familyWiseError = 1e-6;
/** The error is shared by so many checks, whatever their true number, so that a check's limit never moves with it. */
export const checksBudgeted = 256;
export const perCheckError = familyWiseError / checksBudgeted;
/** The normal's two-sided limit at that error, for readers. */
export const zLimit = normalQuantile(1 - perCheckError / 2);

export interface Judgement {
  /** What was computed, for example `share` or `chi-square`. */
  readonly statistic: string;
  /** Unit of observed, expected, tolerance and deviations; null for shares and ratios. */
  readonly unit: string | null;
  /** Rows, trials or subscriptions that were judged. */
  readonly n: number;
  readonly observed: number | null;
  readonly expected: number | null;
  readonly standardError: number | null;
  readonly tolerance: number | null;
  /** The deviation that matters: a check that could not have shown it is undecided. */
  readonly materialDeviation: number | null;
  /** Cohen's h of a share, w of a chi-square, relative deviation of a count, standardised deviation of a mean. */
  readonly effectSize: number | null;
  /** The deviation beyond which so many rows fail the check. */
  readonly smallestDetectable: number | null;
  /** Two-sided, were everything exactly as declared; an upper bound where only a bound is known. */
  readonly pValue: number | null;
  readonly verdict: Verdict;
  /** Why it is undecided, else null. */
  readonly reason: string | null;
  /** The first rows that break an invariant. */
  readonly offenders: readonly Offender[];
}

/** What a card declares of a check: deviations in the units shown. */
export interface Limits {
  /** Deviation that is let pass: 0 for what the model says exactly. */
  readonly tolerance?: number;
  readonly material: number;
}

/** An invariant: exact, no error probability, and every broken row counts. */
export function judgeInvariant(rows: number, { count, first }: Offenders): Judgement {
  const numbers = { n: rows, observed: count, expected: 0, standardError: 0, tolerance: 0, materialDeviation: 1 };
  return {
    statistic: "broken rows",
    unit: "rows",
    ...numbers,
    effectSize: rows === 0 ? 0 : count / rows,
    smallestDetectable: 1,
    pValue: count === 0 ? 1 : 0,
    verdict: count === 0 ? "pass" : "fail",
    reason: null,
    offenders: first,
  };
}

/** Not enough to say anything. */
export function undecided(statistic: string, n: number, limits: Limits, reason: string): Judgement {
  return {
    statistic,
    unit: null,
    n,
    ...{
      observed: null,
      expected: null,
      standardError: null,
      effectSize: null,
      smallestDetectable: null,
      pValue: null,
    },
    tolerance: limits.tolerance ?? 0,
    materialDeviation: limits.material,
    verdict: "undecided",
    reason,
    offenders: [],
  };
}

/** What is known of a number before it is compared, in the units shown. */
export interface Question extends Limits, Pick<Judgement, "statistic" | "n" | "standardError" | "effectSize"> {
  readonly unit?: string;
}

/** How the number came out; `failed` when the deviation lies beyond what chance gives. */
export interface Comparison extends Pick<Judgement, "observed" | "expected" | "pValue"> {
  /** The deviation beyond which so many rows fail. */
  readonly detectable: number;
  readonly failed: boolean;
}

/** The judgement of a number that has been compared with what is expected. */
export function judged(question: Question, { observed, expected, detectable, pValue, failed }: Comparison): Judgement {
  const { statistic, unit = null, n, standardError, effectSize, tolerance = 0, material } = question;
  return {
    statistic,
    unit,
    n,
    observed,
    expected,
    standardError,
    tolerance,
    materialDeviation: material,
    effectSize,
    smallestDetectable: detectable,
    pValue,
    ...verdictOf(failed, detectable, material),
    offenders: [],
  };
}

export function verdictOf(
  failed: boolean,
  detectable: number,
  material: number,
): Pick<Judgement, "verdict" | "reason"> {
  if (failed) return { verdict: "fail", reason: null };
  // Not `>`: what cannot be computed is not detectable either.
  if (!(detectable <= material)) {
    return { verdict: "undecided", reason: "So few rows would not have shown a deviation that matters." };
  }
  return { verdict: "pass", reason: null };
}
