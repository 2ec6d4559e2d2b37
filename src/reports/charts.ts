// From counts to what the report's charts are drawn from: the flow of subscriptions by month, who could watch from when on,
// and how the sessions spread over titles.

import { titleSessions } from "../checks/rules/title-popularity.ts";
import { changeTypes, genres, tiers } from "../datasets.ts";
import { spreadRanks } from "../expectations/popularity.ts";
import { isoDate, windowDays } from "../rules/world.ts";
import type { GenrePopularity, MonthlyFlow, SubscriptionCharts, UsageCharts } from "./chart-schemas.ts";
import { monthStart } from "./coverage.ts";
import { type PartialReport, tallyOf } from "./partial.ts";
import { entriesOf, type Tally, timesOf } from "./tally.ts";

/** Places of the sorted titles that a chart shows, a decade. */
const ranksADecade = 16;

/** Days from signup to the first subscription that a chart has room for. */
const longestDelay = 365;

/** Of a merged partial report of subscriptions. */
export function subscriptionCharts(partial: PartialReport): SubscriptionCharts {
  const { plans, customers } = partial.resolvable;
  const since = (tier: string): number[] => listOf(tallyOf(partial, `active_since.${tier}`), windowDays);
  const [basic, standard, premium] = tiers;
  return {
    flows: monthlyFlows(partial),
    activeSince: plans ? { Basic: since(basic), Standard: since(standard), Premium: since(premium) } : null,
    delays: customers ? delaysOf(tallyOf(partial, "delay_days")) : null,
  };
}

function monthlyFlows(partial: PartialReport): MonthlyFlow[] {
  const { asOfDay } = partial;
  const months = new Map<number, Omit<MonthlyFlow, "month">>();
  const add = (day: number, flow: keyof Omit<MonthlyFlow, "month">, times: number): void => {
    const month = monthStart(day);
    const sums = months.get(month) ?? { new: 0, winback: 0, upgrade: 0, downgrade: 0, churn: 0 };
    sums[flow] += times;
    months.set(month, sums);
  };
  for (const [day, times] of entriesOf(tallyOf(partial, "end_date"))) if (day < asOfDay) add(day, "churn", times);
  for (const change of changeTypes) {
    for (const [day, times] of entriesOf(tallyOf(partial, `start_date.${change}`))) {
      if (day >= asOfDay) continue;
      add(day, change, times);
      // The subscription before it ended on the same day, and nobody left.
      if (change === "upgrade" || change === "downgrade") add(day, "churn", -times);
    }
  }
  return [...months].sort(([a], [b]) => a - b).map(([month, flow]) => ({ month: isoDate(month), ...flow }));
}

/** From 0 to the largest delay; a subscription from before its signup, which no clean file has, is left to the checks. */
function delaysOf(tally: Tally): number[] {
  const last = entriesOf(tally).at(-1)?.[0] ?? -1;
  return listOf(tally, Math.min(last, longestDelay) + 1);
}

function listOf(tally: Tally, length: number): number[] {
  return Array.from({ length: Math.max(0, length) }, (_, value) => timesOf(tally, value));
}

/** Of a merged partial report of usage_logs that could be looked up in content. */
export function usageCharts(partial: PartialReport): UsageCharts {
  const { titleGenres = new Uint8Array() } = partial;
  const byGenre: number[][] = genres.map(() => []);
  // The check of title-popularity counts them in the same scan.
  const sessions = titleSessions(partial.observations["title-popularity"]!);
  for (let title = 1; title < sessions.length; title++) {
    if (sessions[title]! > 0) byGenre[(titleGenres[title] ?? 0) - 1]?.push(sessions[title]!);
  }
  const [movie, music, podcast] = byGenre.map(popularityOf) as [GenrePopularity, GenrePopularity, GenrePopularity];
  return { popularity: { movie, music, podcast } };
}

function popularityOf(counts: number[]): GenrePopularity {
  const sorted = Float64Array.from(counts).sort().reverse();
  const ranks = spreadRanks(sorted.length, ranksADecade).map((rank) => ({ rank, sessions: sorted[rank - 1]! }));
  return { titles: sorted.length, sessions: sorted.reduce((sum, times) => sum + times, 0), ranks };
}
