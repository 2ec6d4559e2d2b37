// How many sessions each day of the window and each tier should have, given who subscribes: mean and variance by session-rate,
// weekend-lift and recency-window. Where no subscribers were counted, the recursion's expected ones stand for them.

import { tiers } from "../datasets.ts";
import { type World, windowDays } from "../rules/world.ts";
import type { Moments } from "./moments.ts";
import { activeByWindowDay, dayWeights, remainingWeights } from "./sessions.ts";
import { subscriberRecursion } from "./subscribers.ts";

/** Active subscribers by tier, then by the window day 0..59 from which on they can watch. */
export type ActiveSince = readonly (readonly number[])[];

export interface SessionDays {
  /** By day of the window, the oldest first. */
  readonly days: readonly Moments[];
  /** By tier. */
  readonly tiers: readonly Moments[];
}

/** The subscribers that the rules lead one to expect, as fractions of a person where need be. */
export function expectedActiveSince(world: World): number[][] {
  return activeByWindowDay(subscriberRecursion(world)).map((byDay) => Array.from(byDay, (p) => world.customers * p));
}

/**
 * Sessions given the subscribers. A subscriber's count over any days is Poisson with mean L * persona, so it has mean L and
 * variance L + L^2 / shape; subscribers are independent.
 */
export function sessionDays(world: World, activeSince: ActiveSince): SessionDays {
  const { rate, shape } = world.behaviour["session-rate"];
  const weights = dayWeights(world);
  const left = remainingWeights(weights);
  const days = Array.from(weights, () => ({ mean: 0, variance: 0 }));
  const byTier = tiers.map((tier, code) => {
    const total = { mean: 0, variance: 0 };
    let subscribers = 0;
    for (let day = 0; day < windowDays; day++) {
      const joined = activeSince[code]![day]!;
      subscribers += joined;
      add(days[day]!, subscribers, rate[tier] * weights[day]!, shape);
      add(total, joined, rate[tier] * left[day]!, shape);
    }
    return total;
  });
  return { days, tiers: byTier };
}

function add(sum: { mean: number; variance: number }, subscribers: number, each: number, shape: number): void {
  sum.mean += subscribers * each;
  sum.variance += subscribers * (each + (each * each) / shape);
}
