// Checks session-rate on the ten weekdays of the last 14 days, where every session is kept and no lift applies, over the
// subscribers who were there on all of them: each one's count is Poisson of a Gamma mean, so that sums are negative
// binomial. Given who subscribed to what: how many subscribers there are is no matter of this rule.

import { nullValue } from "../../csv/columns.ts";
import { type Tier, tiers } from "../../datasets.ts";
import { recentDays } from "../../rules/recency-window.ts";
import { type World, windowDays } from "../../rules/world.ts";
import type { CheckObserver, JudgedClaim, Observed, RuleCheck } from "../check.ts";
import { judgeOverdispersed, judgeShare } from "../judge-count.ts";
import { judgeSum } from "../judge-sum.ts";
import { newObservation, totalOf } from "../observation.ts";
import { firstMark, type ObserveContext, type RowsOf } from "../rows.ts";
import { ranRecently, reachedTiers, windowWeekdays } from "../sessions.ts";
import { percent } from "../wording.ts";

/** Relative: the tiers lie 80 % apart, and 10,000 customers have some 1,000 subscribers on the smallest. */
const materialRate = 0.15;
/** In sessions a weekday, or in busy weekdays, for rates near 0. */
const leastMaterial = 0.01;
/** A shape of 1 instead of 2 moves the silent by as much. */
const materialSilence = 0.06;

export const sessionRate: RuleCheck = {
  rule: "session-rate",
  observe: { usage_logs: observeSessions, subscriptions: observeSubscribers },
  expectations: {
    "*": "n subscribers who were there on all of the last 14 days have n times L = 10 rate sessions on their 10 weekdays, with the variance n (L + L^2 / shape) that personas give; negative binomial.",
    "silent-*": "1 - (shape / (shape + L))^shape of them have any at all; exact binomial.",
    "busy-days-*":
      "1 - i of their weekdays have any, i = (shape / (shape + rate))^shape, with the variance 10 (i - j) + 100 (j - i^2) a subscriber, j = (shape / (shape + 2 rate))^shape; Bernstein.",
  },
  judge: ({ usage_logs, subscriptions }, world) => {
    if (usage_logs === undefined || subscriptions === undefined) return [];
    const observed = { usage_logs, subscriptions };
    const everyTier = (claim: (tier: TierSessions) => JudgedClaim): JudgedClaim[] =>
      reachedTiers(world).map((tier) => claim(tierSessions(observed, world, tier, tiers.indexOf(tier))));
    return [...everyTier(rate), ...everyTier(watching), ...everyTier(busyDays)];
  },
};

/** By tier: sessions, subscribers seen at least once, and days of a subscriber with a session. */
function observeSessions({ world, marks }: ObserveContext): CheckObserver<RowsOf["usage_logs"]> {
  const windowStart = world.asOfDay - windowDays;
  const firstRecent = windowDays - recentDays;
  const isWeekday = windowWeekdays(world);
  const sessions = new Uint32Array(tiers.length + 1);
  const watchers = new Uint32Array(tiers.length + 1);
  const busy = new Uint32Array(tiers.length + 1);
  const { watchedRecently } = marks;
  return {
    observation: newObservation({ sessions, watchers, busy }),
    observe: ({ batch, activeFrom, tier }) => {
      const { rows, startDay, customer, candidate } = batch;
      for (let row = 0; row < rows; row++) {
        const day = startDay[row]! - windowStart;
        if (day < firstRecent || day >= windowDays || isWeekday[day] === 0 || !ranRecently(activeFrom[row]!)) continue;
        const code = tier[row]!;
        sessions[code]!++;
        // Every candidate of these days is kept: a day with any has the first.
        if (candidate[row] === 1) busy[code]!++;
        if (firstMark(watchedRecently, customer[row]!)) watchers[code]!++;
      }
    },
  };
}

