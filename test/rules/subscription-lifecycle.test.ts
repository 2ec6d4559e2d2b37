import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeTypes, tiers } from "../../src/datasets.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import {
  type LifecycleSampler,
  lifecycleSampler,
  newHistory,
  openEnd,
  subscriptionHistory,
  subscriptionLifecycle,
} from "../../src/rules/subscription-lifecycle.ts";
import { expectCounts, expectShare, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, testKey } from "./draws.ts";
import { type Row, walkedHistory } from "./lifecycle-reference.ts";

const defaults = defaultBehaviour["subscription-lifecycle"];
type Values = typeof defaults;
const key = testKey("subscription-lifecycle");

function rowsOf(sampler: LifecycleSampler, customer: number, firstDay: number, asOf: number): Row[] {
  const history = newHistory();
  subscriptionHistory(sampler, customer, firstDay, asOf, history);
  return upTo(history.count).map((index) => ({
    tier: history.tier[index]!,
    start: history.start[index]!,
    end: history.end[index] === openEnd ? null : history.end[index]!,
    change: changeTypes[history.change[index]!]!,
  }));
}

const anyShare = fc.integer({ min: 0, max: 1000 }).map((value) => value / 1000);
const byTier = <T>(values: readonly T[]) => ({ Basic: values[0]!, Standard: values[1]!, Premium: values[2]! });
/** A rate of one event; three of them leave room for a period in which nothing happens. */
const anyRate = fc.constantFrom(0, 0.02, 0.1, 0.33);
const anyRates = fc.tuple(anyRate, anyRate, anyRate).map(byTier);
const anyValues: fc.Arbitrary<Values> = fc.record({
  tierShares: fc
    .tuple(anyShare, anyShare)
    .map(([a, b]) => byTier([Math.min(a, b), Math.abs(a - b), 1 - Math.max(a, b)])),
  leave: fc.oneof(anyRates, fc.constant(byTier([0.34, 0.34, 0.67]))),
  upgrade: anyRates.map((rates) => ({ ...rates, Premium: 0 })),
  downgrade: anyRates.map((rates) => ({ ...rates, Basic: 0 })),
  winback: fc.oneof(anyShare, fc.constantFrom(0, 1)),
});
/** Days from the first one to asOf: any, and those about the turn of a period, where events come to be seen. */
const anyTenure = fc.oneof(
  fc.integer({ min: -5, max: 1095 }),
  fc.tuple(fc.nat(36), fc.integer({ min: -1, max: 1 })).map(([periods, days]) => 30 * periods + days),
);
const anyCase = fc
  .record({ values: anyValues, customer: fc.integer({ min: 1, max: 100_000_000 }), tenure: anyTenure })
  .map(({ values, customer, tenure }) => ({ values, customer, firstDay: 10_000, asOf: 10_000 + tenure }));

