// A subscriber's load: the sessions that session-rate, weekend-lift and recency-window lead one to expect of days of the
// window, before the persona factor. Moments over customers, of whom most of the variance of session counts comes.

import { tiers } from "../datasets.ts";
import type { World } from "../rules/world.ts";
import type { Moments } from "./moments.ts";
import { total } from "./named.ts";
import { activeByWindowDay, dayWeights, remainingWeights } from "./sessions.ts";
import type { SubscriberExpectation } from "./subscribers.ts";

/** A weight for each day of the window, the oldest first; 0 leaves a day out. */
export type DayWeights = Float64Array;

export interface Loads {
  readonly customers: number;
  /** E[persona^2] = 1 + 1/shape. */
  readonly personaSquare: number;
  /** Of a weekday's sessions, for each day. */
  readonly everyDay: DayWeights;
  /** E[load] of a customer over the days, by tier: 0 for who is on another tier or on none. */
  readonly mean: (days: DayWeights) => number[];
  /** E[load over a * load over b] of a customer, by tier. */
  readonly product: (a: DayWeights, b: DayWeights) => number[];
}

/** The loads of one customer of the world. */
export function loadsOf(world: World, subscribers: SubscriberExpectation): Loads {
  const { rate, shape } = world.behaviour["session-rate"];
  const from = activeByWindowDay(subscribers);
  const rates = tiers.map((tier) => rate[tier]);
  return {
    customers: world.customers,
    personaSquare: 1 + 1 / shape,
    everyDay: dayWeights(world),
    mean: (days) => {
      const left = remainingWeights(days);
      return from.map((byDay, tier) => rates[tier]! * total(byDay.map((share, day) => share * left[day]!)));
    },
    product: (a, b) => {
      const [leftA, leftB] = [remainingWeights(a), remainingWeights(b)];
      const squares = from.map((byDay) => total(byDay.map((share, day) => share * leftA[day]! * leftB[day]!)));
      return squares.map((square, tier) => rates[tier]! ** 2 * square);
    },
  };
}

/**
 * The number of rows of a kind, given E[L] and E[L^2] of its load L in one customer. Given persona and load it is Poisson, so
 * one customer's variance is E[L] + E[L^2](1 + 1/shape) - E[L]^2, who subscribes to what and when included.
 */
export function rowCount(loads: Loads, mean: number, square: number): Moments {
  const variance = mean + loads.personaSquare * square - mean * mean;
  return { mean: loads.customers * mean, variance: loads.customers * Math.max(0, variance) };
}

/**
 * The share R of a kind of rows among all rows, given E[L] of all rows and E[(L' - R L)^2] for the kind's load L'. By the
 * linearised ratio of two sums over customers: R(1 - R) / rows, and what customers differ by in their own shares.
 * Neglected: terms of 1 / customers beside 1, among them the share's bias.
 */
export function rowShare(loads: Loads, share: number, mean: number, spread: number): Moments {
  const rows = loads.customers * mean;
  return { mean: share, variance: (share * (1 - share) + (loads.personaSquare * spread) / mean) / rows };
}
