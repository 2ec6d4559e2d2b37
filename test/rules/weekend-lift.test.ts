import { describe, expect, it } from "vitest";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { dayWeight, weekendLift } from "../../src/rules/weekend-lift.ts";
import { dayNumber, weekday } from "../../src/rules/world.ts";
import { boundsOf } from "./draws.ts";

const defaults = defaultBehaviour["weekend-lift"];

describe("dayWeight()", () => {
  it("gives 1.5 on Saturday and Sunday, 1 on weekdays", () => {
    // 2026-01-05 was a Monday.
    const monday = dayNumber("2026-01-05");
    const week = [0, 1, 2, 3, 4, 5, 6].map((day) => dayWeight(defaults, monday + day));
    expect(week).toEqual([1, 1, 1, 1, 1, 1.5, 1.5]);
  });

  it("knows the weekday of every day that a window can hold", () => {
    for (let day = dayNumber("1999-10-01"); day <= dayNumber("2101-01-01"); day++) {
      const calendar = new Date(day * 86_400_000).getUTCDay();
      if (weekday(day) !== calendar || dayWeight({ lift: 3 }, day) !== (calendar % 6 === 0 ? 3 : 1)) {
        expect.unreachable(`day ${day}`);
      }
    }
    expect(weekday(dayNumber("1969-12-28"))).toBe(0);
  });
});

describe("weekend-lift", () => {
  it("demands a lift of 1.5, from 0 to 10", () => {
    expect(defaults).toEqual({ lift: 1.5 });
    expect(boundsOf(weekendLift.parameters)).toEqual({ lift: [0, 10] });
    expect(weekendLift.demand).toBe(true);
  });
});
