import { describe, expect, test } from "vitest";
import { hourOfDay } from "../../../src/checks/rules/hour-of-day.ts";
import { testWorld, type WorldOptions } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";

const movies = [4, 2, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 8, 11, 13, 14, 12, 9, 6];

function judged(
  name: string,
  tables: Record<string, number[]>,
  behaviour: NonNullable<WorldOptions["behaviour"]> = {},
) {
  const world = testWorld({ behaviour });
  return claim(hourOfDay, name, { usage_logs: observed(hourOfDay, "usage_logs", world, tables) }, world);
}

/** Movies are the second group of 24: the first counts unknown titles. */
const moviesBy = (weights: readonly number[], times = 1000) => ({
  hours: [...Array<number>(24).fill(0), ...weights.map((weight) => weight * times)],
});

describe("hour-of-day/movie", () => {
  test("passes the declared weights and fails them an hour later, or one hour's surplus", () => {
    expect(judged("movie", moviesBy(movies))).toMatchObject({ verdict: "pass", observed: 0, n: 119_000, demand: true });
    const later = [movies.at(-1)!, ...movies.slice(0, -1)];
    expect(judged("movie", moviesBy(later)).verdict).toBe("fail");
    const surplus = movies.map((weight, hour) => (hour === 20 ? 1.1 * weight : weight));
    expect(judged("movie", moviesBy(surplus)).verdict).toBe("fail");
    expect(judged("movie", moviesBy(later), { "hour-of-day": { hours: { movie: later } } }).verdict).toBe("pass");
  });

  test("fails a session in an hour that has none, and passes all sessions in the only hour there is", () => {
    const only = movies.map((_, hour) => (hour === 20 ? 1 : 0));
    const behaviour = { "hour-of-day": { hours: { movie: only } } };
    expect(judged("movie", moviesBy(only, 5000), behaviour).verdict).toBe("pass");
    const stray = only.map((weight, hour) => (hour === 3 ? 1 / 5000 : weight));
    expect(judged("movie", moviesBy(stray, 5000), behaviour).verdict).toBe("fail");
  });

  test("is not claimed of a genre that is not offered, and undecided over few sessions", () => {
    const behaviour = { "genre-mix": { movie: 0, music: 0.8, podcast: 0.2 } };
    expect(() => judged("movie", {}, behaviour)).toThrow(RangeError);
    expect(judged("movie", moviesBy(movies, 10)).verdict).toBe("undecided");
  });
});

describe.each(["minutes", "seconds"])("hour-of-day/%s", (name) => {
  const flat = Array<number>(60).fill(3000);

  test("passes even counts and fails one that takes over its neighbour's", () => {
    expect(judged(name, { [name]: flat })).toMatchObject({ verdict: "pass", n: 180_000, demand: false });
    const odd = flat.map((count, index) => (index === 0 ? 2 * count : index === 1 ? 0 : count));
    expect(judged(name, { [name]: odd }).verdict).toBe("fail");
  });
});

test("hour-of-day does not fail a written world, and sees sessions that start on the hour or an hour late", () => {
  const options = { customers: 3000 };
  for (const check of judgedRows(hourOfDay, options)) expect(check.verdict, check.id).not.toBe("fail");
  const change = (time: (hour: number, rest: string) => string) => (lines: string[]) =>
    lines.map((line) =>
      line.replace(/T(\d\d):(\d\d:\d\d)Z/, (_, hour: string, rest: string) => time(Number(hour), rest)),
    );
  const failed = (lines: (lines: string[]) => string[]): string[] =>
    judgedRows(hourOfDay, options, lines).flatMap(({ id, verdict }) => (verdict === "fail" ? [id] : []));
  const clock = (hour: number): string => String(hour).padStart(2, "0");
  expect(failed(change((hour, rest) => `T${clock((hour + 1) % 24)}:${rest}Z`))).toEqual([
    "hour-of-day/movie",
    "hour-of-day/music",
    "hour-of-day/podcast",
  ]);
  expect(failed(change((hour, rest) => `T${clock(hour)}:00:${rest.slice(3)}Z`))).toEqual(["hour-of-day/minutes"]);
  expect(failed(change((hour, rest) => `T${clock(hour)}:${rest.slice(0, 2)}:30Z`))).toEqual(["hour-of-day/seconds"]);
});
