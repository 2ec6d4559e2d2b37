// How many sessions the rules lead one to expect: session-rate, weekend-lift and recency-window over the real calendar of
// the window, for the subscribers that the recursion expects.

import { tiers } from "../datasets.ts";
import { keepProbability } from "../rules/recency-window.ts";
import { dayWeight } from "../rules/weekend-lift.ts";
import { type World, windowDays } from "../rules/world.ts";
import type { SubscriberExpectation } from "./subscribers.ts";

export interface SessionExpectation {
  /** Expected rows of one customer, and the variance of that number. */
  readonly mean: number;
  readonly variance: number;
  /** By tier: part of `mean`. */
  readonly byTier: readonly number[];
}

/** Weight of each day of the window, the oldest first: sessions a day over those of a recent weekday. */
export function dayWeights(world: World): Float64Array {
  return Float64Array.from({ length: windowDays }, (_, index) => {
    const age = windowDays - index;
    const keep = keepProbability(world.behaviour["recency-window"], age);
    return keep * dayWeight(world.behaviour["weekend-lift"], world.asOfDay - age);
  });
}

/** Summed weights from each day of the window to its end. */
export function remainingWeights(weights: Float64Array): Float64Array {
  const left = weights.slice();
  for (let day = left.length - 2; day >= 0; day--) left[day]! += left[day + 1]!;
  return left;
}

/** By tier, then day of the window: P(a customer is active and has had usage from that day on; 0 is the window's first). */
export function activeByWindowDay({ active, days }: SubscriberExpectation): Float64Array[] {
  const windowOffset = days - windowDays;
  return active.map((byStart) => {
    const byDay = new Float64Array(windowDays);
    for (let start = 0; start < byStart.length; start++) byDay[Math.max(0, start - windowOffset)]! += byStart[start]!;
    return byDay;
  });
}

/**
 * Sessions of one customer in the window. Given tier and start day they are Poisson with mean L * persona, the persona of
 * mean 1 and variance 1/shape, so their number has variance E[L] + E[L^2] (1 + 1/shape) - E[L]^2.
 */
export function sessionExpectation(world: World, subscribers: SubscriberExpectation): SessionExpectation {
  const { rate, shape } = world.behaviour["session-rate"];
  const left = remainingWeights(dayWeights(world));
  const active = activeByWindowDay(subscribers);
  let squares = 0;
  const byTier = tiers.map((tier, code) => {
    let mean = 0;
    for (const [day, share] of active[code]!.entries()) {
      const sessions = rate[tier] * left[day]!;
      mean += share * sessions;
      squares += share * sessions * sessions;
    }
    return mean;
  });
  const mean = byTier.reduce((sum, part) => sum + part, 0);
  return { mean, variance: mean + squares * (1 + 1 / shape) - mean * mean, byTier };
}
