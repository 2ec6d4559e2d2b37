// The expected-answer key against the files of many worlds: its intervals hold what queries of them find in 95 worlds of a hundred,
// and are no wider than that takes.
import { beforeAll, describe, expect, test } from "vitest";
import { datasetNames } from "../../src/datasets.ts";
import { expectedAnswers } from "../../src/expectations/key.ts";
import type { Interval } from "../../src/expectations/moments.ts";
import type { BehaviourOverrides } from "../../src/rules/index.ts";
import { binomialTails } from "../../src/stats/count-tails.ts";
import { regularizedGamma } from "../../src/stats/gamma.ts";
import { testWorld } from "../worlds.ts";
import { type Answer, observedAnswers } from "./observed-answers.ts";

type Tree = Interval | Answer | readonly Tree[] | { readonly [name: string]: Tree };

function isInterval(value: Tree): value is Interval {
  return typeof value === "object" && value !== null && "low" in value;
}

/** Every interval of the key with what was observed at its place; bytes of files have a test of their own. */
function pairs(key: Tree, observed: Answer, place = ""): { place: string; interval: Interval; value: number }[] {
  if (isInterval(key)) {
    if (typeof observed === "number") return [{ place, interval: key, value: observed }];
    throw new TypeError(`nothing was observed at ${place}`);
  }
  if (typeof key !== "object" || key === null) {
    if (key !== observed && !place.endsWith("/weight")) throw new TypeError(`${place} is ${JSON.stringify(observed)}`);
    return [];
  }
  const below = Object.entries(key) as [string, Tree][];
  return below
    .filter(([name]) => name !== "bytes")
    .flatMap(([name, part]) => pairs(part, (observed as Record<string, Answer>)[name] as Answer, `${place}/${name}`));
}

interface Series {
  readonly interval: Interval;
  readonly values: number[];
}

interface Sizes {
  readonly worlds: number;
  readonly customers: number;
  readonly content: number;
}

/** What was observed at each place of the key over worlds that differ in their seed. */
function observe({ worlds, ...options }: Sizes & { behaviour: BehaviourOverrides }): Map<string, Series> {
  const key = expectedAnswers(testWorld(options), datasetNames) as unknown as Tree;
  const found = new Map<string, Series>();
  for (let seed = 0; seed < worlds; seed++) {
    for (const { place, interval, value } of pairs(
      key,
      observedAnswers(testWorld({ ...options, seed: `key ${seed}` })),
    )) {
      const series = found.get(place) ?? { interval, values: [] };
      series.values.push(value);
      found.set(place, series);
    }
  }
  return found;
}

/** The hits out of so many worlds below which an interval of 95 % falls with a probability of at most `error`. */
function fewestHits(worlds: number, error: number): number {
  let hits = 0;
  while (binomialTails(hits, worlds, 0.95).atMost <= error) hits++;
  return hits;
}

function isHeld({ low, high }: Interval, value: number): boolean {
  // Exact prices and shares may differ in their last bit.
  return value >= low - 1e-9 && value <= high + 1e-9;
}

/** A share of rows that are a few only. */
function isRare(place: string, { expected }: Interval): boolean {
  return /exactlyOne|below40Percent/.test(place) && expected < 0.02;
}

const restless: BehaviourOverrides = {
  "genre-mix": { movie: 0.2, music: 0.5, podcast: 0.3 },
  "session-rate": { rate: { Basic: 0.6, Standard: 0.4, Premium: 1.4 }, shape: 0.8 },
  "weekend-lift": { lift: 2.5 },
  "recency-window": { floor: 0.1, halfLifeDays: 10 },
  "subscription-lifecycle": {
    leave: { Basic: 0.3, Standard: 0.2, Premium: 0.1 },
    upgrade: { Basic: 0.2, Standard: 0.2 },
    downgrade: { Standard: 0.1, Premium: 0.2 },
    winback: 0.8,
  },
  eligibility: { never: 0.1, sameDay: 0.3, maxDelayDays: 60 },
  "title-popularity": { exponent: 0.4 },
  "watch-fraction": { abandon: { Basic: 0.5, Standard: 0.05 }, skew: { Basic: 3, Premium: 5 } },
  "completion-noise": { ceiling: { Basic: 0.45, Standard: 0, Premium: 0.2 } },
  "playback-device": { own: 0.95 },
};

