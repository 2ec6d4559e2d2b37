// The rates of subscription-lifecycle: counts as declared pass, others fail alone, and what cannot happen is not judged.
import { describe, expect, it } from "vitest";
import { newObservation } from "../../../src/checks/observation.ts";
import { judgeEvents, lifecycleRates } from "../../../src/checks/rules/subscription-lifecycle-rates.ts";
import type { BehaviourOverrides } from "../../../src/rules/index.ts";
import { testWorld } from "../../worlds.ts";
import { uniforms } from "../random.ts";
import { claimOf, namesWith } from "./hand-made.ts";

/** By tier: Basic, Standard, Premium. */
const asDeclared = {
  newByTier: [8000, 7000, 5000],
  winbackByTier: [800, 700, 500],
  begun: [60_000, 60_000, 60_000],
  leaves: [3300, 2400, 1500],
  over: [50_000, 50_000, 50_000],
  upgrades: [1500, 1000, 0],
  downgrades: [0, 500, 750],
  leavers: [10_000],
  returned: [1500],
  byWinbackDelay: Array.from({ length: 151 }, (_, delay) => (delay < 141 ? 10 : 9)),
};

function judged(changed: Partial<typeof asDeclared> = {}, behaviour: BehaviourOverrides = {}) {
  const counts = Object.fromEntries(
    Object.entries({ ...asDeclared, ...changed }).map(([name, values]) => [name, Float64Array.from(values)]),
  );
  return lifecycleRates(newObservation(counts), testWorld({ behaviour }));
}

const lifecycle = (overrides: NonNullable<BehaviourOverrides["subscription-lifecycle"]>): BehaviourOverrides => ({
  "subscription-lifecycle": overrides,
});
const none = { Basic: 0, Standard: 0, Premium: 0 };

describe("lifecycleRates()", () => {
  it("passes every count that is as declared", () => {
    const claims = judged();
    expect(namesWith("pass", claims)).toEqual(claims.map(({ name }) => name));
    expect(claims.map(({ name }) => name)).toEqual([
      "new-basic",
      "new-standard",
      "new-premium",
      "leave-basic",
      "leave-standard",
      "leave-premium",
      "upgrade-basic",
      "upgrade-standard",
      "downgrade-standard",
      "downgrade-premium",
      "winback",
      "winback-basic",
      "winback-standard",
      "winback-premium",
      "winback-mean",
      "winback-delays",
    ]);
  });

  it.each([
    ["newByTier", [8000, 7800, 4200], ["new-standard", "new-premium"]],
    ["winbackByTier", [800, 900, 300], ["winback-standard", "winback-premium"]],
    ["leaves", [3300, 2400, 1900], ["leave-premium"]],
    ["upgrades", [1100, 1000, 0], ["upgrade-basic"]],
    ["downgrades", [0, 850, 750], ["downgrade-standard"]],
    ["returned", [2000], ["winback"]],
    [
      "byWinbackDelay",
      [...Array<number>(75).fill(20), ...Array<number>(76).fill(0)],
      ["winback-mean", "winback-delays"],
    ],
    [
      "byWinbackDelay",
      Array.from({ length: 151 }, (_, delay) => (Math.abs(delay - 75) < 37 ? 20 : 0)),
      ["winback-delays"],
    ],
  ])("fails %s of %j alone", (name, values, failed) => {
    expect(namesWith("fail", judged({ [name]: values }))).toEqual(failed);
  });

  it("is undecided on few rows and on none, and its numbers are numbers", () => {
    for (const divisor of [100, Number.POSITIVE_INFINITY]) {
      const few = Object.fromEntries(
        Object.entries(asDeclared).map(([name, values]) => [name, values.map((value) => Math.round(value / divisor))]),
      );
      const claims = judged(few);
      expect(namesWith("undecided", claims)).toEqual(claims.map(({ name }) => name));
      for (const { observed, expected, pValue, smallestDetectable } of claims) {
        for (const number of [observed, expected, pValue, smallestDetectable]) {
          expect(number === null || Number.isFinite(number)).toBe(true);
        }
      }
    }
  });

  it("says nothing of tiers that nobody reaches, of leaving nobody, and of returns where there are none", () => {
    const names = (behaviour: BehaviourOverrides): string[] => judged({}, behaviour).map(({ name }) => name);
    const basicOnly = lifecycle({ tierShares: { Basic: 1, Standard: 0, Premium: 0 }, upgrade: none, winback: 0 });
    expect(names(basicOnly)).toEqual([
      "new-basic",
      "new-standard",
      "new-premium",
      "leave-basic",
      "upgrade-basic",
      "winback",
    ]);
    expect(names(lifecycle({ tierShares: { Basic: 1, Standard: 0, Premium: 0 } }))).toContain("downgrade-premium");
    expect(names(lifecycle({ leave: none })).filter((name) => name.startsWith("winback"))).toEqual([]);
    expect(names({ eligibility: { never: 1 } })).toEqual([]);
  });

  it("fails a single event that was never to be, and a single one that is missing of what always is", () => {
    const never = lifecycle({ leave: none });
    expect(claimOf(judged({ leaves: [0, 0, 0] }, never), "leave-basic").verdict).toBe("pass");
    expect(namesWith("fail", judged({ leaves: [0, 1, 0] }, never))).toEqual(["leave-standard"]);
    const always = lifecycle({ leave: { Basic: 1, Standard: 1, Premium: 1 }, upgrade: none, downgrade: none });
    const changes = { upgrades: [0, 0, 0], downgrades: [0, 0, 0] };
    expect(namesWith("fail", judged({ ...changes, leaves: [60_000, 60_000, 59_999] }, always))).toEqual([
      "leave-premium",
    ]);
  });
});

describe("judgeEvents()", () => {
  it("keeps its error although the periods at risk depend on the events before them", () => {
    // 20,000 worlds of 40 subscribers who leave with probability .1 a period, for at most 20 periods.
    const uniform = uniforms("events of billing periods");
    let unlikely = 0;
    for (let repetition = 0; repetition < 20_000; repetition++) {
      let [periods, leaves] = [0, 0];
      for (let subscriber = 0; subscriber < 40; subscriber++) {
        for (let period = 0; period < 20; period++) {
          periods++;
          if (uniform() >= 0.1) continue;
          leaves++;
          break;
        }
      }
      if (judgeEvents(leaves, periods, 0.1, 40).pValue! < 0.5) unlikely++;
    }
    // 10,000 are allowed; but a bound so wide that it never says anything would be none.
    expect(unlikely).toBeLessThanOrEqual(10_000);
    expect(unlikely).toBeGreaterThan(0);
  });

  it("shows the share of periods, and fails from the smallest detectable deviation on", () => {
    const fine = judgeEvents(500, 10_000, 0.05, 1000);
    expect(fine).toMatchObject({ observed: 0.05, expected: 0.05, pValue: 1, verdict: "undecided", effectSize: 0 });
    const limit = 500 + fine.smallestDetectable! * 10_000;
    expect(judgeEvents(Math.floor(limit), 10_000, 0.05, 1000).verdict).not.toBe("fail");
    expect(judgeEvents(Math.floor(limit) + 1, 10_000, 0.05, 1000).verdict).toBe("fail");
  });
});
