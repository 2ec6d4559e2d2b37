// The expectations that charts draw, against the recursion, numerical integrals and seeded simulations that know nothing of them.

import { describe, expect, test } from "vitest";
import { tiers } from "../../src/datasets.ts";
import { fullCompletionShare } from "../../src/expectations/completion.ts";
import { completionBelow } from "../../src/expectations/completion-shape.ts";
import { rankExpectations, spreadRanks } from "../../src/expectations/popularity.ts";
import { expectedActiveSince, sessionDays } from "../../src/expectations/session-days.ts";
import { dayWeights, sessionExpectation } from "../../src/expectations/sessions.ts";
import { subscriberRecursion } from "../../src/expectations/subscribers.ts";
import { firstDelays, flows, subscriptionFlow } from "../../src/expectations/subscription-flow.ts";
import { fractionBelow } from "../../src/expectations/watched-fraction.ts";
import { poissonQuantile } from "../../src/random/distributions.ts";
import { Substream, streamKey } from "../../src/random/substream.ts";
import { billingPeriodDays } from "../../src/rules/subscription-lifecycle.ts";
import { rankWeights } from "../../src/rules/title-popularity.ts";
import { windowDays } from "../../src/rules/world.ts";
import { linesOf, testWorld } from "../worlds.ts";

const world = testWorld({ customers: 20_000 });
const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);

describe("subscriptionFlow()", () => {
  const churned = testWorld({
    behaviour: {
      "subscription-lifecycle": {
        leave: { Basic: 0.3, Standard: 0.2, Premium: 0.1 },
        upgrade: { Basic: 0.1, Standard: 0.2 },
        downgrade: { Standard: 0.15, Premium: 0.25 },
        winback: 0.6,
      },
    },
  });

  test.each([
    ["the defaults", world],
    ["much churn and winback", churned],
  ])("adds up to the rows by change that the recursion over sequences expects, with %s", (_, { ...each }) => {
    const { aCustomer } = subscriptionFlow(each);
    const { rowsByChange } = subscriberRecursion(each);
    for (const change of ["new", "upgrade", "downgrade", "winback"] as const) {
      expect(sumOf(aCustomer[change])).toBeCloseTo(rowsByChange[change], 12);
    }
  });

  test("leaves as many subscribers as the recursion expects active, and those whose last day is the as-of date's eve", () => {
    const { aCustomer } = subscriptionFlow(churned);
    const { rowsByStatus } = subscriberRecursion(churned);
    const came = sumOf(aCustomer.new) + sumOf(aCustomer.winback) - sumOf(aCustomer.churn);
    const { active, canceling } = rowsByStatus;
    // Who leaves on the as-of date itself has ended, and is in no day's churn yet.
    const later = testWorld({ behaviour: churned.behaviour, asOf: "2026-01-01" });
    const nextDay = subscriptionFlow({ ...later, asOfDay: later.asOfDay + 1 }).aCustomer.churn.at(-1)!;
    expect(came).toBeCloseTo(active + canceling + nextDay, 12);
  });

  test("is what 20,000 generated customers do, month by month, within 5 standard errors", () => {
    const { firstDay, aCustomer } = subscriptionFlow(world);
    const observed = Object.fromEntries(flows.map((flow) => [flow, new Float64Array(30)]));
    const rows = linesOf(world, "subscriptions").map((line) => line.split(","));
    const monthOf = (date: string): number =>
      Math.floor((Date.parse(date) / 86_400_000 - firstDay) / billingPeriodDays);
    for (const [, , , start, end, , change] of rows) {
      observed[change!]![monthOf(start!)]!++;
      if (change === "upgrade" || change === "downgrade") observed["churn"]![monthOf(start!)]!--;
      if (end !== "" && end! < "2026-01-01") observed["churn"]![monthOf(end!)]!++;
    }
    for (const flow of flows) {
      for (let month = 0; month < 24; month++) {
        const days = aCustomer[flow].subarray(month * billingPeriodDays, (month + 1) * billingPeriodDays);
        const expected = world.customers * sumOf(days);
        const distance = Math.abs(observed[flow]![month]! - expected);
        expect([flow, month, distance <= 5 * Math.sqrt(expected) + 1]).toEqual([flow, month, true]);
      }
    }
  });
});

test("firstDelays() gives .7 to the first day and the rest evenly, less what has not begun yet; nothing when none subscribes", () => {
  const delays = firstDelays(world);
  expect(delays).toHaveLength(15);
  expect(sumOf(delays)).toBeCloseTo(1, 12);
  expect(delays[0]).toBeGreaterThan(0.7);
  expect(delays[0]).toBeLessThan(0.71);
  expect(delays[14]! / delays[1]!).toBeLessThan(1);
  expect(delays[14]! / delays[1]!).toBeGreaterThan(0.96);
  // A year on, everybody has had the time.
  const later = firstDelays({ ...world, asOfDay: world.anchorDay + 365 });
  expect(later.slice(1).every((share) => Math.abs(share - 0.3 / 14) < 1e-12)).toBe(true);
});

