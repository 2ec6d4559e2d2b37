import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeOverdispersed, judgeShare } from "../../src/checks/judge-count.ts";
import { perCheckError } from "../../src/checks/judgement.ts";
import { binomialMasses, negativeBinomialMasses } from "./random.ts";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function sharesOf(trials: number, share: number, tolerance = 0) {
  return Array.from({ length: trials + 1 }, (_, successes) =>
    judgeShare({ successes, trials, share, material: 0.1, tolerance }),
  );
}

describe("judgeShare()", () => {
  test.each([
    [60, 0.5],
    [400, 0.02],
    [900, 0.3],
    [1200, 0.999],
  ])("fails %i fair trials of probability %d with at most the error of a check, and misses it by one count", (n, p) => {
    const judged = sharesOf(n, p);
    const masses = binomialMasses(n, p);
    const failing = masses.filter((_, successes) => judged[successes]!.verdict === "fail");
    expect(sum(failing)).toBeLessThanOrEqual(perCheckError);
    const lowest = judged.findIndex(({ verdict }) => verdict !== "fail");
    const highest = judged.findLastIndex(({ verdict }) => verdict !== "fail");
    expect(sum(masses.slice(0, lowest + 1))).toBeGreaterThanOrEqual(perCheckError / 2);
    expect(sum(masses.slice(highest))).toBeGreaterThanOrEqual(perCheckError / 2);
  });

  test.each([
    [60, 0.5],
    [400, 0.02],
    [900, 0.3],
  ])(
    "of %i trials of probability %d fails each count that deviates by smallestDetectable, and not all below",
    (n, p) => {
      const judged = sharesOf(n, p);
      const detectable = judged[0]!.smallestDetectable!;
      const deviationOf = (successes: number): number => Math.abs(successes / n - p);
      const failing = judged.map(({ verdict }) => verdict === "fail");
      for (const [successes, failed] of failing.entries()) {
        if (deviationOf(successes) >= detectable - 1e-12) expect(failed, `${successes} of ${n}`).toBe(true);
      }
      const fine = failing.flatMap((failed, successes) => (failed ? [] : [deviationOf(successes)]));
      expect(Math.max(...fine)).toBeGreaterThan(detectable - 1.5 / n);
    },
  );

  test("lets a tolerance pass, and nothing much beyond it", () => {
    const judged = sharesOf(900, 0.3, 0.05);
    const masses = binomialMasses(900, 0.35);
    for (const [successes, { verdict }] of judged.entries()) {
      if (Math.abs(successes / 900 - 0.3) <= 0.05) expect(verdict).not.toBe("fail");
    }
    const tooHigh = masses.filter((_, successes) => successes > 270 && judged[successes]!.verdict === "fail");
    expect(sum(tooHigh)).toBeLessThanOrEqual(perCheckError / 2);
    expect(judged[900]!.verdict).toBe("fail");
    expect(judged[0]!.verdict).toBe("fail");
  });

  test("fails a single success where none can be, and a single failure where all must succeed", () => {
    const judged = (successes: number, share: number) => judgeShare({ successes, trials: 1000, share, material: 0.01 });
    expect(judged(0, 0).verdict).toBe("pass");
    expect(judged(1, 0).verdict).toBe("fail");
    expect(judged(1000, 1).verdict).toBe("pass");
    expect(judged(999, 1).verdict).toBe("fail");
  });

  test("shows what it is told to, and its p-value is twice the smaller tail", () => {
    const masses = binomialMasses(200, 0.25);
    const judged = judgeShare({ successes: 60, trials: 200, share: 0.25, shown: (share) => 4 * share, material: 1 });
    expect(judged).toMatchObject({ observed: 1.2, expected: 1, n: 200, tolerance: 0, materialDeviation: 1 });
    expect(judged.pValue).toBeCloseTo(2 * sum(masses.slice(60)), 12);
    expect(judged.standardError).toBeCloseTo(4 * Math.sqrt((0.25 * 0.75) / 200), 10);
  });

  test("without trials is undecided, and shows no numbers", () => {
    const judged = judgeShare({ successes: 0, trials: 0, share: 0.5, material: 0.1 });
    expect(judged).toMatchObject({ verdict: "undecided", observed: null, pValue: null, n: 0 });
  });

  test("gives finite numbers for any counts and shares, and never passes what could not be seen", () => {
    const question = fc.record({
      trials: fc.integer({ min: 1, max: 100_000 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      share: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      material: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    });
    fc.assert(
      fc.property(question, ({ trials, part, share, material }) => {
        const judged = judgeShare({ successes: Math.round(part * trials), trials, share, material });
        const { observed, smallestDetectable, pValue, effectSize, standardError } = judged;
        for (const number of [observed, smallestDetectable, pValue, effectSize, standardError]) {
          expect(Number.isFinite(number)).toBe(true);
        }
        if (smallestDetectable! > material) expect(judged.verdict).not.toBe("pass");
      }),
      { numRuns: 200 },
    );
  });
});

describe("judgeOverdispersed()", () => {
  const question = { statistic: "mean", n: 40, mean: 100, variance: 100 + 100 ** 2 / 20, per: 400, material: 0.1 };
  const most = 1500;
  const judged = Array.from({ length: most + 1 }, (_, count) => judgeOverdispersed({ ...question, count }));

  test("fails sums of Poisson counts of Gamma means with at most the error of a check, and misses it by one count", () => {
    const masses = negativeBinomialMasses(most, 100, 20);
    expect(masses[most]).toBeLessThan(1e-30);
    const failing = masses.filter((_, count) => judged[count]!.verdict === "fail");
    expect(sum(failing)).toBeLessThanOrEqual(perCheckError);
    const lowest = judged.findIndex(({ verdict }) => verdict !== "fail");
    const highest = judged.findLastIndex(({ verdict }) => verdict !== "fail");
    expect(sum(masses.slice(0, lowest + 1))).toBeGreaterThanOrEqual(perCheckError / 2);
    expect(sum(masses.slice(highest))).toBeGreaterThanOrEqual(perCheckError / 2);
  });

  test("shows counts as what they are divided by, with their standard error", () => {
    expect(judged[120]).toMatchObject({ observed: 0.3, expected: 0.25, n: 40 });
    expect(judged[120]!.standardError).toBeCloseTo(Math.sqrt(600) / 400, 12);
    expect(judged[120]!.effectSize).toBeCloseTo(0.2, 12);
  });

  test("is the Poisson's judgement where there is no excess variance", () => {
    const poisson = judgeOverdispersed({ ...question, count: 130, variance: 100 });
    // P(Poisson(100) >= 130), from its masses.
    let mass = Math.exp(-100);
    let below = 0;
    for (let k = 0; k < 130; k++) {
      below += mass;
      mass *= 100 / (k + 1);
    }
    expect(poisson.pValue).toBeCloseTo(2 * (1 - below), 7);
  });

  test("fails any count where none is expected, passes none, and is undecided over nobody", () => {
    const nothing = { statistic: "mean", n: 40, mean: 0, variance: 0, per: 400, material: 0.1 };
    expect(judgeOverdispersed({ ...nothing, count: 0 }).verdict).toBe("pass");
    expect(judgeOverdispersed({ ...nothing, count: 1 }).verdict).toBe("fail");
    expect(judgeOverdispersed({ ...nothing, count: 0, n: 0, per: 0 }).verdict).toBe("undecided");
  });
});