/** By tier: subscriptions active at the as-of date that ran on all of the last 14 days. */
function observeSubscribers({ world }: ObserveContext): CheckObserver<RowsOf["subscriptions"]> {
  const { asOfDay } = world;
  const subscribers = new Uint32Array(tiers.length + 1);
  return {
    observation: newObservation({ subscribers }),
    observe: ({ batch, tier }) => {
      const { rows, startDay, endDay } = batch;
      for (let row = 0; row < rows; row++) {
        const start = startDay[row]!;
        const end = endDay[row]!;
        const isActive = start !== nullValue && (end === nullValue || end > asOfDay);
        if (isActive && start <= asOfDay - recentDays) subscribers[tier[row]!]!++;
      }
    },
  };
}

interface TierSessions {
  readonly tier: Tier;
  readonly subscribers: number;
  /** Weekdays that are judged. */
  readonly days: number;
  /** Declared mean sessions a weekday, and the persona's shape. */
  readonly mean: number;
  readonly shape: number;
  readonly sessions: number;
  readonly watchers: number;
  readonly busy: number;
}

type Both = Required<Pick<Observed, "usage_logs" | "subscriptions">>;

function tierSessions({ usage_logs, subscriptions }: Both, world: World, tier: Tier, code: number): TierSessions {
  const { rate: rates, shape } = world.behaviour["session-rate"];
  const counted = (name: string): number => usage_logs.counts[name]![code + 1]!;
  return {
    tier,
    subscribers: subscriptions.counts["subscribers"]![code + 1]!,
    days: totalOf(windowWeekdays(world), windowDays - recentDays),
    mean: rates[tier],
    shape,
    sessions: counted("sessions"),
    watchers: counted("watchers"),
    busy: counted("busy"),
  };
}

/** Probability that a subscriber has no session at a persona times `mean` expected ones: E exp(-mean * Gamma). */
function silence(mean: number, shape: number): number {
  return Math.exp(shape * Math.log(shape / (shape + mean)));
}

function rate({ tier, subscribers, days, mean, shape, sessions }: TierSessions): JudgedClaim {
  const each = days * mean;
  return {
    name: tier.toLowerCase(),
    claim: `A ${tier} subscriber has ${mean} sessions a weekday (last ${recentDays} days); Premium is to watch most and Basic least.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeOverdispersed({
      statistic: "mean",
      unit: "sessions a weekday",
      n: subscribers,
      count: sessions,
      mean: subscribers * each,
      variance: subscribers * (each + (each * each) / shape),
      per: subscribers * days,
      material: Math.max(leastMaterial, materialRate * mean),
    }),
  };
}

function watching({ tier, subscribers, days, mean, shape, watchers }: TierSessions): JudgedClaim {
  const share = 1 - silence(days * mean, shape);
  return {
    name: `silent-${tier.toLowerCase()}`,
    claim: `${percent(share)} of ${tier} subscribers have a session on the last ${days} weekdays, as personas of shape ${shape} give.`,
    demand: false,
    dataset: "usage_logs",
    ...judgeShare({
      successes: Math.min(watchers, subscribers),
      trials: subscribers,
      share,
      material: materialSilence,
    }),
  };
}

/**
 * Days with a session: independent given the persona, each with probability 1 - exp(-mean * persona), whose first two
 * moments are in closed form. A count a day that is not Poisson shows here.
 */
function busyDays({ tier, subscribers, days, mean, shape, busy }: TierSessions): JudgedClaim {
  const idle = silence(mean, shape);
  const idleTwice = silence(2 * mean, shape);
  const share = 1 - idle;
  const variance = days * (idle - idleTwice) + days * days * Math.max(0, idleTwice - idle * idle);
  return {
    name: `busy-days-${tier.toLowerCase()}`,
    claim: `A ${tier} subscriber has a session on ${percent(share)} of weekdays (last ${recentDays} days), as a Poisson count a day gives.`,
    demand: false,
    dataset: "usage_logs",
    ...judgeSum({
      statistic: "share",
      n: subscribers,
      sum: busy,
      expectedSum: subscribers * days * share,
      variance: subscribers * variance,
      bound: days * Math.max(share, idle),
      per: subscribers * days,
      material: Math.max(leastMaterial, materialRate * share),
    }),
  };
}
