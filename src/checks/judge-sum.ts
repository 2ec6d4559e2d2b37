// Judging what has a proven bound: sums of bounded terms by Bernstein's inequality, other values by a bound of their own.

import { type Judgement, judged, type Limits, perCheckError, type Question, undecided } from "./judgement.ts";

export interface BoundedQuestion extends Question {
  readonly observed: number;
  readonly expected: number;
  /** Half-width that the deviation exceeds with at most this probability; decreasing in it. */
  readonly halfWidth: (error: number) => number;
}

/** Judges a value whose deviation has a proven bound. */
export function judgeBounded(question: BoundedQuestion): Judgement {
  const { observed, expected, halfWidth, tolerance = 0 } = question;
  const deviation = Math.abs(observed - expected);
  const detectable = tolerance + halfWidth(perCheckError);
  const pValue = errorAt(halfWidth, deviation);
  return judged(question, { observed, expected, detectable, pValue, failed: deviation > detectable });
}

/** The error at which the half-width equals the deviation: a bound of the p-value. */
function errorAt(halfWidth: (error: number) => number, deviation: number): number {
  if (deviation <= halfWidth(1)) return 1;
  let [low, high] = [-700, 0];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (halfWidth(Math.exp(middle)) > deviation) low = middle;
    else high = middle;
  }
  return low === -700 ? 0 : Math.exp(high);
}

export interface SumQuestion extends Limits {
  readonly statistic: string;
  readonly unit?: string;
  readonly n: number;
  /** Sum of independent terms, or of a martingale's differences, its expectation and its variance. */
  readonly sum: number;
  readonly expectedSum: number;
  readonly variance: number;
  /** No term lies further than this from its expectation. */
  readonly bound: number;
  /** What the sum is divided by to be shown. */
  readonly per: number;
}

/** Judges a sum of bounded terms by Bernstein's inequality, which Freedman (1975) extends to martingales. */
export function judgeSum(question: SumQuestion): Judgement {
  const { statistic, n, sum, expectedSum, variance, bound, per, tolerance = 0, material } = question;
  if (per === 0) return undecided(statistic, n, question, "There are no rows to judge.");
  const deviation = Math.sqrt(variance);
  return judgeBounded({
    statistic,
    ...(question.unit === undefined ? {} : { unit: question.unit }),
    n,
    observed: sum / per,
    expected: expectedSum / per,
    standardError: deviation / per,
    halfWidth: (error) => bernsteinHalfWidth(variance, bound, error) / per,
    tolerance,
    material,
    effectSize: deviation === 0 ? 0 : (sum - expectedSum) / (deviation * Math.sqrt(n)),
  });
}

/** d such that P(|S - ES| >= d) <= 2 exp(-d^2 / (2 V + 2 M d / 3)) = error (Bernstein 1924; Boucheron et al. 2013, 2.8). */
export function bernsteinHalfWidth(variance: number, bound: number, error: number): number {
  const exponent = Math.log(2 / error);
  const linear = (bound * exponent) / 3;
  return linear + Math.sqrt(linear * linear + 2 * variance * exponent);
}
