import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayNumber, isoDate, isWeekend, shardSize, windowDays, yearOf } from "../../src/rules/world.ts";

describe("dayNumber()", () => {
  it("counts whole UTC days from 1970-01-01, leap days among them", () => {
    expect(["1970-01-01", "2000-01-01", "2000-02-29", "2026-01-01", "2100-12-31"].map(dayNumber)).toEqual([
      0, 10_957, 11_016, 20_454, 47_846,
    ]);
    expect(dayNumber("2024-03-01") - dayNumber("2024-02-28")).toBe(2);
    expect(dayNumber("2100-03-01") - dayNumber("2100-02-28")).toBe(1);
  });

  it("is undone by isoDate()", () => {
    const anyDay = fc.integer({ min: dayNumber("1900-01-01"), max: dayNumber("2199-12-31") });
    fc.assert(
      fc.property(anyDay, (day) => dayNumber(isoDate(day)) === day && yearOf(day) === +isoDate(day).slice(0, 4)),
    );
  });

  it.each(["2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "20260101", "", "today"])(
    "refuses %j",
    (date) => {
      expect(() => dayNumber(date)).toThrow(RangeError);
    },
  );

  it.each(["2026-01-01T00:00:00Z", " 2026-01-01", "2026-01-01\n", "+002026-01-01"])(
    "refuses %j, which only holds a day",
    (date) => {
      expect(() => dayNumber(date)).toThrow(RangeError);
    },
  );
});

describe("isWeekend()", () => {
  it("is true on 2026-01-03 and 2026-01-04, a Saturday and a Sunday, alone of that week", () => {
    const week = ["02", "03", "04", "05", "06", "07", "08"].map((day) => isWeekend(dayNumber(`2026-01-${day}`)));
    expect(week).toEqual([false, true, true, false, false, false, false]);
  });
});

describe("the world's constants", () => {
  it("are a window of 60 days and shards of 1,048,576 customers", () => {
    expect([windowDays, shardSize]).toEqual([60, 1_048_576]);
  });
});
