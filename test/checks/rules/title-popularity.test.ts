import { describe, expect, test } from "vitest";
import { titlePopularity } from "../../../src/checks/rules/title-popularity.ts";
import { testWorld } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";

const titles = 60;

/** Sixty movies, watched by rank^-exponent in an order of no meaning; beside them a title of music that stands twice. */
function ofMovies(name: string, watchedBy: number, { declared = 0.9, sessions = 200_000 } = {}) {
  const world = testWorld({ content: titles + 1, behaviour: { "title-popularity": { exponent: declared } } });
  const weights = Array.from({ length: titles }, (_, rank) => (rank + 1) ** -watchedBy);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = weights.map((_, index) => Math.round((sessions * weights[(index * 7) % titles]!) / total));
  const found = {
    content: observed(titlePopularity, "content", world, { titles: [0, ...counts.map(() => 1), 2 << 10] }),
    usage_logs: observed(titlePopularity, "usage_logs", world, { sessions: [0, ...counts, sessions] }),
  };
  return claim(titlePopularity, name, found, world);
}

describe("title-popularity", () => {
  test("passes counts as the declared exponent gives, whichever title holds which rank", () => {
    const pairs = ofMovies("movie", 0.9);
    expect(pairs).toMatchObject({ verdict: "pass", statistic: "share of pairs" });
    expect(Math.abs(pairs.observed! / pairs.expected! - 1)).toBeLessThan(1e-3);
    const top = ofMovies("top-movie", 0.9);
    expect(top).toMatchObject({ verdict: "pass" });
    expect(Math.abs(top.observed! / top.expected! - 1)).toBeLessThan(1e-3);
  });

  test("fails exponents of .8, 1 and 0 where .9 is declared", () => {
    for (const exponent of [0.8, 1, 0]) {
      expect(ofMovies("movie", exponent).verdict, `${exponent}`).toBe("fail");
      expect(ofMovies("top-movie", exponent).verdict, `${exponent}`).toBe("fail");
    }
  });

  test("takes exponents 0 and 3 as they are declared", () => {
    for (const exponent of [0, 3]) {
      expect(ofMovies("movie", exponent, { declared: exponent }).verdict).toBe("pass");
      expect(ofMovies("top-movie", exponent, { declared: exponent }).verdict).toBe("pass");
    }
  });

  test("is undecided over few sessions and over none", () => {
    for (const sessions of [1000, 0]) {
      expect(ofMovies("movie", 0.9, { sessions }).verdict).toBe("undecided");
      expect(ofMovies("top-movie", 0.9, { sessions }).verdict).toBe("undecided");
    }
  });

  test("says nothing of a run that lacks content", () => {
    const world = testWorld();
    expect(titlePopularity.judge({ usage_logs: observed(titlePopularity, "usage_logs", world) }, world)).toEqual([]);
  });
});

test("title-popularity does not fail a written world, and sees that titles were taken for others", () => {
  const options = { customers: 2000, content: 100 };
  const checks = judgedRows(titlePopularity, options);
  expect(checks).toHaveLength(6);
  for (const check of checks) expect(check.verdict, check.id).not.toBe("fail");
  // Every title number moved down to an even one: pairs of titles share their sessions.
  const merged = judgedRows(titlePopularity, options, (lines) =>
    lines.map((line) => line.replace(/,T(\d{6})[13579],/, ",T$10,").replace(",T0000000,", ",T0000100,")),
  );
  expect(merged.map(({ verdict }) => verdict)).toContain("fail");
});
