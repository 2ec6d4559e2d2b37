// Checks weekend-lift in the last 14 days, where every session is kept, and in the 46 before. Given how many sessions the
// subscribers had who were there all along, those on weekends are binomial: personas cannot be seen in it. Before, a weekend is
// compared with the Friday before and the Monday after, which are as old as it on average: nor does it show how days thin out.
// More weekdays would see smaller deviations, and the bend of a wrong thinning with them.

import { recentDays } from "../../rules/recency-window.ts";
import { isWeekend, type World, weekday, windowDays } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCells } from "../judge-cells.ts";
import { judgeShare } from "../judge-count.ts";
import { newObservation, type Observation, totalOf } from "../observation.ts";
import { dailyRatio, isWatched, ranRecently, ranThroughout, windowKeptShares, windowWeekdays } from "../sessions.ts";

const daysAWeek = 7;
const friday = 5;
/** From the Friday before a weekend to the Monday after. */
const comparedInRow = 4;
const weekendDays = 4;
const weekdays = recentDays - weekendDays;
/** In times a weekday's sessions, at the declared 1.5. */
const materialLift = 0.1;
const materialSpread = 0.05;

export const weekendLift: RuleCheck = {
  rule: "weekend-lift",
  observe: {
    usage_logs: ({ world }) => {
      const byWeekday = new Uint32Array(daysAWeek);
      /** By day of the window: sessions on the days around whole weekends before the last 14 days. */
      const before = new Uint32Array(windowDays);
      const firstDay = world.asOfDay - recentDays;
      const windowStart = world.asOfDay - windowDays;
      const isCompared = comparedDays(world);
      return {
        observation: newObservation({ byWeekday, before }),
        observe: ({ batch, activeFrom }) => {
          for (let row = 0; row < batch.rows; row++) {
            const day = batch.startDay[row]!;
            if (day >= firstDay) {
              if (ranRecently(activeFrom[row]!)) byWeekday[weekday(day)]!++;
            } else if (isCompared[day - windowStart] === 1 && ranThroughout(activeFrom[row]!)) {
              before[day - windowStart]!++;
            }
          }
        },
      };
    },
  },
  expectations: {
    ratio: "4 lift / (4 lift + 10) of the sessions of the last 14 days lie on their 4 weekend days; exact binomial.",
    before:
      "lift times what is kept of Saturday and Sunday, by the same and what is kept of the Friday before and the Monday after: the share of the sessions of all four that lie on the weekend; exact binomial.",
    "days-of-the-week":
      "lift / (2 lift + 5) for Saturday and Sunday each, 1 / (2 lift + 5) for the others; chi-square.",
  },
  judge: ({ usage_logs: usage }, world) =>
    usage === undefined || !isWatched(world) ? [] : [ratio(usage, world), before(usage, world), spread(usage, world)],
};

function ratio({ counts }: Observation, world: World): JudgedClaim {
  const { lift } = world.behaviour["weekend-lift"];
  const { byWeekday } = counts;
  const trials = totalOf(byWeekday!);
  const shareOf = (times: number): number => (weekendDays * times) / (weekendDays * times + weekdays);
  return {
    name: "ratio",
    claim: `A Saturday or Sunday has ${lift} times the sessions of a weekday (last 14 days).`,
    demand: true,
    dataset: "usage_logs",
    ...judgeShare({
      statistic: "sessions a weekend day over sessions a weekday",
      successes: byWeekday![0]! + byWeekday![6]!,
      trials,
      share: shareOf(lift),
      shown: (share) => dailyRatio(share, weekendDays, weekdays, trials),
      shareOf,
      material: materialLift * Math.max(1, lift / 1.5),
    }),
  };
}

/** By day of the window: 1 for Friday to Monday around each weekend, where all four lie before the last 14 days. */
function comparedDays({ asOfDay }: World): Uint8Array {
  const windowStart = asOfDay - windowDays;
  const compared = new Uint8Array(windowDays);
  for (let day = 0; day + comparedInRow <= windowDays - recentDays; day++) {
    if (weekday(windowStart + day) === friday) compared.fill(1, day, day + comparedInRow);
  }
  return compared;
}

function before({ counts }: Observation, world: World): JudgedClaim {
  const { lift } = world.behaviour["weekend-lift"];
  const sessions = counts["before"]!;
  const isWeekday = windowWeekdays(world);
  const keptShares = windowKeptShares(world);
  const found = { weekend: 0, weekdays: 0 };
  const kept = { weekend: 0, weekdays: 0 };
  for (const [day, isCompared] of comparedDays(world).entries()) {
    if (isCompared === 0) continue;
    const kind = isWeekday[day] === 1 ? "weekdays" : "weekend";
    found[kind] += sessions[day]!;
    kept[kind] += keptShares[day]!;
  }
  const trials = found.weekend + found.weekdays;
  return {
    name: "before",
    claim: `A Saturday or Sunday has ${lift} times the sessions of a weekday before the last ${recentDays} days, too.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeShare({
      statistic: "sessions a kept weekend day over sessions a kept weekday",
      successes: found.weekend,
      trials,
      share: (lift * kept.weekend) / (lift * kept.weekend + kept.weekdays),
      shown: (share) => dailyRatio(share, kept.weekend, kept.weekdays, trials),
      material: materialLift * Math.max(1, lift / 1.5),
    }),
  };
}

/** The seven days, each twice in the last 14: a Saturday that made up for a Sunday would pass the ratio. */
function spread({ counts }: Observation, world: World): JudgedClaim {
  const { lift } = world.behaviour["weekend-lift"];
  const probabilities = Array.from({ length: daysAWeek }, (_, day) => (isWeekendIndex(day) ? lift : 1));
  return {
    name: "days-of-the-week",
    claim: `The five weekdays have equally many sessions, and Saturday and Sunday ${lift} times as many each (last 14 days).`,
    demand: true,
    dataset: "usage_logs",
    ...judgeCells({ observed: counts["byWeekday"]!, probabilities, material: materialSpread }),
  };
}

function isWeekendIndex(index: number): boolean {
  // Day 3 since 1970-01-01 was a Sunday.
  return isWeekend(index + 3);
}
