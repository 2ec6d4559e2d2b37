// Checks weekend-lift in the last 14 days, where every session is kept. Given how many sessions the subscribers had who were
// there all along, those on weekends are binomial: neither personas nor the keeping of older days can be seen in it.

import { recentDays } from "../../rules/recency-window.ts";
import { isWeekend, type World, weekday } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCells } from "../judge-cells.ts";
import { judgeShare } from "../judge-count.ts";
import { newObservation, type Observation, totalOf } from "../observation.ts";
import { dailyRatio, isWatched, ranRecently } from "../sessions.ts";

const daysAWeek = 7;
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
      const firstDay = world.asOfDay - recentDays;
      return {
        observation: newObservation({ byWeekday }),
        observe: ({ batch, activeFrom }) => {
          for (let row = 0; row < batch.rows; row++) {
            const day = batch.startDay[row]!;
            if (day >= firstDay && ranRecently(activeFrom[row]!)) byWeekday[weekday(day)]!++;
          }
        },
      };
    },
  },
  expectations: {
    ratio: "4 lift / (4 lift + 10) of the sessions of the last 14 days lie on their 4 weekend days; exact binomial.",
    "days-of-the-week":
      "lift / (2 lift + 5) for Saturday and Sunday each, 1 / (2 lift + 5) for the others; chi-square.",
  },
  judge: ({ usage_logs: usage }, world) =>
    usage === undefined || !isWatched(world) ? [] : [ratio(usage, world), spread(usage, world)],
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
