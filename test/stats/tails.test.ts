import fc from "fast-check";
import jStat from "jstat";
import { describe, expect, test } from "vitest";
import { regularizedBeta } from "../../src/stats/beta.ts";
import { binomialTails, negativeBinomialTails, poissonTails, twoSided } from "../../src/stats/count-tails.ts";
import { logGamma, regularizedGamma } from "../../src/stats/gamma.ts";
import { normalCdf, normalQuantile, normalSurvival, normalTwoSided } from "../../src/stats/normal.ts";

/** |actual / expected - 1| within `tolerance`. */
function expectRatio(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(tolerance);
}

describe("gamma and beta functions", () => {
  test("logGamma() gives the factorials and Γ(1/2) = sqrt(pi)", () => {
    let logFactorial = 0;
    for (let n = 2; n < 170; n++) {
      logFactorial += Math.log(n);
      expectRatio(logGamma(n + 1), logFactorial, 1e-13);
    }
    expectRatio(Math.exp(logGamma(0.5)), Math.sqrt(Math.PI), 1e-13);
    expect(() => logGamma(0)).toThrow(RangeError);
  });

  test("regularizedGamma() agrees with jstat over the body of the distribution", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 200, noNaN: true }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        (a, r) => {
          expect(regularizedGamma(a, a * r).lower).toBeCloseTo(jStat.lowRegGamma(a, a * r), 8);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test("regularizedGamma() obeys Q(a + 1, x) = Q(a, x) + x^a e^-x / Γ(a + 1) on both sides of the mean", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 500, noNaN: true }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (a, r) => {
          const x = a * r;
          const step = Math.exp(a * Math.log(x) - x - logGamma(a + 1));
          expect(regularizedGamma(a + 1, x).upper).toBeCloseTo(regularizedGamma(a, x).upper + step, 11);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });

  test("regularizedGamma() refuses arguments outside its domain and knows its ends", () => {
    expect(regularizedGamma(2, 0)).toEqual({ lower: 0, upper: 1 });
    expect(regularizedGamma(2, Number.POSITIVE_INFINITY)).toEqual({ lower: 1, upper: 0 });
    expect(() => regularizedGamma(0, 1)).toThrow(RangeError);
    expect(() => regularizedGamma(1, Number.NaN)).toThrow(RangeError);
  });

  test("regularizedBeta() agrees with jstat and with its own reflection", () => {
    const shape = fc.double({ min: 0.2, max: 300, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), shape, shape, (x, a, b) => {
        const tails = regularizedBeta(x, a, b);
        // jstat stops its continued fraction at 3e-7.
        expect(tails.lower).toBeCloseTo(jStat.ibeta(x, a, b), 6);
        expect(tails.lower).toBeCloseTo(regularizedBeta(1 - x, b, a, x).upper, 12);
        expect(tails.lower + tails.upper).toBeCloseTo(1, 14);
      }),
      { seed: 3, numRuns: 300 },
    );
    expect(() => regularizedBeta(1.1, 1, 1)).toThrow(RangeError);
  });
});

describe("normal distribution", () => {
  test("normalSurvival() gives published values down to 5.7e-300", () => {
    // Computed with 60 decimals from Laplace's continued fraction.
    expectRatio(normalSurvival(2), 0.02275013194817921, 1e-13);
    expectRatio(normalSurvival(5), 2.866515718791939e-7, 1e-13);
    expectRatio(normalSurvival(10), 7.619853024160525e-24, 1e-12);
    expectRatio(normalSurvival(37), 5.725571222524577e-300, 1e-11);
    expect(normalSurvival(0)).toBe(0.5);
    expectRatio(normalTwoSided(-1.959963984540054), 0.05, 1e-13);
    expect(() => normalSurvival(Number.NaN)).toThrow(RangeError);
  });

  test("normalQuantile() undoes normalCdf() from 1e-300 to 1 - 1e-15", () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 7.5, noNaN: true }), (z) => {
        // Above 0 the probability itself is rounded to 1e-16, which costs z that much over the density.
        const rounding = z > 0 ? 2e-16 / Math.exp((-z * z) / 2) : 0;
        expect(Math.abs(normalQuantile(normalCdf(z)) - z)).toBeLessThan(1e-12 + 3 * rounding);
      }),
      { seed: 4, numRuns: 500 },
    );
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(() => normalQuantile(1.5)).toThrow(RangeError);
  });
});

