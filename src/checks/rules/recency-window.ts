// Checks recency-window: that no row lies outside the window, and how sessions thin out with age. Compared are weekdays of
// subscribers who were there all along: given how many sessions they had, those of each day are multinomial, whatever the
// weekend's lift, the personas and the growth of subscribers.

import type { UsageBatch } from "../../csv/scan-batch.ts";
import { recentDays } from "../../rules/recency-window.ts";
import { isoDate, type World, windowDays } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCells } from "../judge-cells.ts";
import { judgeShare } from "../judge-count.ts";
import { judgeInvariant } from "../judgement.ts";
import { dateText, usageKey } from "../keys.ts";
import { newObservation, type Observation, type Offenders, offend, totalOf } from "../observation.ts";
import { dailyRatio, isWatched, ranThroughout, windowKeptShares, windowWeekdays } from "../sessions.ts";
import { percent, rounded } from "../wording.ts";

const daysBefore = windowDays - recentDays;
/** In times a day's sessions before, at the default's 1.56. */
const materialRatio = 0.1;
const defaultRatio = 1.56;
const materialSpread = 0.05;

export const recencyWindow: RuleCheck = {
  rule: "recency-window",
  observe: {
    usage_logs: ({ world, rangeStart }) => {
      const windowStart = world.asOfDay - windowDays;
      const isWeekday = windowWeekdays(world);
      const rows = new Uint32Array(1);
      /** By day of the window. */
      const sessions = new Uint32Array(windowDays);
      const observation = newObservation({ rows, sessions }, ["window"]);
      const outside = observation.offenders["window"]!;
      return {
        observation,
        observe: ({ batch, activeFrom }) => {
          rows[0]! += batch.rows;
          for (let row = 0; row < batch.rows; row++) {
            const day = batch.startDay[row]! - windowStart;
            if (day < 0 || day >= windowDays) {
              offendRow(outside, rangeStart, batch, row);
            } else if (isWeekday[day] === 1 && ranThroughout(activeFrom[row]!)) sessions[day]!++;
          }
        },
      };
    },
  },
  expectations: {
    ratio:
      "1 by the mean over the weekdays before of max(floor, 2^(-(age - 14) / halfLifeDays)): given all, the recent sessions are binomial.",
    ageing: "Weekdays of each age as 1 up to 14 days, max(floor, 2^(-(age - 14) / halfLifeDays)) beyond; chi-square.",
  },
  judge: ({ usage_logs: usage }, world) => {
    if (usage === undefined) return [];
    return [inWindow(usage, world), ...(isWatched(world) ? [ratio(usage, world), ageing(usage, world)] : [])];
  },
};

/** Apart from the loop, which would otherwise make a scope for every row. */
function offendRow(outside: Offenders, rangeStart: number, batch: UsageBatch, row: number): void {
  offend(outside, rangeStart, row, () => ({
    key: usageKey(batch, row),
    found: `started on ${dateText(batch.startDay[row]!)}`,
  }));
}

function inWindow({ counts, offenders }: Observation, { asOfDay }: World): JudgedClaim {
  return {
    name: "window",
    claim: `Every session starts in the ${windowDays} days from ${isoDate(asOfDay - windowDays)} to ${isoDate(asOfDay - 1)}.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeInvariant(counts["rows"]![0]!, offenders["window"]!),
  };
}

/** By day of the window: the expected sessions of a weekday over those of one in the last 14 days; 0 on weekends. */
function weekdayWeights(world: World): Float64Array {
  const kept = windowKeptShares(world);
  return Float64Array.from(windowWeekdays(world), (isWeekday, day) => isWeekday * kept[day]!);
}

function ratio({ counts }: Observation, world: World): JudgedClaim {
  const weights = weekdayWeights(world);
  const weekdays = windowWeekdays(world);
  const recentWeight = totalOf(weights, daysBefore);
  const sessions = counts["sessions"]!;
  const trials = totalOf(sessions);
  const days = [totalOf(weekdays, daysBefore), totalOf(weekdays, 0, daysBefore)] as const;
  const expected = recentWeight / days[0] / (totalOf(weights, 0, daysBefore) / days[1]);
  return {
    name: "ratio",
    claim: `A weekday of the last ${recentDays} days has ${rounded(expected, 3)} times the sessions of a weekday of the ${daysBefore} days before.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeShare({
      statistic: "sessions a recent weekday over sessions a weekday before",
      successes: totalOf(sessions, daysBefore),
      trials,
      share: recentWeight / totalOf(weights),
      shown: (share) => dailyRatio(share, days[0], days[1], Math.max(1, trials)),
      material: materialRatio * Math.max(1, expected / defaultRatio),
    }),
  };
}

function ageing({ counts }: Observation, world: World): JudgedClaim {
  const { floor, halfLifeDays } = world.behaviour["recency-window"];
  return {
    name: "ageing",
    claim: `Weekdays of the last ${recentDays} days have equally many sessions; before, they halve every ${halfLifeDays} days, down to ${percent(floor)}.`,
    demand: false,
    dataset: "usage_logs",
    ...judgeCells({
      observed: counts["sessions"]!,
      probabilities: weekdayWeights(world),
      material: materialSpread,
    }),
  };
}