describe.each<[string, Sizes & { behaviour: BehaviourOverrides }]>([
  ["the default", { worlds: 100, customers: 600, content: 100, behaviour: {} }],
  ["a restless", { worlds: 50, customers: 200, content: 60, behaviour: restless }],
])("expectedAnswers() in %s behaviour", (_, options) => {
  const { worlds } = options;
  let found: Map<string, Series>;
  let varying: [string, Series][];
  beforeAll(() => {
    found = observe(options);
    varying = [...found].filter(([, { interval }]) => interval.high > interval.low);
  }, 300_000);

  test("has an interval for every question", () => {
    expect(found.size).toBe(285);
    expect([...found.values()].every(({ values }) => values.length === worlds)).toBe(true);
  });

  // Right intervals fail this with probability below 1e-4 over all of them together.
  test("holds each answer in as many worlds as an interval of 95 % does", () => {
    const least = fewestHits(worlds, 1e-4 / varying.length);
    expect(least / worlds).toBeGreaterThan(0.7);
    const missed = [...found].flatMap(([place, { interval, values }]) => {
      const hits = values.filter((value) => isHeld(interval, value)).length;
      const needed = interval.high > interval.low ? least : worlds;
      return hits < needed ? [`${place}: ${hits} of ${worlds}`] : [];
    });
    expect(missed).toEqual([]);
  });

  // Were the answers of a family one and the same question, its hits would be binomial: below 1e-4 a family, 1e-3 in all.
  test("holds the answers of each family together in about 95 worlds of a hundred", () => {
    const families = new Map<string, { hits: number; asked: number }>();
    for (const [place, { interval, values }] of varying) {
      const name = place.split("/", 3).join("/");
      const family = families.get(name) ?? { hits: 0, asked: 0 };
      family.hits += values.filter((value) => isHeld(interval, value)).length;
      family.asked += worlds;
      families.set(name, family);
    }
    expect(families.size).toBeGreaterThan(10);
    const least = fewestHits(worlds, 1e-4) / worlds;
    for (const [name, { hits, asked }] of families) expect([name, hits / asked >= least]).toEqual([name, true]);
  });

  // A mean over worlds lies within 5 of its standard errors but for a probability of 6e-7: 2e-4 over 285 answers.
  test("expects the mean of each answer", () => {
    const off = varying.flatMap(([place, { interval, values }]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / worlds;
      const error = (interval.high - interval.low) / 2 / 1.96 / Math.sqrt(worlds);
      const z = (mean - interval.expected) / error;
      return Math.abs(z) > 5 ? [`${place}: ${mean} for ${interval.expected}, ${z.toFixed(1)} standard errors off`] : [];
    });
    expect(off).toEqual([]);
  });

  // The variance of normal values is a chi-square: each answer's is off with probability 2e-5, 6e-3 over all, and a family's mean ratio, were its
  // answers one and the same, with 2e-4, 6e-3 over all; the seeds are fixed, so it passes or fails for good. Whole numbers are rounded outwards, by
  // one in all, and shares likewise: those of few rows are left out.
  test("is as wide as the answers vary, no wider", () => {
    const families = new Map<string, number[]>();
    const off = varying.flatMap(([place, { interval, values }]) => {
      const isCount = Number.isInteger(interval.low) && Number.isInteger(interval.high);
      const width = interval.high - interval.low - (isCount ? 1 : 0);
      if ((isCount && width < 8) || isRare(place, interval)) return [];
      const mean = values.reduce((sum, value) => sum + value, 0) / worlds;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (worlds - 1);
      const ratio = variance / (width / 2 / 1.96) ** 2;
      const family = place.startsWith("/topTitles") ? place.split("/", 3).join("/") : place.split("/", 4).join("/");
      families.set(family, [...(families.get(family) ?? []), ratio]);
      return isVarianceRatio(ratio, worlds, 1e-5) ? [] : [`${place}: ${ratio.toFixed(2)} times the variance`];
    });
    expect(off).toEqual([]);
    expect(families.size).toBeGreaterThan(20);
    const ratios = [...families].map(
      ([name, all]) => [name, all.reduce((sum, one) => sum + one, 0) / all.length] as const,
    );
    expect(ratios.filter(([, ratio]) => !isVarianceRatio(ratio, worlds, 1e-4))).toEqual([]);
  });
});

