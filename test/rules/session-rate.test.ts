import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestCount, poissonPiece } from "../../src/random/distributions.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { candidateCount, rateSampler, sessionRate, weekdayMean } from "../../src/rules/session-rate.ts";
import { chiSquareTest } from "../../src/stats/chi-square.ts";
import { poissonTails } from "../../src/stats/count-tails.ts";
import { regularizedGamma } from "../../src/stats/gamma.ts";
import { expectDistribution, expectPlausible, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["session-rate"];
const key = testKey("session-rate");

function countsOf(mean: number, customers: number): number[] {
  return drawn(customers, (head, tail) => candidateCount(key, head, tail, mean, Math.exp(-mean)));
}

/** P(X <= k) of a Poisson count, 0 below 0. */
const atMost = (k: number, mean: number): number => (k < 0 ? 0 : poissonTails(k, mean).atMost);

describe("weekdayMean()", () => {
  it.each([
    [0, 0.25],
    [1, 0.5],
    [2, 0.9],
  ])("of tier %d is %d times a persona of Gamma(shape 2, mean 1)", (tier, rate) => {
    const sampler = rateSampler(key, defaults);
    const personas = upTo(40_000).map((index) => weekdayMean(sampler, index + 1, tier) / rate);
    expectDistribution(personas, (x) => regularizedGamma(2, 2 * x).lower, "persona");
  });

  it("gives a customer the same persona on every tier", () => {
    const sampler = rateSampler(key, defaults);
    for (let customer = 1; customer <= 100; customer++) {
      const basic = weekdayMean(sampler, customer, 0);
      expect(weekdayMean(sampler, customer, 1) / basic).toBeCloseTo(2, 12);
      expect(weekdayMean(sampler, customer, 2) / basic).toBeCloseTo(3.6, 12);
    }
  });

  it.each([0.1, 100])("follows Gamma of shape %d at the shape's bounds", (shape) => {
    const rate = { Basic: 1, Standard: 1, Premium: 20 };
    const sampler = rateSampler(key, { rate, shape });
    const personas = upTo(20_000).map((index) => weekdayMean(sampler, index + 1, 2) / 20);
    expect(personas.every((persona) => Number.isFinite(persona) && persona >= 0)).toBe(true);
    expectDistribution(personas, (x) => regularizedGamma(shape, shape * x).lower, `shape ${shape}`);
  });
});

describe("candidateCount()", () => {
  it.each([0.05, 0.9, 7, 60])("of mean %d is Poisson", (mean) => {
    const customers = 200_000;
    const counts = countsOf(mean, customers);
    const largest = counts.reduce((most, count) => Math.max(most, count), 0);
    const observed = upTo(largest + 2).map(() => 0);
    for (const count of counts) observed[count]!++;
    const expected = observed.map(
      (_, k) => customers * (k > largest ? 1 - atMost(largest, mean) : atMost(k, mean) - atMost(k - 1, mean)),
    );
    expectPlausible(chiSquareTest(observed, expected).pValue, `Poisson of mean ${mean}`);
  });

  it.each([500.5, 3000])("of mean %d, drawn in pieces, is Poisson", (mean) => {
    const customers = 20_000;
    // Ten cells bounded by counts that lie about half a standard deviation apart.
    const edges = upTo(9).map((index) => Math.round(mean + (index - 4) * 0.5 * Math.sqrt(mean)));
    const observed = upTo(10).map(() => 0);
    for (const count of countsOf(mean, customers)) observed[edges.filter((edge) => count > edge).length]!++;
    const below = [0, ...edges.map((edge) => atMost(edge, mean)), 1];
    const expected = observed.map((_, cell) => customers * (below[cell + 1]! - below[cell]!));
    expectPlausible(chiSquareTest(observed, expected).pValue, `Poisson of mean ${mean}`);
  });

  it("never falls when the mean rises, also across the pieces of 500", () => {
    const [head, tail] = drawn(1, (h, t) => [h, t])[0]!;
    const means = fc.double({ min: 0, max: 3 * poissonPiece, noNaN: true });
    fc.assert(
      fc.property(fc.integer(), means, fc.double({ min: 0, max: 50, noNaN: true }), (other, mean, more) => {
        const countAt = (at: number): number => candidateCount(key, head! ^ other, tail!, at, Math.exp(-at));
        expect(countAt(mean + more)).toBeGreaterThanOrEqual(countAt(mean));
      }),
      { numRuns: 500 },
    );
  });

  it("is 0 for a mean of 0 and never more than a candidate number can hold", () => {
    expect(new Set(countsOf(0, 20_000))).toEqual(new Set([0]));
    expect(countsOf(80_000, 5)).toEqual(new Array(5).fill(largestCount));
    expect(largestCount).toBe(65_535);
  });
});

describe("session-rate", () => {
  it("demands Premium most and Basic least: .25, .50 and .90 sessions a weekday, shape 2", () => {
    expect(defaults).toEqual({ rate: { Basic: 0.25, Standard: 0.5, Premium: 0.9 }, shape: 2 });
    expect(boundsOf(sessionRate.parameters)).toEqual({ rate: [0, 20], shape: [0.1, 100] });
    expect(sessionRate.demand).toBe(true);
  });
});
