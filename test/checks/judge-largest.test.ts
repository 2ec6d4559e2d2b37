import { describe, expect, test } from "vitest";
import { judgeLargest } from "../../src/checks/judge-largest.ts";
import { perCheckError } from "../../src/checks/judgement.ts";
import { binomialMasses } from "./random.ts";

const judged = (counts: readonly number[], probabilities: readonly number[], material = 0.5) =>
  judgeLargest({ statistic: "largest share", counts, probabilities, material });

/** The probability of each largest count of so many draws over three cells, by the multinomial. */
function largestMasses(n: number, probabilities: readonly number[]): Map<string, number> {
  const masses = new Map<string, number>();
  const [p = 0, q = 0, r = 0] = probabilities;
  for (const [a, mass] of binomialMasses(n, p).entries()) {
    const rest = n - a;
    const split = rest === 0 ? [1] : binomialMasses(rest, q / (q + r));
    for (const [b, part] of split.entries()) masses.set([a, b, rest - b].join(), mass * part);
  }
  return masses;
}

describe("judgeLargest()", () => {
  test.each([[[0.5, 0.3, 0.2]], [[0.34, 0.33, 0.33]]])(
    "gives p-values that are exceeded no more often than they say, over cells of %j",
    (probabilities) => {
      const n = 36;
      const results = [...largestMasses(n, probabilities)].map(([counts, mass]) => {
        return { mass, judgement: judged(counts.split(",").map(Number), probabilities) };
      });
      expect(results.reduce((sum, { mass }) => sum + mass, 0)).toBeCloseTo(1, 9);
      for (const level of [0.5, 0.1, 0.01, 1e-6]) {
        const below = results.filter(({ judgement }) => judgement.pValue! <= level);
        expect(below.reduce((sum, { mass }) => sum + mass, 0)).toBeLessThanOrEqual(level);
      }
      const failing = results.filter(({ judgement }) => judgement.verdict === "fail");
      expect(failing.length).toBeGreaterThan(0);
      expect(failing.reduce((sum, { mass }) => sum + mass, 0)).toBeLessThanOrEqual(perCheckError);
    },
  );

  test("fails a largest count too high or too low, wherever it stands", () => {
    const probabilities = [0.3, ...Array<number>(70).fill(0.01)];
    const rest = Array<number>(70).fill(100);
    expect(judged([3000, ...rest], probabilities).verdict).toBe("pass");
    expect(judged([...rest, 3000], probabilities).verdict).toBe("pass");
    expect(judged([...rest, 3600], probabilities)).toMatchObject({ verdict: "fail" });
    expect(judged([...rest, 2200], probabilities)).toMatchObject({ verdict: "fail" });
  });

  test("bounds the largest of very many like cells in little time", () => {
    const cells = 500_000;
    const counts = new Uint32Array(cells).fill(2);
    const probabilities = new Float64Array(cells).fill(1 / cells);
    const question = { statistic: "largest share", counts, probabilities, material: 1e-4 };
    expect(judgeLargest(question).verdict).toBe("pass");
    counts[7] = 60;
    expect(judgeLargest(question).verdict).toBe("fail");
  });

  test("passes one cell and is undecided over no rows", () => {
    expect(judged([500], [1])).toMatchObject({ verdict: "pass", observed: 1, expected: 1 });
    expect(judged([0, 0], [0.5, 0.5]).verdict).toBe("undecided");
    expect(judged([], []).verdict).toBe("undecided");
  });
});
