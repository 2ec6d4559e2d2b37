// What signup-growth, eligibility and subscription-lifecycle make of one customer: exact probabilities by a recursion
// over days. Reads the parameters, never the samplers: it is what the samplers are checked against.

import { type ChangeType, type SubscriptionStatus, tiers } from "../datasets.ts";
import { billingPeriodDays, winbackDelayDays } from "../rules/subscription-lifecycle.ts";
import { signupDays, type World } from "../rules/world.ts";

export interface SubscriberExpectation {
  /** Day number of offset 0: the first day on which anybody signs up. */
  readonly firstDay: number;
  /** Offsets `0..days-1` are the days before the as-of date. */
  readonly days: number;
  /** P(a customer has n subscription rows), by n. */
  readonly rowsACustomer: readonly number[];
  /** P(a customer has at least q rows), by q: the expected rows of that sequence; 1 at index 0. */
  readonly rowsBySequence: readonly number[];
  /** Expected rows a customer, by tier in the order of `tiers`. */
  readonly rowsByTier: readonly number[];
  readonly rowsByChange: Record<ChangeType, number>;
  readonly rowsByStatus: Readonly<Record<SubscriptionStatus, number>>;
  /** By tier, then start offset: P(a customer has a subscription active at the as-of date that started then). */
  readonly active: readonly Float64Array[];
}

/** Probabilities by tier, then day offset. */
type ByTierAndDay = readonly Float64Array[];
type Lifecycle = World["behaviour"]["subscription-lifecycle"];

/** A sequence that fewer customers than this reach is not followed further. */
const negligible = 1e-15;

/** The probabilities of one customer of the world, as of its as-of date. */
export function subscriberRecursion(world: World): SubscriberExpectation {
  const firstDay = world.anchorDay - signupDays;
  const days = world.asOfDay - firstDay;
  const lifecycle = world.behaviour["subscription-lifecycle"];
  const rowsByChange = { new: 0, upgrade: 0, downgrade: 0, winback: 0 };
  const starts = noneStart(days);
  const rowsBySequence = [1];
  let next = spreadOverTiers(noneStart(days), firstStarts(world, days), lifecycle);
  rowsByChange.new = totalOf(next);
  for (let mass = rowsByChange.new; mass > negligible; mass = totalOf(next)) {
    rowsBySequence.push(mass);
    for (const [tier, byDay] of next.entries()) {
      for (let day = 0; day < days; day++) starts[tier]![day]! += byDay[day]!;
    }
    next = successors(next, lifecycle, rowsByChange);
  }
  const { active, rowsByStatus } = statusesAtEnd(world, starts);
  return {
    firstDay,
    days,
    rowsACustomer: rowsBySequence.map((mass, n) => mass - (rowsBySequence[n + 1] ?? 0)),
    rowsBySequence,
    rowsByTier: starts.map(sum),
    rowsByChange,
    rowsByStatus,
    active,
  };
}

function noneStart(days: number): Float64Array[] {
  return tiers.map(() => new Float64Array(days));
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index]!;
  return total;
}

function totalOf(starts: ByTierAndDay): number {
  return starts.reduce((total, byDay) => total + sum(byDay), 0);
}

/** Adds starts whose tier is drawn anew. */
function spreadOverTiers(starts: ByTierAndDay, byDay: Float64Array, { tierShares }: Lifecycle): ByTierAndDay {
  for (const [tier, name] of tiers.entries()) {
    for (let day = 0; day < byDay.length; day++) starts[tier]![day]! += byDay[day]! * tierShares[name];
  }
  return starts;
}

/** P(a customer signs up on offset d): ((d+1)/730)^1.5 - (d/730)^1.5. */
export function signupProbabilities(): Float64Array {
  const before = (offset: number): number => (offset / signupDays) ** 1.5;
  return Float64Array.from({ length: signupDays }, (_, offset) => before(offset + 1) - before(offset));
}

