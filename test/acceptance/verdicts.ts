// Statistical verdicts of the acceptance tests. Each fails a correct file with a probability of 1e-6 at most; the seeds are
// fixed, so a test that has passed fails only when the files change.

import { expect } from "vitest";
import { chiSquareTest } from "../../src/stats/chi-square.ts";
import { binomialTails, twoSided } from "../../src/stats/count-tails.ts";
import { kolmogorovSmirnovTest } from "../../src/stats/kolmogorov-smirnov.ts";
import { normalTwoSided } from "../../src/stats/normal.ts";

export const errorProbability = 1e-6;

export function expectPlausible(pValue: number, claim: string): void {
  expect(pValue, `${claim}: p = ${pValue}`).toBeGreaterThan(errorProbability);
}

/** An exact two-sided binomial test. */
export function expectShare(items: Iterable<boolean>, probability: number, claim: string): void {
  let trials = 0;
  let successes = 0;
  for (const item of items) {
    trials++;
    if (item) successes++;
  }
  expect(trials, `${claim}: too few rows to say anything`).toBeGreaterThan(100);
  const pValue = twoSided(binomialTails(successes, trials, probability));
  expectPlausible(pValue, `${claim}: ${successes} of ${trials}, expected a share of ${probability.toFixed(4)}`);
}

/** A chi-square test of counts against weights, which need not add up to 1. */
export function expectCounts(observed: readonly number[], weights: readonly number[], claim: string): void {
  const total = observed.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, value) => sum + value, 0);
  const result = chiSquareTest(
    observed,
    weights.map((value) => (value / weight) * total),
    { minimumExpected: 20 },
  );
  expect(result.degreesOfFreedom, `${claim}: too few rows to say anything`).toBeGreaterThan(0);
  expectPlausible(result.pValue, `${claim}: chi-square ${result.statistic} with ${result.degreesOfFreedom} degrees`);
}

export function expectDistribution(values: readonly number[], cdf: (value: number) => number, claim: string): void {
  expect(values.length, `${claim}: too few rows to say anything`).toBeGreaterThan(100);
  const result = kolmogorovSmirnovTest(values, cdf);
  expectPlausible(result.pValue, `${claim}: distance ${result.statistic} over ${values.length}`);
}

/** A sum of many small independent parts against its mean, by the normal. */
export function expectSum(observed: number, mean: number, variance: number, claim: string): void {
  expect(variance, `${claim}: too few rows to say anything`).toBeGreaterThan(100);
  const z = (observed - mean) / Math.sqrt(variance);
  expectPlausible(normalTwoSided(z), `${claim}: ${observed}, expected ${mean}, z = ${z}`);
}

/** How often each key occurs among the values, in the order of the keys; a value that is no key fails. */
export function tally<K>(values: Iterable<K>, keys: readonly K[]): number[] {
  const place = new Map(keys.map((key, index) => [key, index]));
  const counts = keys.map(() => 0);
  for (const value of values) {
    const index = place.get(value);
    if (index === undefined) throw new Error(`${String(value)} is none of ${keys.join(", ")}`);
    counts[index]!++;
  }
  return counts;
}

/** 0, 1, ... count - 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
