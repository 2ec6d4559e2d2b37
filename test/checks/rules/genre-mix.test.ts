import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { genreMix, quotas } from "../../../src/checks/rules/genre-mix.ts";
import { genreQuotas } from "../../../src/rules/genre-mix.ts";
import { behaviourWith } from "../../../src/rules/index.ts";
import { testWorld } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";

describe("quotas()", () => {
  const quotasOf = (movie: number, music: number, podcast: number, content: number): number[] =>
    quotas({ behaviour: behaviourWith({ "genre-mix": { movie, music, podcast } }), content });

  test("gives 250, 150 and 100 of 500 titles, and the rest by largest remainder", () => {
    expect(quotasOf(0.5, 0.3, 0.2, 500)).toEqual([250, 150, 100]);
    expect(quotasOf(0.5, 0.3, 0.2, 13)).toEqual([6, 4, 3]);
    expect(quotasOf(0.5, 0.25, 0.25, 10)).toEqual([5, 3, 2]);
    expect(quotasOf(1, 0, 0, 10)).toEqual([10, 0, 0]);
  });

  test("leaves no genre with a share without a title", () => {
    expect(quotasOf(0.998, 0.001, 0.001, 10)).toEqual([8, 1, 1]);
    expect(quotasOf(0.999, 0, 0.001, 10)).toEqual([9, 0, 1]);
  });

  test("agrees with the card's quotas, which were written apart, for any shares and counts", () => {
    const shares = fc.oneof(
      fc.tuple(fc.nat(1000), fc.nat(1000)).map(([a, b]) => [Math.min(a, b), Math.abs(a - b), 1000 - Math.max(a, b)]),
      fc.constantFrom([500, 300, 200], [334, 333, 333], [1, 0, 999]),
    );
    fc.assert(
      fc.property(shares, fc.integer({ min: 10, max: 3000 }), ([a = 0, b = 0, c = 0], titles) => {
        const genres = { movie: a / 1000, music: b / 1000, podcast: c / 1000 };
        expect(quotasOf(genres.movie, genres.music, genres.podcast, titles)).toEqual(genreQuotas(genres, titles));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("genre-mix/content", () => {
  const world = testWorld({ content: 500 });
  const judged = (titlesByGenre: readonly number[]) =>
    claim(genreMix, "content", { content: observed(genreMix, "content", world, { titlesByGenre }) }, world);

  test("passes the exact quotas and counts each title of another genre", () => {
    expect(judged([250, 150, 100])).toMatchObject({ verdict: "pass", n: 500, demand: true });
    expect(judged([249, 151, 100])).toMatchObject({ verdict: "fail", observed: 1 });
    expect(judged([240, 160, 100])).toMatchObject({ verdict: "fail", observed: 10 });
  });

  test("leaves a title that is missing from the file to the contract", () => {
    expect(judged([249, 150, 100]).verdict).toBe("pass");
  });
});

describe("genre-mix/usage", () => {
  const judged = (genre: string, counts: readonly number[], shares = {}) => {
    const world = testWorld({ behaviour: { "genre-mix": shares } });
    const usage = observed(genreMix, "usage_logs", world, { byGenre: [7, ...counts] });
    return claim(genreMix, `usage-${genre}`, { usage_logs: usage }, world);
  };

  test("passes 50/30/20, without the sessions of unknown titles, and fails 48/32/20", () => {
    expect(judged("movie", [50_000, 30_000, 20_000])).toMatchObject({ verdict: "pass", observed: 0.5, n: 100_000 });
    expect(judged("movie", [48_000, 32_000, 20_000]).verdict).toBe("fail");
    expect(judged("music", [48_000, 32_000, 20_000]).verdict).toBe("fail");
    expect(judged("podcast", [48_000, 32_000, 20_000]).verdict).toBe("pass");
  });

  test("fails a single podcast where none is declared", () => {
    const shares = { movie: 0.6, music: 0.4, podcast: 0 };
    expect(judged("podcast", [60_000, 40_000, 0], shares).verdict).toBe("pass");
    expect(judged("podcast", [60_000, 40_000, 1], shares).verdict).toBe("fail");
  });

  test("is undecided over few sessions", () => {
    expect(judged("movie", [500, 300, 200]).verdict).toBe("undecided");
  });
});

test("genre-mix does not fail a written world, and sees that a quarter of the music is gone", () => {
  const options = { customers: 1000, content: 100 };
  const checks = judgedRows(genreMix, options);
  expect(checks.map(({ id }) => id)).toEqual([
    "genre-mix/content",
    "genre-mix/usage-movie",
    "genre-mix/usage-music",
    "genre-mix/usage-podcast",
  ]);
  for (const check of checks) expect(check.verdict, check.id).not.toBe("fail");
  // Only music is over in seven minutes.
  const isShort = (line: string): boolean => Number(line.split(",")[6]) < 7;
  const watchedLess = judgedRows(genreMix, options, (lines) =>
    lines.filter((line, index) => index % 4 > 0 || !isShort(line)),
  );
  expect(watchedLess.map(({ verdict }) => verdict)).toEqual(["pass", "fail", "fail", "pass"]);
});
