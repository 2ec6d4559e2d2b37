import { describe, expect, test } from "vitest";
import { judgeCells } from "../../src/checks/judge-cells.ts";
import { perCheckError } from "../../src/checks/judgement.ts";
import { binomialMasses, drawnCells, uniforms } from "./random.ts";

const material = 0.05;

describe("judgeCells()", () => {
  test("gives p-values below 5 % and 50 % to as many fair totals", () => {
    const probabilities = [0.3, 0.2, 0.2, 0.1, 0.1, 0.06, 0.04];
    const uniform = uniforms("fair cells");
    const worlds = 600;
    const values = Array.from({ length: worlds }, () => {
      return judgeCells({ observed: drawnCells(3000, probabilities, uniform), probabilities, material }).pValue!;
    });
    for (const level of [0.05, 0.5]) {
      const share = values.filter((value) => value < level).length / worlds;
      expect(Math.abs(share - level)).toBeLessThan(5 * Math.sqrt((level * (1 - level)) / worlds));
    }
  });

  test("knows that the totals of groups were given", () => {
    const uniform = uniforms("given groups");
    const group = [0.5, 0.3, 0.2];
    const probabilities = [...group.map((p) => 0.6 * p), ...group.map((p) => 0.4 * p)];
    const worlds = 600;
    const values = Array.from({ length: worlds }, () => {
      const observed = [...drawnCells(1800, group, uniform), ...drawnCells(1200, group, uniform)];
      return judgeCells({ observed, probabilities, given: 1, material }).pValue!;
    });
    const share = values.filter((value) => value < 0.5).length / worlds;
    expect(Math.abs(share - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / worlds));
  });

  test.each([
    [100_000, 0.001],
    [1_000, 0.5],
    [20_000, 0.05],
  ])("fails %i fair draws over two cells, one of probability %d, with at most the error of a check", (n, p) => {
    const masses = binomialMasses(n, p);
    let failing = 0;
    for (const [k, mass] of masses.entries()) {
      if (mass < 1e-25) continue;
      if (judgeCells({ observed: [k, n - k], probabilities: [p, 1 - p], material }).verdict === "fail") failing += mass;
    }
    expect(failing).toBeLessThanOrEqual(perCheckError);
  });

  test("fails from smallestDetectable on: the effect size at its limit", () => {
    const n = 1_000_000;
    const judged = (moved: number) =>
      judgeCells({ observed: [n / 2 + moved, n / 4 - moved, n / 4], probabilities: [2, 1, 1], material });
    let [fine, failing] = [0, n / 4];
    while (failing - fine > 1) {
      const middle = Math.floor((fine + failing) / 2);
      if (judged(middle).verdict === "fail") failing = middle;
      else fine = middle;
    }
    const { effectSize, smallestDetectable } = judged(failing);
    expect(effectSize! / smallestDetectable!).toBeGreaterThan(0.999);
    expect(judged(fine).effectSize! / smallestDetectable!).toBeLessThan(1.001);
  });

  test("pools thin cells, and is undecided where no two are left or a deviation that matters could have hidden", () => {
    const probabilities = [0.98, 0.01, 0.01];
    expect(judgeCells({ observed: [98, 1, 1], probabilities, material })).toMatchObject({
      verdict: "undecided",
      observed: null,
    });
    // Two cells of 90 are one of 180: what moves between them is not seen.
    const swapped = judgeCells({ observed: [8820, 180, 0], probabilities, material: 0.2 });
    expect(swapped).toMatchObject({ verdict: "pass", observed: 0 });
    expect(judgeCells({ observed: [8820, 180, 0], probabilities, material: 0.001 }).verdict).toBe("undecided");
    expect(judgeCells({ observed: [0, 0], probabilities: [1, 1], material }).verdict).toBe("undecided");
  });

  test("fails a row in a cell that can have none, however many cells are left, and shows no infinity", () => {
    const spread = judgeCells({ observed: [500, 499, 1], probabilities: [1, 1, 0], material });
    expect(spread).toMatchObject({ verdict: "fail", observed: null, effectSize: null, pValue: 0 });
    const certain = judgeCells({ observed: [999, 1], probabilities: [1, 0], material });
    expect(certain).toMatchObject({ verdict: "fail", observed: null, effectSize: null, pValue: 0 });
    expect(judgeCells({ observed: [1000, 0], probabilities: [1, 0], material })).toMatchObject({
      verdict: "pass",
      observed: 0,
      smallestDetectable: 0,
    });
  });

  test("lets a tolerance pass", () => {
    const question = { observed: [52_000, 48_000], probabilities: [1, 1], material: 0.1 };
    expect(judgeCells(question).verdict).toBe("fail");
    expect(judgeCells({ ...question, tolerance: 0.05 }).verdict).toBe("pass");
  });
});
