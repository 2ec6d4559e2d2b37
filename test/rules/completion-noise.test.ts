import { describe, expect, it } from "vitest";
import { completionNoise, completionRate, completionSampler } from "../../src/rules/completion-noise.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { fractionWatched, watchedHundredths, watchSampler } from "../../src/rules/watch-fraction.ts";
import { expectCounts, expectShare, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["completion-noise"];
const sampler = completionSampler(testKey("completion-noise"), defaults);
const even = (ceiling: number) => ({ ceiling: { Basic: ceiling, Standard: ceiling, Premium: ceiling } });

/** Rates of sessions that all watched `hundredths` of a title of 100 minutes. */
function ratesOf(tier: number, hundredths: number, count: number, using = sampler): number[] {
  return drawn(count, (head, tail) => completionRate(using, tier, hundredths, 1000, head, tail));
}

describe("completionRate()", () => {
  it.each([
    [0, 300],
    [1, 500],
    [2, 800],
  ])("of tier %d spreads evenly over %d ten-thousandths to either side of the watched share", (tier, ceiling) => {
    const offsets = ratesOf(tier, 6000, 200_000).map((rate) => rate - 6000);
    const places = upTo(2 * ceiling + 1).map((place) => place - ceiling);
    // The outermost ten-thousandths round from half a cell.
    const weights = places.map((place) => (Math.abs(place) === ceiling ? 0.5 : 1));
    expectCounts(tally(offsets, places), weights, `noise of tier ${tier}`);
  });

  it("is the watched share, rounded to a ten-thousandth, where the ceiling is 0", () => {
    const silent = completionSampler(sampler.key, even(0));
    const rates = [2500, 3333, 10_000].map((hundredths) => [...new Set(ratesOf(0, hundredths, 100, silent))]);
    expect(rates).toEqual([[2500], [3333], [10_000]]);
    expect(drawn(1, (head, tail) => completionRate(silent, 0, 67, 21, head, tail))).toEqual([3190]);
  });

  it("is clipped to .05 and 1, which half of the full-length sessions reach", () => {
    const loud = completionSampler(sampler.key, even(0.5));
    const [shortest, full] = [ratesOf(2, 2500, 40_000, loud), ratesOf(2, 10_000, 40_000, loud)];
    expect(shortest.reduce((least, rate) => Math.min(least, rate))).toBe(500);
    expect(full.reduce((most, rate) => Math.max(most, rate))).toBe(10_000);
    const atFloor = shortest.map((rate) => rate === 500);
    expectShare(atFloor, 0.30005, "clipped to .05 from .25 with noise of .5");
    const atCeiling = full.map((rate) => rate === 10_000);
    expectShare(atCeiling, 0.50005, "clipped to 1 from 1 with noise of .5");
  });

  it("cannot reach the lower clip by default: a quarter is watched and the ceiling is at most .08", () => {
    expect(ratesOf(2, 2500, 40_000).every((rate) => rate >= 1700)).toBe(true);
  });

  it("is exactly 1.0000 in about 7.1 % of Premium sessions", () => {
    const watch = watchSampler(testKey("watch-fraction"), defaultBehaviour["watch-fraction"]);
    const rates = drawn(300_000, (head, tail) => {
      const hundredths = watchedHundredths(fractionWatched(watch, 2, head, tail), 1000);
      return completionRate(sampler, 2, hundredths, 1000, head, tail);
    });
    // Density of the fraction f: .95 * 4 ((f - .25) / .75)^2; P(1.0000 | f) = (f + .08 - .99995) / .16, by the midpoint rule.
    const steps = 10_000;
    const reach = 0.08 + 0.00005;
    const expected = upTo(steps).reduce((sum, step) => {
      const t = (reach * (step + 0.5)) / steps;
      const fraction = 1 - reach + t;
      if (fraction > 1) return sum;
      return sum + 0.95 * 4 * ((fraction - 0.25) / 0.75) ** 2 * (t / 0.16) * (reach / steps);
    }, 0);
    expect(expected).toBeCloseTo(0.071, 3);
    expectShare(
      rates.map((rate) => rate === 10_000),
      expected,
      "Premium sessions at exactly 1.0000",
    );
  });
});

describe("completion-noise", () => {
  it("has a ceiling that rises with the tier: .03, .05, .08, from 0 to .5", () => {
    expect(defaults).toEqual({ ceiling: { Basic: 0.03, Standard: 0.05, Premium: 0.08 } });
    expect(boundsOf(completionNoise.parameters)).toEqual({ ceiling: [0, 0.5] });
    expect(completionNoise.demand).toBe(true);
  });
});
