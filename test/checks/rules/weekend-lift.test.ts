import { describe, expect, test } from "vitest";
import { weekendLift } from "../../../src/checks/rules/weekend-lift.ts";
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
    ["weekend-lift/days-of-the-week", "fail"],
  ]);
});
