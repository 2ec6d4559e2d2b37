import { describe, expect, it } from "vitest";
import { genres } from "../../src/datasets.ts";
import { contentDuration, durationSampler, titleTenths } from "../../src/rules/content-duration.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["content-duration"];
const key = testKey("content-duration");
const withMovie = (movie: number[]) => ({ bounds: { ...defaults.bounds, movie } });

describe("titleTenths()", () => {
  it.each([
    ["movie", 750, 1800],
    ["music", 20, 70],
    ["podcast", 150, 1200],
  ] as const)("draws every tenth of a minute of a %s from %d to %d alike", (genre, shortest, longest) => {
    const sampler = durationSampler(key, defaults);
    const index = genres.indexOf(genre);
    const titles = drawn(200_000, (head, tail) => titleTenths(sampler, index, head, tail));
    const all = upTo(longest - shortest + 1).map((place) => shortest + place);
    expectCounts(
      tally(titles, all),
      all.map(() => 1),
      `lengths of ${genre}`,
    );
  });

  it("stays inside bounds that are no tenths, and takes 0.1 and 1440 at their word", () => {
    const lengths = (movie: number[]): Set<number> => {
      const sampler = durationSampler(key, withMovie(movie));
      return new Set(drawn(2000, (head, tail) => titleTenths(sampler, 0, head, tail)));
    };
    expect(lengths([0.15, 0.44])).toEqual(new Set([2, 3, 4]));
    expect(lengths([0.1, 0.1])).toEqual(new Set([1]));
    expect(lengths([1440, 1440])).toEqual(new Set([14_400]));
    expect(lengths([0.3, 0.7])).toEqual(new Set([3, 4, 5, 6, 7]));
  });
});

describe("content-duration", () => {
  it("has the declared bounds, from 0.1 to 1440 minutes", () => {
    expect(defaults).toEqual({ bounds: { movie: [75, 180], music: [2, 7], podcast: [15, 120] } });
    expect(boundsOf(contentDuration.parameters)).toEqual({ bounds: [0.1, 1440] });
  });

  it("refuses bounds with no tenth of a minute between them", () => {
    expect(contentDuration.impossible?.(withMovie([180, 75]))).toMatchObject([{ path: ["bounds", "movie"] }]);
    expect(contentDuration.impossible?.(withMovie([1.01, 1.09]))).toHaveLength(1);
    expect(contentDuration.impossible?.(withMovie([90, 90]))).toEqual([]);
  });
});
