import { describe, expect, it } from "vitest";
import { genres } from "../../src/datasets.ts";
import { hourOfDay, hourSampler, secondOfDay } from "../../src/rules/hour-of-day.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["hour-of-day"];
const key = testKey("hour-of-day");
const hours = {
  movie: [4, 2, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 8, 11, 13, 14, 12, 9, 6],
  music: [2, 1, 1, 1, 1, 2, 5, 7, 7, 6, 6, 6, 6, 6, 6, 6, 7, 7, 6, 5, 4, 4, 3, 2],
  podcast: [1, 1, 1, 1, 2, 5, 10, 12, 10, 6, 5, 4, 5, 5, 4, 4, 6, 8, 6, 4, 3, 2, 2, 1],
};
const onlyAt = (hour: number): number[] => upTo(24).map((index) => (index === hour ? 0.5 : 0));

describe("secondOfDay()", () => {
  const sampler = hourSampler(key, defaults);

  it.each(genres)("draws the hours of %s by their weights", (genre) => {
    const index = genres.indexOf(genre);
    const starts = drawn(300_000, (head, tail) => secondOfDay(sampler, index, head, tail));
    const counts = tally(
      starts.map((second) => Math.floor(second / 3600)),
      upTo(24),
    );
    expectCounts(counts, hours[genre], `hours of ${genre}`);
  });

  it("draws every second of the hour alike", () => {
    const seconds = drawn(400_000, (head, tail) => secondOfDay(sampler, 0, head, tail) % 3600);
    expectCounts(tally(seconds, upTo(3600)), new Array<number>(3600).fill(1), "seconds of the hour");
  });

  it("draws the second whatever the hour", () => {
    const cells = drawn(400_000, (head, tail) => Math.floor(secondOfDay(sampler, 1, head, tail) / 300));
    const expected = hours.music.flatMap((weight) => new Array<number>(12).fill(weight));
    expectCounts(tally(cells, upTo(288)), expected, "five minutes of every hour");
  });

  it("stays in the one hour that has a weight", () => {
    const values = { hours: { movie: onlyAt(0), music: onlyAt(23), podcast: onlyAt(7) } };
    const extreme = hourSampler(key, values);
    for (const [genre, hour] of [0, 23, 7].entries()) {
      const found = drawn(2000, (head, tail) => Math.floor(secondOfDay(extreme, genre, head, tail) / 3600));
      expect(new Set(found)).toEqual(new Set([hour]));
    }
  });
});

describe("hour-of-day", () => {
  it("has the declared 24 weights a genre", () => {
    expect(defaults).toEqual({ hours });
    expect(boundsOf(hourOfDay.parameters)).toEqual({ hours: [0, 1_000_000] });
    expect(hourOfDay.demand).toBe(true);
  });

  it("peaks where the demand has it: movies in the evening, podcasts with the commute", () => {
    const peak = (genre: "movie" | "podcast"): number => hours[genre].indexOf(Math.max(...hours[genre]));
    expect([peak("movie"), peak("podcast")]).toEqual([20, 7]);
  });

  it("refuses a genre without any weighted hour", () => {
    const faults = hourOfDay.impossible?.({ hours: { ...hours, music: upTo(24).map(() => 0) } });
    expect(faults).toMatchObject([{ path: ["hours", "music"] }]);
  });
});
