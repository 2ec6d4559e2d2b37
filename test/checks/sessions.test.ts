import { describe, expect, test } from "vitest";
import {
  dailyRatio,
  ranRecently,
  ranThroughout,
  watchedGenres,
  watchingTiers,
  windowWeekdays,
} from "../../src/checks/sessions.ts";
import { testWorld } from "../worlds.ts";

describe("whose sessions are compared", () => {
  test("ranRecently() and ranThroughout() take subscriptions that were there on each of the days", () => {
    // 1 is the window's first day or earlier, 47 the first of the last 14, 0 none that is active.
    expect([0, 1, 46, 47, 48, 60].map(ranRecently)).toEqual([false, true, true, true, false, false]);
    expect([0, 1, 2, 60].map(ranThroughout)).toEqual([false, true, false, false]);
  });

  test("windowWeekdays() knows the weekdays of the window, ten of them in the last 14 days", () => {
    // 2025-11-02, the first day of the window, was a Sunday.
    const weekdays = windowWeekdays(testWorld({ asOf: "2026-01-01" }));
    expect([...weekdays.subarray(0, 8)]).toEqual([0, 1, 1, 1, 1, 1, 0, 0]);
    for (const asOf of ["2026-01-01", "2026-01-03", "2026-01-05"]) {
      const recent = windowWeekdays(testWorld({ asOf })).subarray(46);
      expect(recent.reduce((sum, day) => sum + day, 0)).toBe(10);
    }
  });

  test("dailyRatio() compares days with days, and stays finite where the others have none", () => {
    expect(dailyRatio(0.375, 4, 10, 160)).toBeCloseTo(1.5, 12);
    expect(dailyRatio(1, 4, 10, 100)).toBeCloseTo(500, 9);
    expect(dailyRatio(0, 4, 10, 100)).toBe(0);
  });

  test("watchingTiers() and watchedGenres() leave out who is declared to have no session", () => {
    const world = testWorld({
      behaviour: { "session-rate": { rate: { Standard: 0 } }, "genre-mix": { movie: 0, music: 0.8, podcast: 0.2 } },
    });
    expect(watchingTiers(world).map(({ name, code }) => [name, code])).toEqual([
      ["Basic", 0],
      ["Premium", 2],
    ]);
    expect(watchedGenres(world).map(({ name }) => name)).toEqual(["music", "podcast"]);
  });
});
