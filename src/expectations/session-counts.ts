// How many sessions there should be, and which share of all: by tier, genre, region, device, hour and day.

import { devices, type Genre, genres, regions, tiers } from "../datasets.ts";
import { usStates } from "../rules/us-states.ts";
import { isoDate, isWeekend, type World, windowDays } from "../rules/world.ts";
import { type Loads, rowCount, rowShare } from "./loads.ts";
import { type Interval, intervalOf, shareIntervalOf } from "./moments.ts";
import { total, valuesByName } from "./named.ts";

export interface CountAndShare {
  readonly sessions: Interval;
  /** Null where no sessions are expected at all. */
  readonly share: Interval | null;
}

export interface DaySessions {
  readonly date: string;
  readonly weekend: boolean;
  readonly sessions: Interval;
}

/** Sessions by tier: who is on the tier has all rows there, who is not has none. */
export function sessionsByTier(loads: Loads): Record<(typeof tiers)[number], CountAndShare> {
  const { everyDay } = loads;
  const [means, squares] = [loads.mean(everyDay), loads.product(everyDay, everyDay)];
  const [mean, square] = [total(means), total(squares)];
  return valuesByName(tiers, (_, tier) => {
    const share = mean === 0 ? 0 : means[tier]! / mean;
    // (L' - R L)^2 is ((1 - R) L)^2 on the tier and (R L)^2 on another.
    const spread = (1 - share) ** 2 * squares[tier]! + share ** 2 * (square - squares[tier]!);
    return {
      sessions: intervalOf(rowCount(loads, means[tier]!, squares[tier]!)),
      share: mean === 0 ? null : shareIntervalOf(rowShare(loads, share, mean, spread), loads.customers * mean),
    };
  });
}

/** Probability of a kind of row, and the variance of that probability between customers. */
interface RowKind {
  readonly probability: number;
  readonly between: number;
}

/** Rows of a kind that neither tier nor day has a say in: E[L'^2] = (p^2 + between) E[L^2], and L' - p L varies by `between`. */
function kindCounter(loads: Loads): (kind: RowKind) => CountAndShare {
  const { everyDay } = loads;
  const [mean, square] = [total(loads.mean(everyDay)), total(loads.product(everyDay, everyDay))];
  return ({ probability, between }) => ({
    sessions: intervalOf(rowCount(loads, probability * mean, (probability ** 2 + between) * square)),
    share:
      mean === 0 ? null : shareIntervalOf(rowShare(loads, probability, mean, between * square), loads.customers * mean),
  });
}

/** Sessions by genre: every row of every customer is drawn alike, so given their total the rows are binomial. */
export function sessionsByGenre(world: World, loads: Loads): Record<Genre, CountAndShare> {
  const count = kindCounter(loads);
  return valuesByName(genres, (genre) => count({ probability: world.behaviour["genre-mix"][genre], between: 0 }));
}

/** Share of the population, and so of customers, that lives in each region. */
export function regionShares(): Record<(typeof regions)[number], number> {
  const population = total(usStates.map((state) => state.population));
  return valuesByName(
    regions,
    (region) =>
      total(usStates.filter((state) => state.region === region).map((state) => state.population)) / population,
  );
}

/** Sessions by the customer's region: all rows of a customer or none, p(1 - p) between customers. */
export function sessionsByRegion(loads: Loads): Record<(typeof regions)[number], CountAndShare> {
  const [count, shares] = [kindCounter(loads), regionShares()];
  return valuesByName(regions, (region) => {
    const probability = shares[region];
    return count({ probability, between: probability * (1 - probability) });
  });
}

/**
 * Sessions by device: w by weights, with probability `own` the customer's own device, itself drawn by the same weights. A
 * customer's probability is own + (1 - own) w with probability w and (1 - own) w else: variance own^2 w (1 - w).
 */
export function sessionsByDevice(world: World, loads: Loads): Record<(typeof devices)[number], CountAndShare> {
  const count = kindCounter(loads);
  const { own } = world.behaviour["playback-device"];
  const { deviceWeights } = world.behaviour["region-and-device"];
  return valuesByName(devices, (device) => {
    const probability = deviceWeights[device];
    return count({ probability, between: own ** 2 * probability * (1 - probability) });
  });
}

/** Sessions of each genre by the hour they start in: a row is of a genre and hour with the product of their shares. */
export function sessionsByHour(world: World, loads: Loads): Record<Genre, Interval[]> {
  const count = kindCounter(loads);
  const { "genre-mix": mix, "hour-of-day": hourOfDay } = world.behaviour;
  return valuesByName(genres, (genre) => {
    const weights = hourOfDay.hours[genre];
    const sum = total(weights);
    return weights.map((weight) => count({ probability: (mix[genre] * weight) / sum, between: 0 }).sessions);
  });
}

/** Sessions of each day of the window, the oldest first: a day's load counts only who had started by then. */
export function sessionsByDay(world: World, loads: Loads): DaySessions[] {
  return Array.from({ length: windowDays }, (_, index) => {
    const day = world.asOfDay - windowDays + index;
    const only = new Float64Array(windowDays);
    only[index] = loads.everyDay[index]!;
    const moments = rowCount(loads, total(loads.mean(only)), total(loads.product(only, only)));
    return { date: isoDate(day), weekend: isWeekend(day), sessions: intervalOf(moments) };
  });
}
