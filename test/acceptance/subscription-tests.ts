// Literal copies of what subscriptions must show: eligibility and the lifecycle, one billing period of 30 days after another.

import { expect, test } from "vitest";
import type { Subscription, WrittenWorld } from "./files.ts";
import { expectCounts, expectShare, expectSum, tally, upTo } from "./verdicts.ts";

const tiers = ["Basic", "Standard", "Premium"];
const tierShares = [0.4, 0.35, 0.25];
const leaving: Readonly<Record<string, number>> = { Basic: 0.055, Standard: 0.04, Premium: 0.025 };
const upgrading: Readonly<Record<string, number>> = { Basic: 0.03, Standard: 0.02, Premium: 0 };
const downgrading: Readonly<Record<string, number>> = { Basic: 0, Standard: 0.01, Premium: 0.015 };

function byCustomer({ subscriptions }: WrittenWorld): Map<number, Subscription[]> {
  const lists = new Map<number, Subscription[]>();
  for (const subscription of subscriptions) {
    const list = lists.get(subscription.customer);
    if (list === undefined) lists.set(subscription.customer, [subscription]);
    else list.push(subscription);
  }
  return lists;
}

/** A subscription with the one that follows it, if any. */
function withNext(world: WrittenWorld): [Subscription, Subscription | undefined][] {
  return [...byCustomer(world).values()].flatMap((list) =>
    list.map((subscription, index): [Subscription, Subscription | undefined] => [subscription, list[index + 1]]),
  );
}

export function subscriptionTests(world: () => WrittenWorld): void {
  test("5 % never subscribe; 70 % of the others start on signup day, the rest uniformly 1-14 days later", () => {
    const { customers, subscriptions, asOf } = world();
    const first = new Map(
      subscriptions.filter((subscription) => subscription.sequence === 1).map((one) => [one.customer, one]),
    );
    // Later signups may have a first subscription that has not started yet.
    const settled = customers.filter((customer) => customer.signup < asOf - 14);
    expectShare(
      settled.map((customer) => !first.has(customer.number)),
      0.05,
      "never subscribing",
    );
    const delays = settled.flatMap((customer) => {
      const subscription = first.get(customer.number);
      return subscription === undefined ? [] : [subscription.start - customer.signup];
    });
    expectShare(
      delays.map((delay) => delay === 0),
      0.7,
      "starting on signup day",
    );
    expectCounts(
      tally(
        delays.filter((delay) => delay !== 0),
        upTo(14).map((day) => day + 1),
      ),
      upTo(14).map(() => 1),
      "delays",
    );
  });

  test("every subscription starts on or after its customer's signup and before the as-of date", () => {
    const { customers, subscriptions, asOf } = world();
    expect(subscriptions.filter((one) => one.start < customers[one.customer - 1]!.signup)).toEqual([]);
    expect(subscriptions.filter((one) => one.start >= asOf)).toEqual([]);
  });

  test("a customer has one subscription at a time, each of whole 30-day periods, and statuses say how it stands", () => {
    const { asOf } = world();
    const faults = withNext(world()).filter(([{ start, end, status }, next]) => {
      if (status !== (end === null ? "active" : end <= asOf ? "ended" : "canceling")) return true;
      if (end !== null && (end <= start || (end - start) % 30 !== 0)) return true;
      return next !== undefined && (end === null || next.start < end);
    });
    expect(faults).toEqual([]);
  });

  test("change types tell how a subscription came about", () => {
    expect([...byCustomer(world()).values()].filter((list) => list[0]!.change !== "new")).toEqual([]);
    const faults = withNext(world()).filter(([before, next]) => {
      if (next === undefined) return false;
      const step = tiers.indexOf(next.tier) - tiers.indexOf(before.tier);
      const gap = next.start - before.end!;
      if (gap === 0) return Math.abs(step) !== 1 || next.change !== (step === 1 ? "upgrade" : "downgrade");
      return next.change !== "winback" || gap < 30 || gap > 180;
    });
    expect(faults).toEqual([]);
  });

  test("new and returning subscribers choose Basic .40, Standard .35, Premium .25", () => {
    for (const change of ["new", "winback"]) {
      const chosen = world()
        .subscriptions.filter((one) => one.change === change)
        .map((one) => one.tier);
      expectCounts(tally(chosen, tiers), tierShares, `tiers of ${change}`);
    }
  });

  test("a billing period ends in leaving with probability .055/.040/.025 by tier", () => {
    const { asOf } = world();
    for (const tier of tiers) {
      let periods = 0;
      let left = 0;
      for (const [one, next] of withNext(world())) {
        if (one.tier !== tier) continue;
        // An event is seen from its period's first day on; a change of plan still to come counts as staying.
        periods += one.end === null ? Math.floor((asOf - 1 - one.start) / 30) + 1 : (one.end - one.start) / 30;
        if (one.end !== null && next?.start !== one.end) left++;
      }
      // A count over stopping times: its compensated sum is a martingale with this variance, so near normal.
      const p = leaving[tier]!;
      expectSum(left, periods * p, periods * p * (1 - p), `leaving ${tier}`);
    }
  });

  test("a billing period ends in an upgrade with probability .030/.020/0, in a downgrade with 0/.010/.015", () => {
    const { asOf } = world();
    for (const tier of tiers) {
      let periods = 0;
      let up = 0;
      let down = 0;
      for (const [one, next] of withNext(world())) {
        if (one.tier !== tier) continue;
        // Seen once the period has ended before the as-of date.
        const seenUntil = Math.min(one.end ?? asOf, asOf - 1);
        periods += Math.floor((seenUntil - one.start) / 30);
        if (next !== undefined && next.start === one.end) {
          if (next.change === "upgrade") up++;
          else down++;
        }
      }
      for (const [count, p, claim] of [
        [up, upgrading[tier]!, `upgrades from ${tier}`],
        [down, downgrading[tier]!, `downgrades from ${tier}`],
      ] as const) {
        if (p === 0) expect(count, claim).toBe(0);
        else expectSum(count, periods * p, periods * p * (1 - p), claim);
      }
    }
  });

  test("15 % of leavers come back uniformly 30-180 days after they left", () => {
    const { asOf } = world();
    // Only those whose 180 days are over, so that nobody is still to come.
    const leavers = withNext(world()).filter(
      ([one, next]) => one.end !== null && one.end < asOf - 180 && next?.start !== one.end,
    );
    expectShare(
      leavers.map(([, next]) => next !== undefined),
      0.15,
      "coming back",
    );
    const delays = leavers.flatMap(([one, next]) => (next === undefined ? [] : [next.start - one.end! - 30]));
    const spans = upTo(8);
    const counts = tally(
      delays.map((delay) => Math.floor(delay / 20)),
      spans,
    );
    // 151 days in spans of 20; the last holds 11.
    expectCounts(
      counts,
      spans.map((span) => (span === 7 ? 11 : 20)),
      "delays of coming back",
    );
  });
}
