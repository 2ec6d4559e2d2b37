// The recursion against cases that can be worked out by hand, and against a simulation of MODEL's words that shares no
// code, draw or table with the generator.
import { describe, expect, test } from "vitest";
import type { ChangeType, SubscriptionStatus } from "../../src/datasets.ts";
import { dayWeights, sessionExpectation } from "../../src/expectations/sessions.ts";
import { signupProbabilities, subscriberRecursion } from "../../src/expectations/subscribers.ts";
import type { BehaviourOverrides } from "../../src/rules/index.ts";
import type { World } from "../../src/rules/world.ts";
import { testWorld } from "../worlds.ts";

const none = { Basic: 0, Standard: 0, Premium: 0 };
const always = { Basic: 1, Standard: 1, Premium: 1 };
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const worldOf = (behaviour: BehaviourOverrides): World => testWorld({ behaviour });

test("signupProbabilities() sums to 1 and grows with time", () => {
  const probabilities = signupProbabilities();
  expect(sum(probabilities)).toBeCloseTo(1, 12);
  expect(probabilities[0]).toBeCloseTo(730 ** -1.5, 15);
  expect(probabilities.every((value, day) => day === 0 || value > probabilities[day - 1]!)).toBe(true);
});

test("subscriberRecursion() gives everybody one open row where nothing ever happens", () => {
  const world = worldOf({
    eligibility: { never: 0, sameDay: 1 },
    "subscription-lifecycle": { leave: none, upgrade: none, downgrade: none },
  });
  const { rowsACustomer, rowsByStatus, rowsByTier, rowsByChange } = subscriberRecursion(world);
  expect(rowsACustomer).toHaveLength(2);
  expect(rowsACustomer[1]).toBeCloseTo(1, 12);
  expect(rowsByStatus.active).toBeCloseTo(1, 12);
  expect(rowsByTier.map((rows) => Number(rows.toFixed(12)))).toEqual([0.4, 0.35, 0.25]);
  expect(rowsByChange).toEqual({ new: rowsACustomer[1], upgrade: 0, downgrade: 0, winback: 0 });
});

test("subscriberRecursion() calls a leaver canceling until the end date, and ended from that day on", () => {
  const world = worldOf({
    eligibility: { never: 0.2, sameDay: 1 },
    "subscription-lifecycle": { leave: always, upgrade: none, downgrade: none, winback: 0 },
  });
  // Signed up on offset 700 of 730, a subscriber's only period ends on the as-of date: ended.
  const ended = 0.8 * (701 / 730) ** 1.5;
  const { rowsByStatus, active } = subscriberRecursion(world);
  expect(rowsByStatus.ended).toBeCloseTo(ended, 12);
  expect(rowsByStatus.canceling).toBeCloseTo(0.8 - ended, 12);
  expect(rowsByStatus.active).toBeCloseTo(0, 12);
  expect(active[0]![700]).toBe(0);
  expect(active[0]![701]).toBeGreaterThan(0);
});

test("subscriberRecursion() sees a change of tier once its period has ended before the as-of date", () => {
  const tierShares = { Basic: 1, Standard: 0, Premium: 0 };
  const upgrade = { Basic: 1, Standard: 0, Premium: 0 };
  const world = worldOf({
    eligibility: { never: 0, sameDay: 1 },
    "subscription-lifecycle": { tierShares, leave: none, upgrade, downgrade: none },
  });
  // Offset 700's period ends on the as-of date: not before it.
  const upgraded = (700 / 730) ** 1.5;
  const { rowsByTier, rowsByChange, rowsByStatus } = subscriberRecursion(world);
  expect(rowsByChange.upgrade).toBeCloseTo(upgraded, 12);
  expect(rowsByTier[1]).toBeCloseTo(upgraded, 12);
  expect(rowsByStatus.ended).toBeCloseTo(upgraded, 12);
  expect(rowsByStatus.active).toBeCloseTo(1, 12);
});

test("sessionExpectation() counts the days since the start where every day is worth one session", () => {
  const world = worldOf({
    eligibility: { never: 0, sameDay: 1 },
    "subscription-lifecycle": { leave: none, upgrade: none, downgrade: none },
    "session-rate": { rate: always, shape: 4 },
    "weekend-lift": { lift: 1 },
    "recency-window": { floor: 1 },
  });
  const days = [...signupProbabilities()].map((_, offset) => Math.min(60, 730 - offset));
  const mean = sum(signupProbabilities().map((probability, offset) => probability * days[offset]!));
  const squares = sum(signupProbabilities().map((probability, offset) => probability * days[offset]! ** 2));
  const found = sessionExpectation(world, subscriberRecursion(world));
  expect(found.mean).toBeCloseTo(mean, 9);
  expect(found.variance).toBeCloseTo(mean + squares * 1.25 - mean * mean, 8);
});

test("dayWeights() follows the calendar of the window and the age of its days", () => {
  // 2026-01-01 is a Thursday: the window begins on Sunday 2025-11-02 and holds 17 days of weekends.
  const flat = dayWeights(worldOf({ "recency-window": { floor: 1 } }));
  expect(flat).toHaveLength(60);
  expect(sum(flat)).toBe(43 + 17 * 1.5);
  expect([flat[0], flat[1], flat[6]]).toEqual([1.5, 1, 1.5]);
  const plain = dayWeights(worldOf({ "weekend-lift": { lift: 1 } }));
  expect(plain[59]).toBe(1);
  expect(plain[46]).toBe(1);
  expect(plain[45]).toBeCloseTo(2 ** (-1 / 30), 12);
  expect(plain[0]).toBe(0.5);
});

