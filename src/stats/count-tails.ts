// Exact tails of counts: binomial, Poisson and negative binomial. The normal is no substitute: P(Poisson(5) > mean + 5.7 sd)
// is a thousand times the normal's.

import { regularizedBeta } from "./beta.ts";
import { regularizedGamma } from "./gamma.ts";

/** Both tails of a count k, each including k itself, so that they add up to more than 1. */
export interface CountTails {
  readonly atMost: number;
  readonly atLeast: number;
}

/** P(X <= k) and P(X >= k) for X the successes of `trials` with `probability` each (DLMF 8.17.5). */
export function binomialTails(k: number, trials: number, probability: number): CountTails {
  requireCount(k);
  requireCount(trials);
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is not a probability`);
  const failure = 1 - probability;
  return {
    atMost: k >= trials ? 1 : regularizedBeta(failure, trials - k, k + 1, probability).lower,
    atLeast: k === 0 ? 1 : k > trials ? 0 : regularizedBeta(probability, k, trials - k + 1, failure).lower,
  };
}

/** P(X <= k) and P(X >= k) for a Poisson count of the given mean >= 0 (Abramowitz and Stegun 26.4.21). */
export function poissonTails(k: number, mean: number): CountTails {
  requireCount(k);
  return {
    atMost: regularizedGamma(k + 1, mean).upper,
    atLeast: k === 0 ? 1 : regularizedGamma(k, mean).lower,
  };
}

/**
 * P(X <= k) and P(X >= k) for a Poisson count whose mean is itself Gamma(shape, mean `mean`), so that its variance is
 * mean + mean^2 / shape (DLMF 8.17.24 for integer shapes). Throws RangeError unless shape > 0 and mean >= 0.
 */
export function negativeBinomialTails(k: number, mean: number, shape: number): CountTails {
  requireCount(k);
  if (!(shape > 0 && mean >= 0)) throw new RangeError(`no negative binomial has mean ${mean} and shape ${shape}`);
  const stop = shape / (shape + mean);
  const proceed = mean / (shape + mean);
  return {
    atMost: regularizedBeta(stop, shape, k + 1, proceed).lower,
    atLeast: k === 0 ? 1 : regularizedBeta(proceed, k, shape, stop).lower,
  };
}

/** The two-sided p-value of a count: twice its smaller tail, at most 1. */
export function twoSided(tails: CountTails): number {
  return Math.min(1, 2 * Math.min(tails.atMost, tails.atLeast));
}

function requireCount(k: number): void {
  if (!(Number.isInteger(k) && k >= 0)) throw new RangeError(`${k} is not a count`);
}
