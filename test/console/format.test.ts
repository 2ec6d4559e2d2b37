// How the console writes numbers, sizes and durations.

import { expect, test } from "vitest";
// @ts-expect-error The scripts of the browser are checked apart, by tsconfig.console.json: here their types are not known.
import { bytes, count, duration, percent, roughly, statistic, utcTime } from "../../src/console/format.js";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [18_230_000, "18.2 MB"],
  [999_600, "1 MB"],
  [1_234_000_000_000, "1.23 TB"],
  [5e15, "5000 TB"],
])("bytes() writes %d as %s", (size, expected) => {
  expect(bytes(size)).toBe(expected);
});

test.each([
  [0.04, "0.0 s"],
  [9.94, "9.9 s"],
  [59.4, "59 s"],
  [75, "1 min 15 s"],
  [3599.6, "1 h 0 min"],
  [7260, "2 h 1 min"],
])("duration() writes %d seconds as %s", (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

test.each([
  [null, "–"],
  [0, "0"],
  [1_719_250, "1,719,250"],
  [1.50341, "1.503"],
  [0.00001234, "1.2E-5"],
])("statistic() writes %s as %s", (value, expected) => {
  expect(statistic(value)).toBe(expected);
});

test("count() groups, roughly() keeps three digits, percent() never claims more than is done", () => {
  expect([count(1_234_567.6), roughly(5_812_345), percent(0.999)]).toEqual(["1,234,568", "5.81M", "99 %"]);
  expect(utcTime("2026-01-01T09:00:05.123Z")).toBe("2026-01-01 09:00:05 UTC");
});
