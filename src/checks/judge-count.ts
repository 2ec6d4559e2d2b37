// Judging a count by its exact tails: shares by the binomial, overdispersed counts by the negative binomial.

import { binomialTails, type CountTails, negativeBinomialTails } from "../stats/count-tails.ts";
import { type Judgement, judged, type Limits, perCheckError, type Question, undecided } from "./judgement.ts";

/** Where the null hypothesis stands: at the expectation, or a tolerance below or above it. */
export type Null = "below" | "expected" | "above";

export interface CountQuestion extends Question {
  readonly count: number;
  readonly expectedCount: number;
  /** Counts beyond this cannot be. */
  readonly mostCount: number;
  readonly tails: (count: number, at: Null) => CountTails;
  /** The value shown for a count: increasing. */
  readonly shown: (count: number) => number;
}

/** Judges a count by its exact tails. */
export function judgeCount(question: CountQuestion): Judgement {
  const { count, expectedCount, shown, tails, tolerance = 0 } = question;
  const observed = shown(count);
  const expected = shown(expectedCount);
  const { atMost, atLeast } = tails(count, "expected");
  const half = perCheckError / 2;
  const isHigh = observed > expected + tolerance && tails(count, "above").atLeast < half;
  const isLow = observed < expected - tolerance && tails(count, "below").atMost < half;
  const detectable = Math.max(
    shown(lowestTooHigh(question, half)) - expected,
    expected - shown(highestTooLow(question, half)),
  );
  const pValue = Math.min(1, 2 * Math.min(atMost, atLeast));
  return judged(question, { observed, expected, detectable, pValue, failed: isHigh || isLow });
}

/** The smallest count that fails as too high; the highest there can be where none does. */
function lowestTooHigh({ expectedCount, mostCount, tails }: CountQuestion, half: number): number {
  let fine = Math.floor(expectedCount);
  let high = Math.min(mostCount, 2 * fine + 64);
  while (high < mostCount && tails(high, "above").atLeast >= half) [fine, high] = [high, Math.min(mostCount, 2 * high)];
  if (tails(high, "above").atLeast >= half) return high;
  while (high - fine > 1) {
    const middle = Math.floor((fine + high) / 2);
    if (tails(middle, "above").atLeast < half) high = middle;
    else fine = middle;
  }
  return high;
}

/** The largest count that fails as too low; 0 where none does. */
function highestTooLow({ expectedCount, tails }: CountQuestion, half: number): number {
  let low = 0;
  let fine = Math.ceil(expectedCount);
  if (tails(0, "below").atMost >= half) return 0;
  while (fine - low > 1) {
    const middle = Math.floor((fine + low) / 2);
    if (tails(middle, "below").atMost < half) low = middle;
    else fine = middle;
  }
  return low;
}

export interface ShareQuestion extends Limits {
  readonly statistic?: string;
  readonly unit?: string;
  readonly successes: number;
  readonly trials: number;
  /** Expected share, 0..1. */
  readonly share: number;
  /** The value shown for a share, where it is not the share itself: increasing. The limits are in its units. */
  readonly shown?: (share: number) => number;
  /** The share for a shown value: the inverse, wanted with a tolerance above 0. */
  readonly shareOf?: (shown: number) => number;
}

/** Judges successes among independent trials by the exact binomial. */
export function judgeShare(question: ShareQuestion): Judgement {
  const { successes, trials, share, tolerance = 0, material } = question;
  const { shown = (value: number): number => value, shareOf = (value: number): number => value } = question;
  const statistic = question.statistic ?? "share";
  if (trials === 0) return undecided(statistic, 0, question, "There are no rows to judge.");
  const clamped = (value: number): number => Math.min(1, Math.max(0, value));
  const expected = shown(share);
  const shares: Readonly<Record<Null, number>> = {
    below: tolerance === 0 ? share : clamped(shareOf(expected - tolerance)),
    expected: share,
    above: tolerance === 0 ? share : clamped(shareOf(expected + tolerance)),
  };
  const deviation = Math.sqrt((share * (1 - share)) / trials);
  return judgeCount({
    statistic,
    ...(question.unit === undefined ? {} : { unit: question.unit }),
    n: trials,
    count: successes,
    expectedCount: share * trials,
    mostCount: trials,
    // By the slope of what is shown, over one standard deviation to either side.
    standardError: (shown(clamped(share + deviation)) - shown(clamped(share - deviation))) / 2,
    tails: (count, at) => binomialTails(count, trials, shares[at]),
    shown: (count) => shown(count / trials),
    tolerance,
    material,
    effectSize: 2 * Math.asin(Math.sqrt(successes / trials)) - 2 * Math.asin(Math.sqrt(share)),
  });
}

export interface OverdispersedQuestion extends Limits {
  readonly statistic: string;
  readonly unit?: string;
  /** Subscriptions or the like that were counted over. */
  readonly n: number;
  readonly count: number;
  readonly mean: number;
  /** Above the mean. */
  readonly variance: number;
  /** What a count is divided by to be shown. */
  readonly per: number;
}

/** A mean that no number of runs would ever see: its square is no number. */
const nextToNothing = 1e-150;

/** Judges a count whose variance exceeds its mean by the negative binomial of that mean and variance. */
export function judgeOverdispersed(question: OverdispersedQuestion): Judgement {
  const { count, mean, variance, per, tolerance = 0, material } = question;
  if (per === 0) return undecided(question.statistic, question.n, question, "There are no rows to judge.");
  const excess = Math.max(variance - mean, 1e-9 * mean);
  const means: Readonly<Record<Null, number>> = {
    below: Math.max(0, mean - tolerance * per),
    expected: mean,
    above: mean + tolerance * per,
  };
  return judgeCount({
    statistic: question.statistic,
    ...(question.unit === undefined ? {} : { unit: question.unit }),
    n: question.n,
    count,
    expectedCount: mean,
    mostCount: Number.MAX_SAFE_INTEGER,
    standardError: Math.sqrt(variance) / per,
    tails: (k, at) =>
      means[at] < nextToNothing
        ? certainNothing(k)
        : negativeBinomialTails(k, means[at], means[at] * (means[at] / excess)),
    shown: (k) => k / per,
    tolerance,
    material,
    effectSize: mean === 0 ? 0 : count / mean - 1,
  });
}

function certainNothing(count: number): CountTails {
  return { atMost: 1, atLeast: count === 0 ? 1 : 0 };
}