describe("subscriptionHistory()", () => {
  it("is what a walk through the calendar, day by day, finds", () => {
    fc.assert(
      fc.property(anyCase, ({ values, customer, firstDay, asOf }) => {
        const rows = rowsOf(lifecycleSampler(key, values), customer, firstDay, asOf);
        expect(rows).toEqual(walkedHistory(key, values, customer, firstDay, asOf));
      }),
      { numRuns: 3000 },
    );
  });

  it("has one subscription at a time, in whole periods, tier steps of one and winbacks 30 to 180 days later", () => {
    fc.assert(
      fc.property(anyCase, ({ values, customer, firstDay, asOf }) => {
        const rows = rowsOf(lifecycleSampler(key, values), customer, firstDay, asOf);
        expect(rows.length > 0).toBe(firstDay < asOf);
        for (const [index, row] of rows.entries()) {
          expect(row.start).toBeLessThan(asOf);
          if (row.end !== null) expect([row.end > row.start, (row.end - row.start) % 30]).toEqual([true, 0]);
          const before = rows[index - 1];
          if (before === undefined) {
            expect([row.start, row.change]).toEqual([firstDay, "new"]);
            continue;
          }
          const gap = row.start - before.end!;
          if (row.change === "winback") expect(gap >= 30 && gap <= 180).toBe(true);
          else expect([gap, row.tier - before.tier]).toEqual([0, row.change === "upgrade" ? 1 : -1]);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("a day later has only grown: an end date set, another row begun, nothing else", () => {
    fc.assert(
      fc.property(anyCase, ({ values, customer, firstDay, asOf }) => {
        const sampler = lifecycleSampler(key, values);
        const today = rowsOf(sampler, customer, firstDay, asOf);
        const tomorrow = rowsOf(sampler, customer, firstDay, asOf + 1);
        expect(tomorrow.length - today.length === 0 || tomorrow.length - today.length === 1).toBe(true);
        today.forEach((row, index) => {
          const later = tomorrow[index]!;
          if (row.end === null && later.end !== null) {
            // A leaver is seen on a period's first day, a change of plan the day after the period's end.
            expect([asOf, asOf + 30]).toContain(later.end);
            expect({ ...later, end: null }).toEqual(row);
          } else expect(later).toEqual(row);
        });
        for (const row of tomorrow.slice(today.length)) expect(row.start).toBe(asOf);
      }),
      { numRuns: 3000 },
    );
  });

  it("fits its room when every period of three years changes the plan", () => {
    const values = { ...defaults, leave: byTier([0, 0, 0]), upgrade: byTier([1, 0, 0]), downgrade: byTier([0, 1, 1]) };
    const rows = rowsOf(lifecycleSampler(key, values), 1, 10_000, 11_095);
    expect(rows).toHaveLength(37);
    expect(newHistory().tier.length).toBeGreaterThan(37);
  });
});

describe("the draws of a customer's lifecycle", () => {
  const sampler = lifecycleSampler(key, defaults);
  const firstDay = 10_000;
  const histories = upTo(100_000).map((index) => rowsOf(sampler, index + 1, firstDay, firstDay + 730));

  it("begin on each tier by its share", () => {
    const firsts = histories.map((rows) => rows[0]!.tier);
    expectCounts(tally(firsts, upTo(3)), [0.4, 0.35, 0.25], "tiers of new subscribers");
  });

  it.each(upTo(3))("end tier %d after each period by leaving, upgrade or downgrade as the rates say", (tier) => {
    const name = tiers[tier]!;
    const [leave, upgrade, downgrade] = [defaults.leave[name], defaults.upgrade[name], defaults.downgrade[name]];
    const stay = 1 - leave - upgrade - downgrade;
    const periods = 24;
    // Cells: period 1..24 times leave, upgrade, downgrade; then whoever is still there.
    const cells = histories.flatMap((rows) => {
      const [first, second] = rows;
      if (first!.tier !== tier) return [];
      const period = first!.end === null ? 25 : (first!.end - first!.start) / 30;
      if (period > periods) return [periods * 3];
      const kind = second === undefined || second.change === "winback" ? 0 : second.change === "upgrade" ? 1 : 2;
      return [(period - 1) * 3 + kind];
    });
    const expected = upTo(periods).flatMap((p) => [leave, upgrade, downgrade].map((rate) => stay ** p * rate));
    const observed = tally(cells, upTo(periods * 3 + 1));
    const possible = [...expected, stay ** periods].map((chance, cell) => ({ chance, count: observed[cell]! }));
    expect(possible.filter(({ chance, count }) => chance === 0 && count > 0)).toEqual([]);
    const filled = possible.filter(({ chance }) => chance > 0);
    expectCounts(
      filled.map(({ count }) => count),
      filled.map(({ chance }) => chance),
      `events of ${name}`,
    );
  });

  it("bring 15 % of leavers back, 30 to 180 days after the end alike, on a tier drawn anew", () => {
    const known = histories.flatMap((rows) =>
      rows.flatMap((row, index) => {
        const next = rows[index + 1];
        const left = row.end !== null && (next === undefined || next.change === "winback");
        // Only leavers whose every possible return would have been seen.
        return left && row.end! + 180 < firstDay + 730 ? [{ row, next }] : [];
      }),
    );
    expectShare(
      known.map(({ next }) => next !== undefined),
      0.15,
      "leavers who come back",
    );
    const returns = known.flatMap(({ row, next }) => (next === undefined ? [] : [{ row, next }]));
    const gaps = returns.map(({ row, next }) => next.start - row.end! - 30);
    expectCounts(tally(gaps, upTo(151)), new Array<number>(151).fill(1), "days to the return");
    const cells = returns.map(({ row, next }) => (row.tier === 2 ? 3 : 0) + next.tier);
    const premium = cells.filter((cell) => cell >= 3).length / cells.length;
    const expected = [1 - premium, premium].flatMap((part) => [0.4, 0.35, 0.25].map((tier) => part * tier));
    expectCounts(tally(cells, upTo(6)), expected, "tiers before and after");
  });
});

describe("subscription-lifecycle", () => {
  it("has the declared rates, each a probability", () => {
    expect(defaults).toEqual({
      tierShares: { Basic: 0.4, Standard: 0.35, Premium: 0.25 },
      leave: { Basic: 0.055, Standard: 0.04, Premium: 0.025 },
      upgrade: { Basic: 0.03, Standard: 0.02, Premium: 0 },
      downgrade: { Basic: 0, Standard: 0.01, Premium: 0.015 },
      winback: 0.15,
    });
    const probability = [0, 1];
    expect(boundsOf(subscriptionLifecycle.parameters)).toEqual({
      tierShares: probability,
      leave: probability,
      upgrade: probability,
      downgrade: probability,
      winback: probability,
    });
  });
});
