import { describe, expect, test } from "vitest";
import { bernsteinHalfWidth, judgeSum } from "../../src/checks/judge-sum.ts";
import { perCheckError } from "../../src/checks/judgement.ts";
import { binomialMasses } from "./random.ts";

describe("bernsteinHalfWidth()", () => {
  test.each([
    [50, 0.5],
    [300, 0.05],
    [2000, 0.3],
    [5000, 0.001],
  ])("is exceeded by the sum of %i events of probability %d no more often than the error", (n, p) => {
    const masses = binomialMasses(n, p);
    for (const error of [0.2, 0.01, 1e-4, 1e-6, perCheckError]) {
      const halfWidth = bernsteinHalfWidth(n * p * (1 - p), Math.max(p, 1 - p), error);
      const beyond = masses.reduce((sum, mass, k) => (Math.abs(k - n * p) >= halfWidth ? sum + mass : sum), 0);
      expect(beyond, `${error}`).toBeLessThanOrEqual(error);
    }
  });

  test("falls with the error and nears the normal's quantile for many terms", () => {
    expect(bernsteinHalfWidth(100, 1, 0.01)).toBeGreaterThan(bernsteinHalfWidth(100, 1, 0.02));
    // sqrt(2 ln(2/e)) standard deviations.
    expect(bernsteinHalfWidth(1e10, 1, 1e-6) / 1e5).toBeCloseTo(Math.sqrt(2 * Math.log(2e6)), 3);
  });
});

describe("judgeSum()", () => {
  const question = { statistic: "share", n: 1000, expectedSum: 300, variance: 210, bound: 1, per: 1000, material: 0.2 };
  const isFailed = (sum: number): boolean => judgeSum({ ...question, sum }).verdict === "fail";

  test("fails from smallestDetectable on, on both sides", () => {
    const { smallestDetectable } = judgeSum({ ...question, sum: 300 });
    for (const sign of [-1, 1]) {
      let [fine, failing] = [300, 300 + sign * 290];
      expect(isFailed(failing)).toBe(true);
      for (let step = 0; step < 50; step++) {
        const middle = (fine + failing) / 2;
        if (isFailed(middle)) failing = middle;
        else fine = middle;
      }
      expect(Math.abs(failing - 300) / 1000).toBeCloseTo(smallestDetectable!, 10);
    }
  });

  test("gives as p-value the error at which it would just have failed", () => {
    const { pValue } = judgeSum({ ...question, sum: 360 });
    expect(bernsteinHalfWidth(210, 1, pValue!)).toBeCloseTo(60, 6);
    expect(judgeSum({ ...question, sum: 300 }).pValue).toBe(1);
    expect(judgeSum({ ...question, sum: 590 }).pValue).toBeLessThan(perCheckError);
  });

  test("lets a tolerance pass, and adds it to what it would have seen", () => {
    const strict = judgeSum({ ...question, sum: 300 });
    const tolerant = judgeSum({ ...question, sum: 300, tolerance: 0.05 });
    expect(tolerant.smallestDetectable).toBeCloseTo(strict.smallestDetectable! + 0.05, 12);
    expect(
      judgeSum({ ...question, sum: 300 + 1000 * (strict.smallestDetectable! + 0.04), tolerance: 0.05 }).verdict,
    ).toBe("pass");
  });

  test("is undecided where a deviation that matters could have hidden, and over no rows", () => {
    expect(judgeSum({ ...question, sum: 300, material: 0.01 }).verdict).toBe("undecided");
    expect(judgeSum({ ...question, sum: 0, n: 0, per: 0 })).toMatchObject({ verdict: "undecided", observed: null });
  });
});
