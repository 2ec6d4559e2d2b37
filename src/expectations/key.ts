// The expected-answer key: what any query of a consumer should find in the files, before anything is generated. It puts the parts
// together and computes none; each number's derivation stands in its part.

import {
  type DatasetName,
  type Device,
  devices,
  type Genre,
  genres,
  type Region,
  regions,
  type Tier,
  tiers,
} from "../datasets.ts";
import { genreQuotas } from "../rules/genre-mix.ts";
import { planCatalogue } from "../rules/plan-catalog.ts";
import { isoDate, type World } from "../rules/world.ts";
import { type DatasetEstimate, estimate } from "./estimate.ts";
import { loadsOf, rowCount } from "./loads.ts";
import { type MinutesWatched, minutesWatched } from "./minutes.ts";
import { binomialIntervalOf, fixed, type Interval, intervalOf } from "./moments.ts";
import { total, valuesByName } from "./named.ts";
import * as sessions from "./session-counts.ts";
import { type SessionRatios, sessionRatios } from "./session-ratios.ts";
import { signupProbabilities, subscriberRecursion } from "./subscribers.ts";
import { type SubscriptionCounts, subscriptionCounts } from "./subscription-counts.ts";
import { type TopTitle, topTitles } from "./top-titles.ts";
import { type Watching, watchingByTier } from "./watching-by-tier.ts";

export interface MonthSignups {
  /** `YYYY-MM` */
  readonly month: string;
  readonly customers: Interval;
}

export interface ExpectedAnswers {
  readonly datasets: Partial<Record<DatasetName, DatasetEstimate>>;
  readonly customers: {
    readonly byRegion: Record<Region, Interval>;
    readonly byDevice: Record<Device, Interval>;
    readonly bySignupMonth: readonly MonthSignups[];
  };
  readonly plans: { readonly monthlyPriceByTier: Record<Tier, Interval> };
  readonly content: { readonly byGenre: Record<Genre, Interval> };
  readonly subscriptions: SubscriptionCounts;
  readonly sessions: {
    readonly total: Interval;
    readonly byTier: Record<Tier, sessions.CountAndShare>;
    readonly byGenre: Record<Genre, sessions.CountAndShare>;
    readonly byRegion: Record<Region, sessions.CountAndShare>;
    readonly byDevice: Record<Device, sessions.CountAndShare>;
    /** By hour 0..23. */
    readonly byGenreAndHour: Record<Genre, readonly Interval[]>;
    readonly byDay: readonly sessions.DaySessions[];
    readonly ratios: SessionRatios;
  };
  readonly minutesWatched: MinutesWatched;
  readonly watchingByTier: Record<Tier, Watching>;
  readonly topTitlesByGenre: Record<Genre, readonly TopTitle[]>;
}

/** The key of a world whose every dataset is generated; `datasets` are those whose size is told. Takes some tens of milliseconds. */
export function expectedAnswers(world: World, datasets: readonly DatasetName[]): ExpectedAnswers {
  const subscribers = subscriberRecursion(world);
  const loads = loadsOf(world, subscribers);
  return {
    datasets: estimate(world, datasets).datasets,
    customers: customerCounts(world),
    plans: { monthlyPriceByTier: prices(world) },
    content: { byGenre: titleCounts(world) },
    subscriptions: subscriptionCounts(world, subscribers),
    sessions: {
      total: intervalOf(
        rowCount(loads, total(loads.mean(loads.everyDay)), total(loads.product(loads.everyDay, loads.everyDay))),
      ),
      byTier: sessions.sessionsByTier(loads),
      byGenre: sessions.sessionsByGenre(world, loads),
      byRegion: sessions.sessionsByRegion(loads),
      byDevice: sessions.sessionsByDevice(world, loads),
      byGenreAndHour: sessions.sessionsByHour(world, loads),
      byDay: sessions.sessionsByDay(world, loads),
      ratios: sessionRatios(world, loads),
    },
    minutesWatched: minutesWatched(world, loads),
    watchingByTier: watchingByTier(world, loads),
    topTitlesByGenre: topTitles(world, loads),
  };
}

/** Every customer is drawn alike: each count is binomial. */
function customerCounts(world: World): ExpectedAnswers["customers"] {
  const count = (probability: number): Interval => binomialIntervalOf(world.customers, probability);
  const shares = sessions.regionShares();
  const { deviceWeights } = world.behaviour["region-and-device"];
  const byMonth = new Map<string, number>();
  const signups = signupProbabilities();
  for (const [offset, probability] of signups.entries()) {
    const month = isoDate(world.anchorDay - signups.length + offset).slice(0, 7);
    byMonth.set(month, (byMonth.get(month) ?? 0) + probability);
  }
  return {
    byRegion: valuesByName(regions, (region) => count(shares[region])),
    byDevice: valuesByName(devices, (device) => count(deviceWeights[device])),
    bySignupMonth: [...byMonth].map(([month, probability]) => ({ month, customers: count(probability) })),
  };
}

function exactly(value: number): Interval {
  return intervalOf(fixed(value));
}

function prices(world: World): Record<Tier, Interval> {
  const plans = planCatalogue(world.behaviour["plan-catalog"]);
  return valuesByName(tiers, (_, code) => exactly(plans[code]!.priceCents / 100));
}

function titleCounts(world: World): Record<Genre, Interval> {
  const quotas = genreQuotas(world.behaviour["genre-mix"], world.content);
  return valuesByName(genres, (_, code) => exactly(quotas[code]!));
}
