import { describe, expect, test } from "vitest";
import { recencyWindow } from "../../../src/checks/rules/recency-window.ts";
import { isWeekend, type World, windowDays } from "../../../src/rules/world.ts";
import { testWorld } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";

/** Sessions a day of the window, the oldest first, for `perDay` on a recent weekday; none on weekends. */
function fading(world: World, perDay: number, kept: (age: number) => number): number[] {
  return Array.from({ length: windowDays }, (_, day) => {
    const age = windowDays - day;
    return isWeekend(world.asOfDay - age) ? 0 : Math.round(perDay * kept(age));
  });
}

const declared = (age: number): number => (age <= 14 ? 1 : Math.max(0.5, 2 ** (-(age - 14) / 30)));

function judged(name: string, kept: (age: number) => number, behaviour = {}, perDay = 10_000) {
  const world = testWorld({ behaviour: { "recency-window": behaviour } });
  const usage = observed(recencyWindow, "usage_logs", world, { sessions: fading(world, perDay, kept) });
  return claim(recencyWindow, name, { usage_logs: usage }, world);
}

describe("recency-window/ratio", () => {
  test("passes at the expected 1.56 and fails where older days are kept with .4 at least, or all the same", () => {
    const ratio = judged("ratio", declared);
    expect(ratio.verdict).toBe("pass");
    expect(ratio.expected).toBeGreaterThan(1.5);
    expect(ratio.expected).toBeLessThan(1.6);
    expect(ratio.observed).toBeCloseTo(ratio.expected!, 3);
    expect(judged("ratio", (age) => Math.max(0.4, declared(age) - 0.05)).verdict).toBe("fail");
    expect(judged("ratio", () => 1).verdict).toBe("fail");
    expect(judged("ratio", () => 1, { floor: 1 })).toMatchObject({ verdict: "pass", expected: 1 });
  });

  test("stays finite where next to no older session is kept, and fails what should not be there", () => {
    const nothing = { floor: 0, halfLifeDays: 0.1 };
    const none = judged("ratio", (age) => (age <= 14 ? 1 : 0), nothing);
    expect(none.verdict).not.toBe("fail");
    expect(Number.isFinite(none.observed) && Number.isFinite(none.expected)).toBe(true);
    expect(judged("ratio", (age) => (age <= 14 ? 1 : 0.01), nothing).verdict).toBe("fail");
  });
});

describe("recency-window/ageing", () => {
  test("fails older days that are even, though the ratio is as expected", () => {
    const { expected } = judged("ratio", declared);
    const even = (age: number): number => (age <= 14 ? 1 : 1 / expected!);
    expect(judged("ratio", even).verdict).toBe("pass");
    expect(judged("ageing", even).verdict).toBe("fail");
    expect(judged("ageing", declared).verdict).toBe("pass");
  });

  test("fails recent days that are not even", () => {
    expect(judged("ageing", (age) => (age <= 14 ? 1.1 - age / 75 : declared(age))).verdict).toBe("fail");
  });

  test("is undecided over few sessions and over none", () => {
    expect(judged("ageing", declared, {}, 100).verdict).toBe("undecided");
    expect(judged("ageing", declared, {}, 0).verdict).toBe("undecided");
  });
});

describe("recency-window/window", () => {
  const options = { customers: 60, asOf: "2026-01-01" };
  /** The first row, on another day. */
  const moved = (lines: string[], date: string): string[] => {
    const [first = "", ...rest] = lines;
    return [...rest, first.replace(/,\d{4}-\d\d-\d\dT/, `,${date}T`)];
  };

  test("names a session on the as-of date and one before the window, and passes their neighbours", () => {
    for (const date of ["2026-01-01", "2025-11-01"]) {
      const [window] = judgedRows(recencyWindow, options, (lines) => moved(lines, date));
      expect(window).toMatchObject({ id: "recency-window/window", verdict: "fail", observed: 1, demand: true });
      expect(window!.offenders).toMatchObject([{ line: window!.n + 1, found: `started on ${date}` }]);
      expect(window!.offenders[0]!.key).toMatch(/^U20251102-\d{9}-\d+$/);
    }
    for (const date of ["2025-12-31", "2025-11-02"]) {
      const [window] = judgedRows(recencyWindow, options, (lines) => moved(lines, date));
      expect(window).toMatchObject({ verdict: "pass", observed: 0 });
    }
  });
});

test("recency-window does not fail a written world, and sees that a week was dropped", () => {
  const options = { customers: 3000, asOf: "2026-01-01" };
  for (const check of judgedRows(recencyWindow, options)) expect(check.verdict, check.id).not.toBe("fail");
  const dropped = judgedRows(recencyWindow, options, (lines) => lines.filter((line) => !/^U2025122[2-6]/.test(line)));
  expect(dropped.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["recency-window/window", "pass"],
    ["recency-window/ratio", "fail"],
    ["recency-window/ageing", "fail"],
  ]);
});
