import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { genreMix, genreQuotas, genreSampler, sessionGenre, titleGenres } from "../../src/rules/genre-mix.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["genre-mix"];
const key = testKey("genre-mix");
const shares = (movie: number, music: number, podcast: number) => ({ movie, music, podcast });

/** Largest remainder over shares in thousandths, in integers, before a genre is given its one title. */
function exactQuotas(thousandths: readonly number[], titles: number): number[] {
  const products = thousandths.map((share) => share * titles);
  const quotas = products.map((product) => Math.floor(product / 1000));
  const left = titles - quotas.reduce((sum, quota) => sum + quota, 0);
  const order = upTo(3).sort((a, b) => (products[b]! % 1000) - (products[a]! % 1000) || a - b);
  for (const genre of order.slice(0, left)) quotas[genre]!++;
  return quotas;
}

describe("genreQuotas()", () => {
  it.each([
    [10, [5, 3, 2]],
    [11, [6, 3, 2]],
    [13, [6, 4, 3]],
    [500, [250, 150, 100]],
    [999, [499, 300, 200]],
    [1_000_000, [500_000, 300_000, 200_000]],
  ])("gives %d titles the quotas %j by default", (titles, quotas) => {
    expect(genreQuotas(defaults, titles)).toEqual(quotas);
  });

  it("breaks ties in the order movie, music, podcast", () => {
    expect(genreQuotas(shares(0.5, 0.25, 0.25), 10)).toEqual([5, 3, 2]);
    expect(genreQuotas(shares(0.25, 0.25, 0.5), 11)).toEqual([3, 3, 5]);
    expect(genreQuotas(shares(1 / 3, 1 / 3, 1 / 3), 10)).toEqual([4, 3, 3]);
    expect(genreQuotas(shares(1 / 3, 1 / 3, 1 / 3), 11)).toEqual([4, 4, 3]);
    expect(genreQuotas(shares(0.7, 0.3, 0), 15)).toEqual([11, 4, 0]);
  });

  it("gives a genre of positive share a title, taken from the largest, and a genre of share 0 none", () => {
    expect(genreQuotas(shares(0.999, 0.0005, 0.0005), 10)).toEqual([8, 1, 1]);
    expect(genreQuotas(shares(1e-6, 1e-6, 0.999998), 10)).toEqual([1, 1, 8]);
    expect(genreQuotas(shares(1, 0, 0), 10)).toEqual([10, 0, 0]);
    expect(genreQuotas(shares(0, 0, 1), 1_000_000)).toEqual([0, 0, 1_000_000]);
  });

  it("is the largest remainder in exact arithmetic for any shares in thousandths", () => {
    const anyShares = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 })).map(([a, b]) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      return [low, high - low, 1000 - high];
    });
    fc.assert(
      fc.property(anyShares, fc.integer({ min: 10, max: 1_000_000 }), (thousandths, titles) => {
        const [movie, music, podcast] = thousandths.map((share) => share / 1000);
        const quotas = genreQuotas(shares(movie!, music!, podcast!), titles);
        expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBe(titles);
        expect(quotas.map((quota) => quota > 0)).toEqual(thousandths.map((share) => share > 0));
        const exact = exactQuotas(thousandths, titles);
        if (exact.every((quota, genre) => quota > 0 || thousandths[genre] === 0)) expect(quotas).toEqual(exact);
      }),
      { numRuns: 2000 },
    );
  });

  it("adds up where the shares sum to 1 only within the slack that a spec is allowed", () => {
    for (const slack of [-9e-10, 9e-10]) {
      const quotas = genreQuotas(shares(0.5 + slack, 0.3, 0.2), 1_000_000);
      expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBe(1_000_000);
    }
  });
});

describe("titleGenres()", () => {
  it("holds the quotas exactly", () => {
    for (const titles of [10, 100, 12_345]) {
      expect(tally(titleGenres(key, defaults, titles), upTo(3))).toEqual(genreQuotas(defaults, titles));
    }
  });

  it("is shuffled: the first and the last title take each genre by its share", () => {
    const decks = upTo(4000).map((number) => titleGenres(testKey(`deck ${number}`), defaults, 10));
    for (const place of [0, 9]) {
      expectCounts(
        tally(
          decks.map((deck) => deck[place]!),
          upTo(3),
        ),
        [5, 3, 2],
        `place ${place}`,
      );
    }
  });
});

describe("sessionGenre()", () => {
  it("draws movie, music and podcast 50/30/20", () => {
    const sampler = genreSampler(key, defaults);
    const sessions = drawn(500_000, (head, tail) => sessionGenre(sampler, head, tail));
    expectCounts(tally(sessions, upTo(3)), [50, 30, 20], "sessions a genre");
  });

  it("never draws a genre of share 0", () => {
    const sampler = genreSampler(key, shares(0, 1, 0));
    expect(new Set(drawn(10_000, (head, tail) => sessionGenre(sampler, head, tail)))).toEqual(new Set([1]));
  });
});

describe("genre-mix", () => {
  it("demands .5, .3 and .2, each from 0 to 1", () => {
    expect(defaults).toEqual({ movie: 0.5, music: 0.3, podcast: 0.2 });
    expect(boundsOf(genreMix.parameters)).toEqual({ movie: [0, 1], music: [0, 1], podcast: [0, 1] });
    expect(genreMix.demand).toBe(true);
  });

  it("refuses shares that do not sum to 1", () => {
    expect(genreMix.impossible?.(shares(0.5, 0.3, 0.3))).toHaveLength(1);
    expect(genreMix.impossible?.(shares(0, 0, 0))).toHaveLength(1);
    expect(genreMix.impossible?.(shares(0.1 + 0.2, 0.3, 0.4))).toEqual([]);
  });
});
