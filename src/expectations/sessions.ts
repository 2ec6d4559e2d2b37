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

/**
 * Sessions of one customer in the window. Given tier and start day they are Poisson with mean L * persona, the persona of
 * mean 1 and variance 1/shape, so their number has variance E[L] + E[L^2] (1 + 1/shape) - E[L]^2.
 */
export function sessionExpectation(world: World, subscribers: SubscriberExpectation): SessionExpectation {
  const { rate, shape } = world.behaviour["session-rate"];
  const weights = dayWeights(world);
  /** Summed weights from a day of the window to its end. */
  const remaining = new Float64Array(windowDays + 1);
  for (let index = windowDays - 1; index >= 0; index--) remaining[index] = remaining[index + 1]! + weights[index]!;
  const windowOffset = subscribers.days - windowDays;
  let squares = 0;
  const byTier = tiers.map((tier, code) => {
    let mean = 0;
    const active = subscribers.active[code]!;
    for (let start = 0; start < active.length; start++) {
      const sessions = rate[tier] * remaining[Math.max(0, start - windowOffset)]!;
      mean += active[start]! * sessions;
      squares += active[start]! * sessions * sessions;
    }
    return mean;
  });
  const mean = byTier.reduce((sum, part) => sum + part, 0);
  return { mean, variance: mean + squares * (1 + 1 / shape) - mean * mean, byTier };
}
