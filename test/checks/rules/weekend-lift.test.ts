import { describe, expect, test } from "vitest";
import { weekendLift } from "../../../src/checks/rules/weekend-lift.ts";
import { dayNumber, isWeekend } from "../../../src/rules/world.ts";
import { testWorld } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";

/** Sessions of Sunday, Monday .. Saturday, each standing twice in the last 14 days. */
function ofWeek(name: string, byWeekday: readonly number[], lift = 1.5) {
  const world = testWorld({ behaviour: { "weekend-lift": { lift } } });
  return claim(weekendLift, name, { usage_logs: observed(weekendLift, "usage_logs", world, { byWeekday }) }, world);
}

const week = (sunday: number, weekday: number, saturday: number): number[] => [
  sunday,
  ...Array<number>(5).fill(weekday),
  saturday,
];

describe("weekend-lift/ratio", () => {
  test("is 1.5 and passes where weekend days have 1.5 times a weekday's sessions", () => {
    const ratio = ofWeek("ratio", week(30_000, 20_000, 30_000));
    expect(ratio).toMatchObject({ verdict: "pass", expected: 1.5, demand: true, n: 160_000 });
    expect(ratio.observed).toBeCloseTo(1.5, 12);
  });

  test("fails at 1.4 times, and at 1.5 where 2 is declared", () => {
    expect(ofWeek("ratio", week(28_000, 20_000, 28_000)).verdict).toBe("fail");
    expect(ofWeek("ratio", week(30_000, 20_000, 30_000), 2).verdict).toBe("fail");
    expect(ofWeek("ratio", week(40_000, 20_000, 40_000), 2).verdict).toBe("pass");
  });

  test("fails a single weekend session under lift 0, and shows finite numbers of weekends alone", () => {
    expect(ofWeek("ratio", week(0, 20_000, 0), 0).verdict).toBe("pass");
    expect(ofWeek("ratio", week(0, 20_000, 1), 0).verdict).toBe("fail");
    expect(Number.isFinite(ofWeek("ratio", week(10, 0, 10)).observed)).toBe(true);
    expect(ofWeek("ratio", week(0, 0, 0)).verdict).toBe("undecided");
  });
});

/** Sessions of each of the 46 days before the last 14 to 2026-01-01, for so many a weekday and so many a weekend day. */
function ofDaysBefore(weekday: number, weekendDay: number) {
  const world = testWorld({ asOf: "2026-01-01" });
  const isKept = (age: number): number => Math.max(0.5, 0.5 ** ((age - 14) / 30));
  const before = Array.from({ length: 46 }, (_, day) => {
    const sessions = isWeekend(world.asOfDay - 60 + day) ? weekendDay : weekday;
    return Math.round(sessions * isKept(60 - day));
  });
  // As the observer counts: from Friday to Monday, the first on 2025-11-07 and the last on 2025-12-15.
  const compared = before.map((sessions, day) => (day >= 5 && (day - 5) % 7 < 4 && day < 44 ? sessions : 0));
  return claim(
    weekendLift,
    "before",
    { usage_logs: observed(weekendLift, "usage_logs", world, { before: compared }) },
    world,
  );
}

describe("weekend-lift/before", () => {
  test("is 1.5 and passes where older weekend days have 1.5 times a weekday's sessions", () => {
    const before = ofDaysBefore(20_000, 30_000);
    expect(before).toMatchObject({ verdict: "pass", expected: expect.closeTo(1.5, 12), demand: true });
    expect(before.observed).toBeCloseTo(1.5, 3);
  });

  test("fails where they have as many as a weekday, or none", () => {
    expect(ofDaysBefore(20_000, 20_000).verdict).toBe("fail");
    expect(ofDaysBefore(20_000, 0).verdict).toBe("fail");
  });
});

describe("weekend-lift/days-of-the-week", () => {
  test("fails a Saturday that makes up for a Sunday, which the ratio cannot see", () => {
    const shifted = week(24_000, 20_000, 36_000);
    expect(ofWeek("ratio", shifted).verdict).toBe("pass");
    expect(ofWeek("days-of-the-week", shifted).verdict).toBe("fail");
    expect(ofWeek("days-of-the-week", week(30_000, 20_000, 30_000)).verdict).toBe("pass");
  });
});

test("weekend-lift does not fail a written world, and sees that Sundays were dropped", () => {
  const options = { customers: 3000, asOf: "2026-01-01" };
  for (const check of judgedRows(weekendLift, options)) expect(check.verdict, check.id).not.toBe("fail");
  // 2025-12-21 and -28 are the Sundays of the last 14 days.
  const dropped = judgedRows(weekendLift, options, (lines) => lines.filter((line) => !/^U202512(21|28)/.test(line)));
  expect(dropped.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["weekend-lift/ratio", "fail"],
    ["weekend-lift/before", "undecided"],
    ["weekend-lift/days-of-the-week", "fail"],
  ]);
});

test("weekend-lift sees weekends dropped before the last 14 days, which the other claims cannot", () => {
  const isOlder = (line: string): boolean => line < "U20251218";
  const isOnWeekend = (line: string): boolean =>
    isWeekend(dayNumber(`${line.slice(1, 5)}-${line.slice(5, 7)}-${line.slice(7, 9)}`));
  const checks = judgedRows(weekendLift, { customers: 3000, asOf: "2026-01-01" }, (lines) =>
    lines.filter((line) => !line.startsWith("U") || !isOlder(line) || !isOnWeekend(line)),
  );
  expect(checks.filter(({ verdict }) => verdict === "fail").map(({ id }) => id)).toEqual(["weekend-lift/before"]);
});
