import { describe, expect, test } from "vitest";
import { judgeLeast } from "../../src/checks/judge-least.ts";
import { perCheckError } from "../../src/checks/judgement.ts";
import { binomialMasses } from "./random.ts";

const judged = (successes: number, trials: number, material = 0.05) =>
  judgeLeast({ successes, trials, least: 0.7, material });

describe("judgeLeast()", () => {
  test("fails trials that just keep the promise with at most the error of a check, and misses it by one count", () => {
    const trials = 2000;
    const masses = binomialMasses(trials, 0.7);
    const tail = (to: number): number => masses.slice(0, to).reduce((sum, mass) => sum + mass, 0);
    const lowest = masses.findIndex((_, successes) => judged(successes, trials).verdict !== "fail");
    expect(tail(lowest)).toBeLessThanOrEqual(perCheckError);
    expect(tail(lowest + 1)).toBeGreaterThan(perCheckError);
    expect(judged(1400, trials).smallestDetectable).toBeCloseTo(0.7 - (lowest - 1) / trials, 12);
  });

  test("lets any share above the promise pass", () => {
    for (const successes of [7000, 7500, 10_000]) expect(judged(successes, 10_000).verdict).toBe("pass");
  });

  test("is undecided where a broken promise could have hidden, and over no rows", () => {
    expect(judged(70, 100).verdict).toBe("undecided");
    expect(judged(100, 100).verdict).toBe("undecided");
    expect(judged(0, 0)).toMatchObject({ verdict: "undecided", observed: null });
    expect(judged(3, 3).smallestDetectable).toBeCloseTo(0.7 + 1 / 3, 12);
  });
});