interface Simulated {
  rows: number[];
  statuses: Record<SubscriptionStatus, number>;
  changes: Record<ChangeType, number>;
  tiers: number[];
  /** Active at the as-of date and started within its last 60 days, by tier. */
  fresh: number[];
}

/** Sebastiano Vigna's splitmix64, to 53 bits. */
function uniforms(seed: bigint): () => number {
  let state = seed;
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let word = state;
    word = BigInt.asUintN(64, (word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n);
    word = BigInt.asUintN(64, (word ^ (word >> 27n)) * 0x94d049bb133111ebn);
    return Number((word ^ (word >> 31n)) >> 11n) / 2 ** 53;
  };
}

const tierNames = ["Basic", "Standard", "Premium"] as const;
const asOf = 730;

function simulate(world: World, customers: number): Simulated {
  const { eligibility, "subscription-lifecycle": lifecycle } = world.behaviour;
  const u = uniforms(20_260_101n);
  const found: Simulated = {
    rows: [],
    statuses: { active: 0, canceling: 0, ended: 0 },
    changes: { new: 0, upgrade: 0, downgrade: 0, winback: 0 },
    tiers: [0, 0, 0],
    fresh: [0, 0, 0],
  };
  const anyTier = (): number => {
    const drawn = u();
    return drawn < lifecycle.tierShares.Basic ? 0 : drawn < 1 - lifecycle.tierShares.Premium ? 1 : 2;
  };
  for (let customer = 0; customer < customers; customer++) {
    let start: number = Math.floor(730 * u() ** (2 / 3));
    if (u() < eligibility.never) start = Number.POSITIVE_INFINITY;
    else if (u() >= eligibility.sameDay) start += 1 + Math.floor(u() * eligibility.maxDelayDays);
    let tier = anyTier();
    let change: ChangeType = "new";
    let rows = 0;
    while (start < asOf) {
      rows++;
      found.changes[change]++;
      found.tiers[tier]!++;
      let renewal = start;
      let end: number | undefined;
      let left = false;
      while (end === undefined && renewal < asOf) {
        const [leave, up, down] = (["leave", "upgrade", "downgrade"] as const).map(
          (name) => lifecycle[name][tierNames[tier]!],
        );
        const drawn = u();
        renewal += 30;
        left = drawn < leave!;
        if (left) end = renewal;
        else if (drawn < leave! + up! + down! && renewal < asOf) {
          end = renewal;
          change = drawn < leave! + up! ? "upgrade" : "downgrade";
        }
      }
      const status = end === undefined ? "active" : end > asOf ? "canceling" : "ended";
      found.statuses[status]++;
      if (status !== "ended" && start >= asOf - 60) found.fresh[tier]!++;
      if (end === undefined) break;
      if (!left) {
        tier += change === "upgrade" ? 1 : -1;
        start = end;
      } else {
        start = u() < lifecycle.winback ? end + 30 + Math.floor(151 * u()) : Number.POSITIVE_INFINITY;
        change = "winback";
        tier = anyTier();
      }
    }
    found.rows[rows] = (found.rows[rows] ?? 0) + 1;
  }
  return found;
}

const customers = 40_000;
/**
 * Fewer than 40 numbers are compared with their expectation, each within five standard deviations: a right recursion fails
 * with probability below 40 * 6e-7. A number of rows has at most the variance of `spread` rows a customer.
 */
function expectNear(observed: number, probability: number, spread: number): void {
  const deviation = Math.sqrt(customers * Math.max(probability, 1e-4) * spread);
  expect(Math.abs(observed - customers * probability)).toBeLessThan(5 * deviation);
}

describe.each<[string, BehaviourOverrides]>([
  ["the default", {}],
  [
    "a restless",
    {
      eligibility: { never: 0.3, sameDay: 0.2, maxDelayDays: 200 },
      "subscription-lifecycle": {
        leave: { Basic: 0.3, Standard: 0.2, Premium: 0.1 },
        upgrade: { Basic: 0.2, Standard: 0.3 },
        downgrade: { Standard: 0.1, Premium: 0.4 },
        winback: 0.9,
      },
    },
  ],
])("for %s behaviour", (_, behaviour) => {
  const world = worldOf(behaviour);
  const expected = subscriberRecursion(world);
  const found = simulate(world, customers);

  test("subscriberRecursion() gives the simulated distribution of rows a customer", () => {
    expect(sum(expected.rowsACustomer)).toBeCloseTo(1, 12);
    for (const [rows, probability] of expected.rowsACustomer.entries()) {
      if (customers * probability >= 20) expectNear(found.rows[rows] ?? 0, probability, 1);
    }
  });

  test("subscriberRecursion() gives the simulated rows by status, change, tier and start", () => {
    // A customer has at most one row that has not ended; of others up to the mean square over the mean.
    const squares = sum(expected.rowsACustomer.map((probability, rows) => probability * rows * rows));
    const mean = sum(expected.rowsACustomer.map((probability, rows) => probability * rows));
    const spread = squares / mean + 1;
    for (const status of ["active", "canceling"] as const) {
      expectNear(found.statuses[status], expected.rowsByStatus[status], 1);
    }
    expectNear(found.statuses.ended, expected.rowsByStatus.ended, spread);
    for (const change of ["new", "upgrade", "downgrade", "winback"] as const) {
      expectNear(found.changes[change], expected.rowsByChange[change], spread);
    }
    for (const tier of [0, 1, 2]) {
      expectNear(found.tiers[tier]!, expected.rowsByTier[tier]!, spread);
      expectNear(found.fresh[tier]!, sum(expected.active[tier]!.subarray(-60)), 1);
    }
  });
});
