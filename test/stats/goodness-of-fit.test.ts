import fc from "fast-check";
import jStat from "jstat";
import { describe, expect, test } from "vitest";
import { chiSquareStatistic, chiSquareSurvival, chiSquareTest } from "../../src/stats/chi-square.ts";
import { correlationPValue, pearsonCorrelation } from "../../src/stats/correlation.ts";
import { kolmogorovSmirnovSurvival, kolmogorovSmirnovTest } from "../../src/stats/kolmogorov-smirnov.ts";
import { Moments } from "../../src/stats/moments.ts";

describe("chi-square", () => {
  test("chiSquareSurvival() gives the published critical values", () => {
    // Abramowitz and Stegun, table 26.8.
    expect(chiSquareSurvival(3.84146, 1)).toBeCloseTo(0.05, 6);
    expect(chiSquareSurvival(23.2093, 10)).toBeCloseTo(0.01, 6);
    expect(chiSquareSurvival(149.449, 100)).toBeCloseTo(0.001, 6);
  });

  test("chiSquareSurvival() agrees with jstat over the body of the distribution", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.2, max: 2, noNaN: true }), (degrees, ratio) => {
        const x = degrees * ratio;
        expect(chiSquareSurvival(x, degrees)).toBeCloseTo(1 - jStat.chisquare.cdf(x, degrees), 8);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("chiSquareSurvival() keeps its precision where 1 - cdf is 0: e^(-x/2) for two degrees, down to 1e-300", () => {
    for (const x of [1, 10, 200, 800, 1380]) {
      expect(Math.abs(chiSquareSurvival(x, 2) / Math.exp(-x / 2) - 1)).toBeLessThan(1e-11);
    }
    // With six degrees: e^(-h) (1 + h + h^2 / 2), h = x / 2.
    expect(Math.abs(chiSquareSurvival(1300, 6) / (Math.exp(-650) * (1 + 650 + 650 ** 2 / 2)) - 1)).toBeLessThan(1e-11);
    expect(1 - jStat.chisquare.cdf(200, 1)).toBe(0);
    expect(chiSquareSurvival(200, 1)).toBeGreaterThan(0);
  });

  test("chiSquareTest() gives Mendel's 1866 peas: statistic 0.470, p 0.925", () => {
    const total = 315 + 108 + 101 + 32;
    const expected = [9, 3, 3, 1].map((share) => (share * total) / 16);
    const result = chiSquareTest([315, 108, 101, 32], expected, { minimumExpected: 5 });
    expect(result.statistic).toBeCloseTo(0.47, 3);
    expect(result.degreesOfFreedom).toBe(3);
    expect(result.pValue).toBeCloseTo(0.9254, 4);
  });

  test("chiSquareTest() pools thin cells, and a pool still thin joins the smallest cell", () => {
    expect(chiSquareTest([190, 60, 50], [200, 50, 50]).degreesOfFreedom).toBe(1);
    const joined = chiSquareTest([210, 290, 30, 20], [200, 300, 30, 20]);
    expect(joined.degreesOfFreedom).toBe(1);
    expect(joined.statistic).toBeCloseTo(100 / 250 + 100 / 300, 12);
    expect(chiSquareTest([3, 4], [5, 2])).toEqual({ statistic: 0, degreesOfFreedom: 0, pValue: 1 });
    expect(chiSquareTest([100, 120, 140], [120, 120, 120], { estimated: 1 }).degreesOfFreedom).toBe(1);
  });

  test("chiSquareTest() gives p = 0 for what cannot occur and refuses what cannot be compared", () => {
    expect(chiSquareTest([299, 1], [300, 0]).pValue).toBe(0);
    expect(chiSquareTest([300, 0], [300, 0]).pValue).toBe(1);
    expect(() => chiSquareTest([300], [299])).toThrow(RangeError);
    expect(() => chiSquareTest([300], [100, 200])).toThrow(RangeError);
    expect(() => chiSquareTest([-1, 301], [100, 200])).toThrow(RangeError);
    expect(() => chiSquareStatistic([1], [0])).toThrow(RangeError);
    expect(() => chiSquareStatistic([1], [1, 2])).toThrow(RangeError);
  });
});

