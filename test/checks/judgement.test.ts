import { describe, expect, test } from "vitest";
import {
  checksBudgeted,
  familyWiseError,
  judgeInvariant,
  perCheckError,
  undecided,
  verdictOf,
  zLimit,
} from "../../src/checks/judgement.ts";
import { normalTwoSided } from "../../src/stats/normal.ts";

describe("the budget of errors", () => {
  test("is 1e-6 a run, shared by 256 checks, which the normal's limit spends two-sided", () => {
    expect(familyWiseError).toBe(1e-6);
    expect(checksBudgeted * perCheckError).toBeLessThanOrEqual(familyWiseError);
    expect(normalTwoSided(zLimit) / perCheckError).toBeCloseTo(1, 8);
  });
});

describe("judgeInvariant()", () => {
  const first = [{ rangeStart: 0, row: 3, key: "C000000001", found: "nothing" }];

  test("passes without a broken row, also without rows, and fails with one", () => {
    expect(judgeInvariant(10, { count: 0, first: [] })).toMatchObject({ verdict: "pass", observed: 0, pValue: 1 });
    expect(judgeInvariant(0, { count: 0, first: [] })).toMatchObject({ verdict: "pass", effectSize: 0 });
    expect(judgeInvariant(10, { count: 1, first })).toMatchObject({
      verdict: "fail",
      observed: 1,
      effectSize: 0.1,
      smallestDetectable: 1,
      offenders: first,
    });
  });
});

describe("verdictOf()", () => {
  test("fails what has failed, passes what would have shown a deviation that matters, and is undecided else", () => {
    expect(verdictOf(true, 1, 0.1)).toEqual({ verdict: "fail", reason: null });
    expect(verdictOf(false, 0.1, 0.1)).toEqual({ verdict: "pass", reason: null });
    expect(verdictOf(false, 0.11, 0.1).verdict).toBe("undecided");
    expect(verdictOf(false, Number.NaN, 0.1).verdict).toBe("undecided");
  });
});

describe("undecided()", () => {
  test("shows the limits and the reason, and no numbers", () => {
    expect(undecided("share", 3, { material: 0.1 }, "Too few.")).toMatchObject({
      n: 3,
      observed: null,
      expected: null,
      tolerance: 0,
      materialDeviation: 0.1,
      reason: "Too few.",
      verdict: "undecided",
    });
  });
});
