// How many subscription rows there should be, by change, status and tier, with their variances. One customer's rows hang
// together, so a mean is not enough: the recursion over days here carries how many rows have been counted so far.

import { type ChangeType, changeTypes, type SubscriptionStatus, type Tier, tiers } from "../datasets.ts";
import { billingPeriodDays, winbackDelayDays } from "../rules/subscription-lifecycle.ts";
import type { World } from "../rules/world.ts";
import { binomialIntervalOf, type Interval, intervalOf } from "./moments.ts";
import { total, valuesByName } from "./named.ts";
import { firstStarts, type SubscriberExpectation } from "./subscribers.ts";

export interface SubscriptionCounts {
  readonly rows: Interval;
  readonly byChangeType: Record<ChangeType, Interval>;
  readonly byStatus: Record<SubscriptionStatus, Interval>;
  readonly byTier: Record<Tier, Interval>;
  /** Subscribers whose subscription is active or canceling at the as-of date: one a customer at most. */
  readonly subscribersByTier: Record<Tier, Interval>;
}

/** The rows of the world's customers. Of `new`, `active` and `canceling` a customer has at most one, so those are binomial. */
export function subscriptionCounts(world: World, subscribers: SubscriberExpectation): SubscriptionCounts {
  const { rowsByChange, rowsByStatus, active } = subscribers;
  const most1 = (probability: number): Interval => binomialIntervalOf(world.customers, probability);
  const several = (mean: number, square: number): Interval =>
    intervalOf({ mean: world.customers * mean, variance: world.customers * Math.max(0, square - mean * mean) });
  const counted = (counts: RowKind): Interval => {
    const { mean, square } = rowsOfKind(world, subscribers.days, counts);
    return several(mean, square);
  };
  const all = rowsOfKind(world, subscribers.days, () => true);
  // The rows that have ended are all but the open one: (n - o)^2 = n^2 - 2 n o + o, o being 0 or 1.
  const open = rowsByStatus.active + rowsByStatus.canceling;
  return {
    rows: several(all.mean, all.square),
    byChangeType: valuesByName(changeTypes, (change) =>
      change === "new" ? most1(rowsByChange.new) : counted((_, entered) => entered === change),
    ),
    byStatus: {
      active: most1(rowsByStatus.active),
      canceling: most1(rowsByStatus.canceling),
      ended: several(rowsByStatus.ended, all.square - 2 * all.countedOpen + open),
    },
    byTier: valuesByName(tiers, (_, code) => counted((tier) => tier === code)),
    subscribersByTier: valuesByName(tiers, (_, code) => most1(total(active[code]!))),
  };
}

/** Whether a row on a tier (its code) that came by a change is one of those counted. */
export type RowKind = (tier: number, change: ChangeType) => boolean;

export interface KindMoments {
  /** E[c] and E[c^2] of the rows of the kind that one customer has. */
  readonly mean: number;
  readonly square: number;
  /** E[c; the customer has an open subscription]. */
  readonly countedOpen: number;
}

/** P(something), and E[rows counted so far; something]. */
interface Flow {
  mass: number;
  counted: number;
}

/**
 * How many rows of a kind a customer has, exactly. A billing period starts on a day because the subscription does, or because the
 * period before ended in nothing; all that a period leads to lies at least its 30 days later, so days are done once, in order.
 * Since c^2 is the sum over rows counted of 2 (counted before) + 1, the two numbers of a `Flow` are enough.
 */
export function rowsOfKind(world: World, days: number, counts: RowKind): KindMoments {
  const { tierShares, leave, upgrade, downgrade, winback } = world.behaviour["subscription-lifecycle"];
  const first = firstStarts(world, days);
  const periods = tiers.map(() => Array.from({ length: days }, (): Flow => ({ mass: 0, counted: 0 })));
  const left = Array.from({ length: days }, (): Flow => ({ mass: 0, counted: 0 }));
  let [mean, square] = [0, 0];
  const enter = (tier: number, change: ChangeType, day: number, mass: number, counted: number): void => {
    const period = periods[tier]![day]!;
    const isCounted = counts(tier, change);
    if (isCounted) {
      mean += mass;
      square += 2 * counted + mass;
    }
    period.mass += mass;
    period.counted += counted + (isCounted ? mass : 0);
  };
  const { shortest, longest } = winbackDelayDays;
  const back: Flow = { mass: 0, counted: 0 };
  const each = winback / (longest - shortest + 1);
  for (let day = 0; day < days; day++) {
    for (const [tier, name] of tiers.entries()) {
      const before = periods[tier]![day - billingPeriodDays];
      if (before === undefined) continue;
      const { mass, counted } = before;
      add(periods[tier]![day]!, before, 1 - leave[name] - upgrade[name] - downgrade[name]);
      add(left[day]!, before, leave[name]);
      if (tier < tiers.length - 1) enter(tier + 1, "upgrade", day, mass * upgrade[name], counted * upgrade[name]);
      if (tier > 0) enter(tier - 1, "downgrade", day, mass * downgrade[name], counted * downgrade[name]);
    }
    add(back, left[day - shortest], 1);
    add(back, left[day - longest - 1], -1);
    for (const [tier, name] of tiers.entries()) {
      const share = tierShares[name];
      enter(tier, "new", day, first[day]! * share, 0);
      enter(tier, "winback", day, Math.max(0, back.mass) * each * share, Math.max(0, back.counted) * each * share);
    }
  }
  return { mean, square, countedOpen: countedOpen(periods, leave) };
}

function add(into: Flow, from: Flow | undefined, share: number): void {
  if (from === undefined) return;
  into.mass += share * from.mass;
  into.counted += share * from.counted;
}

/** Of the last periods, those that began up to 30 days before the end: only a leaver whose period ends with them has ended. */
function countedOpen(periods: readonly (readonly Flow[])[], leave: Readonly<Record<Tier, number>>): number {
  return total(
    tiers.map((tier, code) => {
      const last = periods[code]!.slice(-billingPeriodDays);
      return total(last.map(({ counted }, index) => counted * (index === 0 ? 1 - leave[tier] : 1)));
    }),
  );
}
