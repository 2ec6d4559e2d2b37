// How many subscriptions begin and how many subscribers leave on each day: the recursion of eligibility and
// subscription-lifecycle by day, all sequences of a customer together.

import { type ChangeType, tiers } from "../datasets.ts";
import { billingPeriodDays, winbackDelayDays } from "../rules/subscription-lifecycle.ts";
import { signupDays, type World } from "../rules/world.ts";
import { total } from "./named.ts";
import { firstStarts, signupProbabilities } from "./subscribers.ts";

export type Flow = ChangeType | "churn";
export const flows = ["new", "winback", "upgrade", "downgrade", "churn"] as const satisfies readonly Flow[];

export interface SubscriptionFlow {
  /** Day number of offset 0. */
  readonly firstDay: number;
  /** Expected number a customer by day offset, up to the day before the as-of date. Churn counts leavers on their end date. */
  readonly aCustomer: Readonly<Record<Flow, Float64Array>>;
}

/** Expected beginnings and ends a customer, of each day before the as-of date. */
export function subscriptionFlow(world: World): SubscriptionFlow {
  const firstDay = world.anchorDay - signupDays;
  const days = world.asOfDay - firstDay;
  const { leave, upgrade, downgrade, tierShares, winback } = world.behaviour["subscription-lifecycle"];
  const flow = {
    new: firstStarts(world, days),
    winback: new Float64Array(days),
    upgrade: new Float64Array(days),
    downgrade: new Float64Array(days),
    churn: new Float64Array(days),
  };
  /** P(a billing period begins), by tier, then day: everything it leads to lies later. */
  const periods = tiers.map(() => new Float64Array(days));
  for (let day = 0; day < days; day++) {
    flow.winback[day] = winback * meanBefore(flow.churn, day);
    const drawn = flow.new[day]! + flow.winback[day]!;
    for (const [code, tier] of tiers.entries()) {
      periods[code]![day]! += drawn * tierShares[tier];
      const mass = day < billingPeriodDays ? 0 : periods[code]![day - billingPeriodDays]!;
      const up = mass * upgrade[tier];
      const down = mass * downgrade[tier];
      periods[code]![day]! += mass * (1 - leave[tier]) - up - down;
      if (up > 0) periods[code + 1]![day]! += up;
      if (down > 0) periods[code - 1]![day]! += down;
      flow.churn[day]! += mass * leave[tier];
      flow.upgrade[day]! += up;
      flow.downgrade[day]! += down;
    }
  }
  return { firstDay, aCustomer: flow };
}

/** Mean of the leavers of the days from which one comes back on this day. */
function meanBefore(churn: Float64Array, day: number): number {
  const { shortest, longest } = winbackDelayDays;
  let sum = 0;
  for (let before = Math.max(0, day - longest); before <= day - shortest; before++) sum += churn[before]!;
  return sum / (longest - shortest + 1);
}

/** P(days from signup to the first subscription), of those that began before the as-of date; empty when none is expected. */
export function firstDelays(world: World): number[] {
  const { sameDay, maxDelayDays } = world.behaviour.eligibility;
  const days = world.asOfDay - (world.anchorDay - signupDays);
  const signups = signupProbabilities();
  const begun = Array.from({ length: maxDelayDays + 1 }, (_, delay) => {
    // Who signed up too late for this delay has not begun yet.
    const inTime = total(signups.subarray(0, Math.max(0, days - delay)));
    return inTime * (delay === 0 ? sameDay : (1 - sameDay) / maxDelayDays);
  });
  const all = total(begun);
  return all > 0 ? begun.map((share) => share / all) : [];
}
