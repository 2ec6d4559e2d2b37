import { describe, expect, test } from "vitest";
import { judgeCollisions } from "../../src/checks/judge-collisions.ts";
import { drawnCells, uniforms } from "./random.ts";

/** r^-exponent over their sum. */
function ranked(exponent: number, cells: number): number[] {
  const weights = Array.from({ length: cells }, (_, index) => Math.exp(-exponent * Math.log(index + 1)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const judged = (counts: readonly number[], probabilities: readonly number[], material = 0.01) =>
  judgeCollisions({ statistic: "share of pairs", counts, probabilities, material });

describe("judgeCollisions()", () => {
  test.each([
    [0.9, 30, 2000],
    [0, 50, 1000],
    [2, 20, 500],
  ])(
    "is fair for r^-%d over %i cells and %i draws: mean, standard error and the bound of its p-value hold",
    (e, cells, n) => {
      const probabilities = ranked(e, cells);
      const uniform = uniforms(`collisions ${e}`);
      const worlds = 400;
      const results = Array.from({ length: worlds }, () =>
        judged(drawnCells(n, probabilities, uniform), probabilities),
      );
      const { expected, standardError } = results[0]!;
      const deviations = results.map(({ observed }) => observed! - expected!);
      const mean = deviations.reduce((sum, value) => sum + value, 0) / worlds;
      const variance = deviations.reduce((sum, value) => sum + value * value, 0) / worlds;
      expect(Math.abs(mean)).toBeLessThan((5 * standardError!) / Math.sqrt(worlds));
      // The relative error of a variance from 400 values is .07, or more for the skewed sum of squares of exponent 0.
      expect(variance / (standardError! * standardError!)).toBeGreaterThan(0.6);
      expect(variance / (standardError! * standardError!)).toBeLessThan(1.6);
      for (const level of [0.5, 0.05]) {
        const share = results.filter(({ pValue }) => pValue! < level).length / worlds;
        expect(share).toBeLessThan(level + 5 * Math.sqrt((level * (1 - level)) / worlds));
      }
    },
  );

  test("counts pairs of equal draws, in whatever order the cells stand", () => {
    const probabilities = [0.5, 0.3, 0.2];
    // 10 of 28 pairs: 6 of the four, 3 of the three, and none of the one.
    const inOrder = judged([4, 3, 1], probabilities);
    expect(inOrder.observed).toBeCloseTo(9 / 28, 12);
    expect(inOrder.expected).toBeCloseTo(0.38, 12);
    expect(judged([1, 4, 3], probabilities)).toEqual(inOrder);
  });

  test("fails from smallestDetectable on", () => {
    const probabilities = ranked(0.9, 100);
    const n = 1_000_000;
    const fair = probabilities.map((p) => Math.round(n * p));
    const moved = (count: number) => judged([fair[0]! + count, ...fair.slice(1, -1), fair.at(-1)!], probabilities, 1);
    let [fine, failing] = [0, n];
    while (failing - fine > 1) {
      const middle = Math.floor((fine + failing) / 2);
      if (moved(middle).verdict === "fail") failing = middle;
      else fine = middle;
    }
    const { observed, expected, smallestDetectable } = moved(failing);
    expect((observed! - expected!) / smallestDetectable!).toBeGreaterThan(0.99);
    expect(moved(fine).verdict).toBe("pass");
    expect(moved(0).verdict).toBe("pass");
  });

  test("passes one cell, where all draws are equal, and is undecided over fewer than two", () => {
    expect(judged([500], [1])).toMatchObject({ verdict: "pass", observed: 1, expected: 1, standardError: 0 });
    expect(judged([1, 0], [0.5, 0.5]).verdict).toBe("undecided");
    expect(judged([], []).verdict).toBe("undecided");
  });
});