describe("sessionDays()", () => {
  test("of the expected subscribers adds up to the expected sessions, by day and by tier", () => {
    const { days, tiers: byTier } = sessionDays(world, expectedActiveSince(world));
    const { mean, byTier: each } = sessionExpectation(world, subscriberRecursion(world));
    expect(sumOf(days.map((day) => day.mean))).toBeCloseTo(world.customers * mean, 6);
    expect(byTier.map((tier) => tier.mean)).toEqual(
      each.map((sessions) => expect.closeTo(world.customers * sessions, 6)),
    );
  });

  test("of one Premium subscriber has the variance of a Poisson count with a Gamma persona", () => {
    const since = tiers.map((tier) =>
      Array.from({ length: windowDays }, (_, day) => Number(tier === "Premium" && day === 50)),
    );
    const { days, tiers: byTier } = sessionDays(world, since);
    const weights = dayWeights(world);
    const load = 0.9 * sumOf(weights.subarray(50));
    expect(byTier[2]!.mean).toBeCloseTo(load, 12);
    expect(byTier[2]!.variance).toBeCloseTo(load + load ** 2 / 2, 12);
    expect(days[49]).toEqual({ mean: 0, variance: 0 });
    const daily = 0.9 * weights[50]!;
    expect(days[50]!.mean).toBeCloseTo(daily, 12);
    expect(days[50]!.variance).toBeCloseTo(daily + daily ** 2 / 2, 12);
  });
});

describe("completionBelow()", () => {
  test.each(tiers)("of %s is the mean of the fraction's distribution over the noise", (tier) => {
    const ceiling = world.behaviour["completion-noise"].ceiling[tier];
    const steps = 20_000;
    for (const rate of [0.2, 0.25, 0.31, 0.4, 0.7, 0.97, 1]) {
      const noise = Array.from({ length: steps }, (_, step) => ceiling * ((2 * step + 1) / steps - 1));
      const mean = sumOf(noise.map((each) => fractionBelow(world, tier, rate - each))) / steps;
      expect(completionBelow(world, tier, rate)).toBeCloseTo(mean, 7);
    }
    expect(completionBelow(world, tier, 1 + ceiling)).toBe(1);
    expect(completionBelow(world, tier, 0.25 - ceiling)).toBe(0);
    // Which also counts how short pieces of music round to their last step.
    expect(1 - completionBelow(world, tier, 1)).toBeCloseTo(fullCompletionShare(world, tier), 2);
  });

  test("without noise is the fraction's own distribution", () => {
    const quiet = testWorld({ behaviour: { "completion-noise": { ceiling: { Basic: 0 } } } });
    expect(completionBelow(quiet, "Basic", 0.5)).toBe(fractionBelow(quiet, "Basic", 0.5));
  });
});

describe("rankExpectations()", () => {
  test("gives the law, and bands that hold 95 % of simulated sorted lists, from the first place to the last", () => {
    const [titles, sessions, lists] = [120, 6000, 400];
    const ranks = [1, 2, 5, 10, 30, 80, 110, 119, 120];
    const expected = rankExpectations(world, titles, sessions, ranks);
    const weights = rankWeights(world.behaviour["title-popularity"], titles);
    const total = sumOf(weights);
    expect(expected.map(({ byLaw }) => byLaw)).toEqual(
      ranks.map((rank) => expect.closeTo((sessions * weights[rank - 1]!) / total, 9)),
    );
    const stream = new Substream(streamKey("simulated lists", "chart", "popularity"));
    const held = ranks.map(() => 0);
    for (let list = 0; list < lists; list++) {
      const draws = stream.at(list);
      const counts = Float64Array.from(weights, (weight, rank) => {
        const mean = (sessions * weight) / total;
        return poissonQuantile((draws.word(rank) >>> 0) / 2 ** 32, mean, Math.exp(-mean));
      });
      const sorted = counts.sort().reverse();
      for (const [index, { rank, low, high }] of expected.entries()) {
        const count = sorted[rank - 1]!;
        if (count >= Math.floor(low) && count <= Math.ceil(high)) held[index]!++;
      }
    }
    for (const count of held) {
      // 400 lists: .95 within five standard errors, and a little more where counts are few and bounds whole.
      expect(count / lists).toBeGreaterThan(0.895);
      expect(count / lists).toBeLessThanOrEqual(1);
    }
    // The most watched lies above its law more often than not, the least watched below.
    expect(expected.at(-1)!.sorted).toBeLessThan(expected.at(-1)!.byLaw);
  });

  test("of a million titles takes no longer than a page may", () => {
    const ranks = spreadRanks(500_000, 16);
    const many = rankExpectations(world, 500_000, 8_500_000, ranks);
    expect(many).toHaveLength(ranks.length);
    for (const { low, sorted, high } of many) expect(low <= sorted && sorted <= high).toBe(true);
    expect(many.map(({ sorted }) => sorted)).toEqual(many.map(({ sorted }) => sorted).sort((a, b) => b - a));
  });
});

test("spreadRanks() begins with every rank, ends with the last and spreads the rest evenly on a logarithmic axis", () => {
  expect(spreadRanks(0, 16)).toEqual([]);
  expect(spreadRanks(1, 16)).toEqual([1]);
  expect(spreadRanks(7, 16)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const ranks = spreadRanks(100_000, 16);
  expect(ranks.at(-1)).toBe(100_000);
  expect(ranks.length).toBeLessThan(16 * 5 + 10);
});
