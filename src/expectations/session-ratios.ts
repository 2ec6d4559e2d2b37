// How many times the sessions of one kind of day those of another should be: weekends to weekdays, recent days to earlier.

import { recentDays } from "../rules/recency-window.ts";
import { isWeekend, type World, windowDays } from "../rules/world.ts";
import type { Loads } from "./loads.ts";
import { fixed, type Interval, realIntervalOf } from "./moments.ts";
import { total } from "./named.ts";

export interface SessionRatios {
  /** A weekend day's sessions over a weekday's; null where no weekday has any. */
  readonly weekend: { readonly last14Days: Interval | null; readonly window: Interval | null };
  /** Sessions a day in the last 14 days over those in the 46 before; null where those have none. */
  readonly recent: Interval | null;
}

/** True for the days that belong to a side; ages from 1, the day before the as-of date, to 60. */
type Days = (age: number) => boolean;

/** The ratios of the world's window. */
export function sessionRatios(world: World, loads: Loads): SessionRatios {
  const weekend: Days = (age) => isWeekend(world.asOfDay - age);
  const recent: Days = (age) => age <= recentDays;
  return {
    weekend: {
      last14Days: ratioOf(
        loads,
        (age) => recent(age) && weekend(age),
        (age) => recent(age) && !weekend(age),
      ),
      window: ratioOf(loads, weekend, (age) => !weekend(age)),
    },
    recent: ratioOf(loads, recent, (age) => !recent(age)),
  };
}

/**
 * Sessions a day on the days of `above` over those of `below`. The relative variance of a ratio of sums over customers is that of
 * X/E[X] - Y/E[Y]: with loads L and K, (1/E[L] + 1/E[K] + (1 + 1/shape) E[(L/E[L] - K/E[K])^2]) / customers. A persona
 * stands on both sides and cancels but for who started in between. Neglected: the ratio's bias, of 1 / rows below.
 */
function ratioOf(loads: Loads, above: Days, below: Days): Interval | null {
  const [upper, lower] = [sideOf(loads, above), sideOf(loads, below)];
  const [m, n] = [total(loads.mean(upper.weights)), total(loads.mean(lower.weights))];
  if (n === 0) return null;
  if (m === 0) return realIntervalOf(fixed(0));
  const products = (a: Float64Array, b: Float64Array): number => total(loads.product(a, b));
  const between =
    products(upper.weights, upper.weights) / m ** 2 +
    products(lower.weights, lower.weights) / n ** 2 -
    (2 * products(upper.weights, lower.weights)) / (m * n);
  const relative = (1 / m + 1 / n + loads.personaSquare * Math.max(0, between)) / loads.customers;
  const ratio = m / upper.days / (n / lower.days);
  return realIntervalOf({ mean: ratio, variance: ratio ** 2 * relative });
}

function sideOf({ everyDay }: Loads, days: Days): { weights: Float64Array; days: number } {
  const weights = everyDay.map((weight, index) => (days(windowDays - index) ? weight : 0));
  return { weights, days: everyDay.filter((_, index) => days(windowDays - index)).length };
}
