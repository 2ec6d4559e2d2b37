import { describe, expect, test } from "vitest";
import { sessionRate } from "../../../src/checks/rules/session-rate.ts";
import { testWorld, type WorldOptions } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";

interface BasicCounts {
  readonly subscribers?: number;
  readonly sessions?: number;
  readonly watchers?: number;
  readonly busy?: number;
}

/** What is judged of Basic, whose index is 1 in every table. */
function ofBasic(name: string, counts: BasicCounts, rate: NonNullable<WorldOptions["behaviour"]>["session-rate"] = {}) {
  const world = testWorld({ behaviour: { "session-rate": rate } });
  const { subscribers = 40_000, sessions = 0, watchers = 0, busy = 0 } = counts;
  const found = {
    subscriptions: observed(sessionRate, "subscriptions", world, { subscribers: [0, subscribers] }),
    usage_logs: observed(sessionRate, "usage_logs", world, {
      sessions: [0, sessions],
      watchers: [0, watchers],
      busy: [0, busy],
    }),
  };
  return claim(sessionRate, name, found, world);
}

describe("session-rate/basic", () => {
  test("passes at .25 sessions a weekday over ten weekdays and fails at .28", () => {
    expect(ofBasic("basic", { sessions: 100_000 })).toMatchObject({
      verdict: "pass",
      observed: 0.25,
      expected: 0.25,
      unit: "sessions a weekday",
      n: 40_000,
      demand: true,
    });
    expect(ofBasic("basic", { sessions: 112_000 }).verdict).toBe("fail");
    expect(ofBasic("basic", { sessions: 88_000 }).verdict).toBe("fail");
  });

  test("has the standard error of Poisson counts whose mean is Gamma of shape 2", () => {
    // A subscriber's mean is 2.5, the variance 2.5 + 2.5^2 / 2.
    const { standardError } = ofBasic("basic", { sessions: 100_000 });
    expect(standardError).toBeCloseTo(Math.sqrt(40_000 * 5.625) / 400_000, 12);
  });

  test("fails any session under rate 0, and is undecided over no subscribers", () => {
    expect(ofBasic("basic", {}, { rate: { Basic: 0 } }).verdict).toBe("pass");
    expect(ofBasic("basic", { sessions: 1 }, { rate: { Basic: 0 } }).verdict).toBe("fail");
    expect(ofBasic("basic", { subscribers: 0 }).verdict).toBe("undecided");
  });
});

describe("session-rate/silent-basic", () => {
  // (2 / (2 + 2.5))^2 have no session in ten weekdays.
  const watching = 1 - (2 / 4.5) ** 2;

  test("passes where as many watch as shape 2 gives, and fails what shape 1 gives", () => {
    const judged = ofBasic("silent-basic", { watchers: Math.round(40_000 * watching) });
    expect(judged.verdict).toBe("pass");
    expect(judged.expected).toBeCloseTo(watching, 12);
    expect(ofBasic("silent-basic", { watchers: 40_000 * (1 - 1 / 3.5) }).verdict).toBe("fail");
    const ofShapeOne = ofBasic("silent-basic", { watchers: Math.round(40_000 * (1 - 1 / 3.5)) }, { shape: 1 });
    expect(ofShapeOne.verdict).toBe("pass");
  });
});

describe("session-rate/busy-days-basic", () => {
  // (2 / 2.25)^2 of weekdays have no session.
  const share = 1 - (2 / 2.25) ** 2;

  test("passes where days with a session are as many as Poisson counts give, and fails counts of at most one", () => {
    const judged = ofBasic("busy-days-basic", { busy: Math.round(400_000 * share) });
    expect(judged.verdict).toBe("pass");
    expect(judged.expected).toBeCloseTo(share, 12);
    expect(ofBasic("busy-days-basic", { busy: 100_000 }).verdict).toBe("fail");
  });

  test("has the standard error of ten days that share a persona", () => {
    // Var of the number of busy days: 10 E q(1-q) + 100 Var q for q = 1 - exp(-.25 g), by quadrature over g of Gamma(2, mean 1).
    let [first, second, total] = [0, 0, 0];
    for (let g = 0.0005; g < 30; g += 0.001) {
      const weight = g * Math.exp(-2 * g);
      const q = 1 - Math.exp(-0.25 * g);
      [first, second, total] = [first + q * weight, second + q * q * weight, total + weight];
    }
    const [mean, square] = [first / total, second / total];
    const variance = 10 * (mean - square) + 100 * (square - mean * mean);
    const { standardError } = ofBasic("busy-days-basic", { busy: 1 });
    expect(standardError).toBeCloseTo(Math.sqrt(40_000 * variance) / 400_000, 7);
  });
});

test("session-rate does not fail a written world, and sees sessions dropped or clumped on one day", () => {
  const options = { customers: 2000, asOf: "2026-01-01" };
  for (const check of judgedRows(sessionRate, options)) expect(check.verdict, check.id).not.toBe("fail");
  const halved = judgedRows(sessionRate, options, (lines) => lines.filter((_, index) => index % 2 === 0));
  expect(halved.slice(0, 3).map(({ id, verdict }) => [id, verdict])).toEqual([
    ["session-rate/basic", "fail"],
    ["session-rate/standard", "fail"],
    ["session-rate/premium", "fail"],
  ]);
  // Renumbered as if every session were one of many on its day.
  const clumped = judgedRows(sessionRate, options, (lines) =>
    lines.map((line) => line.replace(/^(U\d{8}-\d{9})-1,/, "$1-9,")),
  );
  expect(clumped.filter(({ verdict }) => verdict === "fail").map(({ id }) => id)).toEqual([
    "session-rate/busy-days-basic",
    "session-rate/busy-days-standard",
    "session-rate/busy-days-premium",
  ]);
});

test("session-rate says nothing of a run that lacks subscriptions", () => {
  const world = testWorld();
  expect(sessionRate.judge({ usage_logs: observed(sessionRate, "usage_logs", world) }, world)).toEqual([]);
});