describe("Kolmogorov-Smirnov", () => {
  const uniform = (value: number): number => Math.min(1, Math.max(0, value));

  test("kolmogorovSmirnovTest() finds the largest distance on either side of a step", () => {
    expect(kolmogorovSmirnovTest([0.5], uniform).statistic).toBe(0.5);
    expect(kolmogorovSmirnovTest([0.9, 0.7, 0.8], uniform).statistic).toBeCloseTo(0.7, 12);
    expect(kolmogorovSmirnovTest([0.1, 0.2, 0.3], uniform).statistic).toBeCloseTo(0.7, 12);
    expect(() => kolmogorovSmirnovTest([], uniform)).toThrow(RangeError);
  });

  test("kolmogorovSmirnovSurvival() gives the published critical values", () => {
    // Massey (1951), two-sided: n = 20, and 1.3581 and 1.6276 over sqrt(n) for large n.
    expect(kolmogorovSmirnovSurvival(0.294, 20)).toBeCloseTo(0.05, 2);
    expect(kolmogorovSmirnovSurvival(0.352, 20)).toBeCloseTo(0.01, 3);
    expect(kolmogorovSmirnovSurvival(1.3581e-3, 1_000_000)).toBeCloseTo(0.05, 3);
    expect(kolmogorovSmirnovSurvival(1.6276e-3, 1_000_000)).toBeCloseTo(0.01, 4);
    expect(kolmogorovSmirnovSurvival(0, 10)).toBe(1);
    expect(() => kolmogorovSmirnovSurvival(2, 10)).toThrow(RangeError);
  });

  test("kolmogorovSmirnovSurvival() is exact for three values: 2 (1 - d)^3 where d > 2/3", () => {
    for (const d of [0.9, 0.999, 1]) expect(kolmogorovSmirnovSurvival(d, 3)).toBeCloseTo(2 * (1 - d) ** 3, 12);
  });

  test("kolmogorovSmirnovSurvival() keeps its precision in the far tail, on both sides of 100,000 values", () => {
    for (const lambda of [2, 4, 10]) {
      const below = kolmogorovSmirnovSurvival(lambda / Math.sqrt(100_000), 100_000);
      const above = kolmogorovSmirnovSurvival(lambda / Math.sqrt(100_001), 100_001);
      expect(Math.abs(below / above - 1)).toBeLessThan(0.05);
      expect(Math.abs(Math.log(below / (2 * Math.exp(-2 * lambda * lambda))))).toBeLessThan(0.15);
    }
  });

  test("kolmogorovSmirnovSurvival() falls as the distance grows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 3000 }), fc.double({ min: 0.3, max: 4, noNaN: true }), (n, lambda) => {
        const d = Math.min(0.9, lambda / Math.sqrt(n));
        expect(kolmogorovSmirnovSurvival(d, n)).toBeGreaterThanOrEqual(kolmogorovSmirnovSurvival(d * 1.1, n));
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test("kolmogorovSmirnovTest() accepts an even grid and rejects its squares", () => {
    const grid = Array.from({ length: 1000 }, (_, index) => (index + 0.5) / 1000);
    expect(kolmogorovSmirnovTest(grid, uniform).pValue).toBeGreaterThan(0.999);
    const squares = grid.map((value) => value * value);
    expect(kolmogorovSmirnovTest(squares, uniform).pValue).toBeLessThan(1e-50);
  });
});

describe("moments and correlation", () => {
  const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 200 });

  test("Moments gives jstat's mean and variance, however the values are split and merged", () => {
    fc.assert(
      fc.property(sample, fc.nat(), (values, cut) => {
        const parts = [new Moments(), new Moments(), new Moments()];
        for (const [index, value] of values.entries()) parts[index < cut % values.length ? 0 : 1]!.add(value);
        const merged = new Moments();
        for (const part of parts) merged.merge(part);
        expect(merged.count).toBe(values.length);
        expect(merged.mean).toBeCloseTo(jStat.mean(values), 5);
        const scale = Math.max(1, jStat.variance(values, true));
        expect(merged.variance / scale).toBeCloseTo(jStat.variance(values, true) / scale, 8);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test("Moments loses nothing to a far-off origin and says NaN where nothing is known", () => {
    const moments = new Moments();
    for (const value of [4, 7, 13, 16]) moments.add(1e9 + value);
    expect(moments.variance).toBe(30);
    expect(moments.standardError).toBeCloseTo(Math.sqrt(30 / 4), 12);
    expect(new Moments().mean).toBeNaN();
    expect(new Moments().variance).toBeNaN();
  });

  test("pearsonCorrelation() agrees with jstat and is 1 or -1 on a line", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })), { minLength: 4 }),
        (pairs) => {
          const x = pairs.map(([left]) => left);
          const y = pairs.map(([, right]) => right);
          fc.pre(new Set(x).size > 1 && new Set(y).size > 1);
          expect(pearsonCorrelation(x, y)).toBeCloseTo(jStat.corrcoeff(x, y), 9);
        },
      ),
      { seed: 4, numRuns: 200 },
    );
    expect(pearsonCorrelation([1, 2, 3], [3, 5, 7])).toBeCloseTo(1, 14);
    expect(pearsonCorrelation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 14);
    expect(pearsonCorrelation([1, 1], [1, 2])).toBeNaN();
    expect(() => pearsonCorrelation([1], [1])).toThrow(RangeError);
  });

  test("correlationPValue() gives Fisher's z: r = 0.5 over 28 pairs is z = 2.7465", () => {
    expect(correlationPValue(0.5, 28)).toBeCloseTo(0.006023, 5);
    expect(correlationPValue(0, 28)).toBe(1);
    expect(() => correlationPValue(0.5, 3)).toThrow(RangeError);
  });
});