/** Whether a sample variance of so many normal values may be so many times the true one, with this probability in either tail. */
function isVarianceRatio(ratio: number, values: number, error: number): boolean {
  const { lower, upper } = regularizedGamma((values - 1) / 2, ((values - 1) * ratio) / 2);
  return Math.min(lower, upper) > error;
}

/** All intervals and nulls of a key, with their places. */
function leaves(key: Tree, place = ""): [string, Interval | null][] {
  if (key === null || isInterval(key)) return [[place, key as Interval | null]];
  if (typeof key !== "object") return [];
  return Object.entries(key).flatMap(([name, part]) => leaves(part as Tree, `${place}/${name}`));
}

test.each<[string, BehaviourOverrides, RegExp]>([
  ["nobody subscribes", { eligibility: { never: 1 } }, /share|ratios|minutesWatched|watchingByTier/],
  [
    "nobody watches",
    { "session-rate": { rate: { Basic: 0, Standard: 0, Premium: 0 } } },
    /share|ratios|minutesWatched|watchingByTier/,
  ],
  [
    "one genre is all",
    { "genre-mix": { movie: 0, music: 1, podcast: 0 } },
    /minutesWatched\/(meanByGenre|meanByGenreAndTier)\/(movie|podcast)/,
  ],
  [
    "one tier is all",
    { "subscription-lifecycle": { tierShares: { Basic: 0, Standard: 0, Premium: 1 }, downgrade: { Premium: 0 } } },
    /\/(Basic|Standard)/,
  ],
  ["weekends are dead", { "weekend-lift": { lift: 0 } }, /^$/],
  ["old days are dead", { "recency-window": { floor: 0, halfLifeDays: 0.1 } }, /^$/],
  [
    "everybody watches all day",
    { "session-rate": { rate: { Basic: 20, Standard: 20, Premium: 20 }, shape: 0.1 } },
    /^$/,
  ],
  [
    "titles last a day, or six seconds",
    { "content-duration": { bounds: { movie: [1440, 1440], music: [0.1, 0.1] } } },
    /^$/,
  ],
  ["noise is all or nothing", { "completion-noise": { ceiling: { Basic: 0.5, Standard: 0, Premium: 0.5 } } }, /^$/],
  [
    "all leave and come back",
    {
      "subscription-lifecycle": {
        leave: { Basic: 1, Standard: 1, Premium: 1 },
        upgrade: { Basic: 0, Standard: 0 },
        downgrade: { Standard: 0, Premium: 0 },
        winback: 1,
      },
    },
    /^$/,
  ],
  ["one title has everything", { "title-popularity": { exponent: 3 } }, /^$/],
  ["all titles are alike", { "title-popularity": { exponent: 0 } }, /^$/],
])("expectedAnswers() gives ordered intervals, and null only for parts of nothing, where %s", (_, behaviour, nulls) => {
  for (const [customers, content] of [
    [1, 10],
    [10_000_000, 5000],
  ] as const) {
    const key = expectedAnswers(testWorld({ customers, content, behaviour }), datasetNames);
    for (const [place, interval] of leaves(key as unknown as Tree)) {
      if (interval === null) {
        expect(place).toMatch(nulls);
        continue;
      }
      const { expected, low, high } = interval;
      const isShare = /share|Percent|exactlyOne|watchedFraction|completionRate/.test(place);
      expect([
        place,
        low >= 0,
        low <= expected + 1e-12,
        expected <= high + 1e-12,
        high < Number.POSITIVE_INFINITY,
      ]).toEqual([place, true, true, true, true]);
      if (isShare) expect([place, high <= 1 + 1e-12]).toEqual([place, true]);
    }
  }
});