/** P(a customer's first subscription starts on an offset). */
export function firstStarts(world: World, days: number): Float64Array {
  const { never, sameDay, maxDelayDays } = world.behaviour.eligibility;
  const starts = new Float64Array(days);
  for (const [offset, signup] of signupProbabilities().entries()) {
    const subscribes = signup * (1 - never);
    if (offset < days) starts[offset]! += subscribes * sameDay;
    const later = (subscribes * (1 - sameDay)) / maxDelayDays;
    const last = Math.min(offset + maxDelayDays, days - 1);
    for (let day = offset + 1; day <= last; day++) starts[day]! += later;
  }
  return starts;
}

/**
 * The starts of the subscriptions that follow those of `starts`; counts them by change. All that a billing period leads
 * to lies at least a period later, so days are done once, in order.
 */
function successors(
  starts: ByTierAndDay,
  lifecycle: Lifecycle,
  rowsByChange: SubscriberExpectation["rowsByChange"],
): ByTierAndDay {
  const days = starts[0]!.length;
  const next = noneStart(days);
  /** Leavers by the day their subscription ends. */
  const left = new Float64Array(days);
  for (const [tier, name] of tiers.entries()) {
    const [leave, up, down] = [lifecycle.leave[name], lifecycle.upgrade[name], lifecycle.downgrade[name]];
    const [above, below] = [next[tier + 1], next[tier - 1]];
    const periods = starts[tier]!.slice();
    for (let day = 0; day + billingPeriodDays < days; day++) {
      const mass = periods[day]!;
      const end = day + billingPeriodDays;
      periods[end]! += mass * (1 - leave - up - down);
      left[end]! += mass * leave;
      if (above) above[end]! += mass * up;
      if (below) below[end]! += mass * down;
    }
    const ended = sum(periods.subarray(0, Math.max(0, days - billingPeriodDays)));
    if (above) rowsByChange.upgrade += ended * up;
    if (below) rowsByChange.downgrade += ended * down;
  }
  const back = comebacks(left, lifecycle.winback);
  rowsByChange.winback += sum(back);
  return spreadOverTiers(next, back, lifecycle);
}

/** Starts of leavers who come back, uniformly 30 to 180 days after the end. */
function comebacks(left: Float64Array, winback: number): Float64Array {
  const { shortest, longest } = winbackDelayDays;
  let returning = 0;
  return left.map((_, day) => {
    if (day >= shortest) returning += left[day - shortest]!;
    if (day > longest) returning -= left[day - longest - 1]!;
    // The sum is kept by adding and taking away, which may leave it a rounding below nothing.
    return (winback * Math.max(0, returning)) / (longest - shortest + 1);
  });
}

/** A leaver is seen from the last period's first day on; a change of tier only once its period has ended. */
function statusesAtEnd(
  world: World,
  starts: readonly Float64Array[],
): Pick<SubscriberExpectation, "active" | "rowsByStatus"> {
  const { leave, upgrade, downgrade } = world.behaviour["subscription-lifecycle"];
  const rowsByStatus = { active: 0, canceling: 0, ended: 0 };
  const active = starts.map((byDay, tier) => {
    const name = tiers[tier]!;
    const stay = 1 - leave[name] - upgrade[name] - downgrade[name];
    return byDay.map((mass, day) => {
      const wholePeriods = Math.floor((byDay.length - 1 - day) / billingPeriodDays);
      const reached = mass * stay ** wholePeriods;
      const open = reached * (1 - leave[name]);
      // A last period that ends on the as-of date itself ends the subscription: end_date is exclusive.
      const endsLater = day + billingPeriodDays * (wholePeriods + 1) > byDay.length;
      const canceling = endsLater ? reached * leave[name] : 0;
      rowsByStatus.active += open;
      rowsByStatus.canceling += canceling;
      rowsByStatus.ended += mass - open - canceling;
      return open + canceling;
    });
  });
  return { active, rowsByStatus };
}