describe("count tails", () => {
  // The exact values were summed term by term with 60 decimals.
  test("binomialTails() gives exact sums, also for millions of trials and at 1e-301", () => {
    expectRatio(binomialTails(8, 10, 0.5).atLeast, 0.0546875, 1e-13);
    expectRatio(binomialTails(90, 100, 0.3).atLeast, 4.477482114901719e-36, 1e-11);
    expectRatio(binomialTails(900, 1000, 0.5).atLeast, 6.701717790006296e-162, 1e-11);
    expectRatio(binomialTails(1000, 1000, 0.5).atLeast, 9.332636185032189e-302, 1e-11);
    expectRatio(binomialTails(3_010_000, 10_000_000, 0.3).atLeast, 2.6338251809547904e-12, 1e-8);
    expect(binomialTails(0, 5, 0)).toEqual({ atMost: 1, atLeast: 1 });
    expect(binomialTails(5, 5, 1)).toEqual({ atMost: 1, atLeast: 1 });
    expect(binomialTails(6, 5, 0.5)).toEqual({ atMost: 1, atLeast: 0 });
  });

  test("poissonTails() gives exact sums in both tails", () => {
    expectRatio(poissonTails(18, 5).atLeast, 0.00000541633826994868, 1e-12);
    expectRatio(poissonTails(150, 5).atLeast, 8.545856058281022e-161, 1e-11);
    expectRatio(poissonTails(1200, 1000).atLeast, 4.684203855872281e-10, 1e-11);
    expectRatio(poissonTails(2300, 1000).atLeast, 5.97533318405237e-270, 1e-11);
    expectRatio(poissonTails(1, 1e-9).atLeast, 9.999999995e-10, 1e-12);
    expectRatio(poissonTails(0, 5).atMost, 0.006737946999085467, 1e-12);
    expectRatio(poissonTails(800, 1000).atMost, 3.229888722729021e-11, 1e-11);
    expectRatio(poissonTails(300, 1000).atMost, 2.3678395836782973e-149, 1e-11);
  });

  test("poissonTails(18, 5) is a thousand times the normal's tail at the same distance", () => {
    const z = (18 - 5) / Math.sqrt(5);
    expect(poissonTails(18, 5).atLeast / normalSurvival(z)).toBeGreaterThan(900);
  });

  test("negativeBinomialTails() gives exact sums and tends to the Poisson as the shape grows", () => {
    expectRatio(negativeBinomialTails(10, 5, 2).atLeast, 0.1333476502724871, 1e-12);
    expectRatio(negativeBinomialTails(100, 5, 2).atLeast, 7.212216209367976e-14, 1e-11);
    expectRatio(negativeBinomialTails(400, 10, 3).atLeast, 1.1549814993563392e-42, 1e-11);
    expectRatio(negativeBinomialTails(30, 20, 1e9).atLeast, poissonTails(30, 20).atLeast, 1e-6);
    expect(() => negativeBinomialTails(1, 1, 0)).toThrow(RangeError);
  });

  test("the tails at k and k + 1 share no count and leave none out", () => {
    const k = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(k, fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (low, more, p) => {
        const trials = low + 1 + more;
        const mean = trials * p;
        expect(binomialTails(low, trials, p).atMost + binomialTails(low + 1, trials, p).atLeast).toBeCloseTo(1, 10);
        expect(poissonTails(low, mean).atMost + poissonTails(low + 1, mean).atLeast).toBeCloseTo(1, 10);
        const overdispersed =
          negativeBinomialTails(low, mean, 2).atMost + negativeBinomialTails(low + 1, mean, 2).atLeast;
        expect(overdispersed).toBeCloseTo(1, 10);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test("twoSided() doubles the smaller tail and never exceeds 1", () => {
    expect(twoSided({ atMost: 0.01, atLeast: 0.995 })).toBe(0.02);
    expect(twoSided({ atMost: 0.7, atLeast: 0.6 })).toBe(1);
    expect(() => binomialTails(1.5, 3, 0.5)).toThrow(RangeError);
    expect(() => poissonTails(-1, 3)).toThrow(RangeError);
  });
});
