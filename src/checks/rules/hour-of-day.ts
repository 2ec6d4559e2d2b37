// Checks hour-of-day: the hours of each genre's sessions by its 24 weights, and that minutes and seconds are uniform.

import { type Genre, genres } from "../../datasets.ts";
import type { World } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCells } from "../judge-cells.ts";
import { newObservation, type Observation } from "../observation.ts";
import { isWatched, watchedGenres } from "../sessions.ts";

const hoursADay = 24;
const sixty = 60;
const materialSpread = 0.05;
const sessionsOf = { movie: "Movie", music: "Music", podcast: "Podcast" } as const;

export const hourOfDay: RuleCheck = {
  rule: "hour-of-day",
  observe: {
    usage_logs: () => {
      /** 24 * (genre code + 1) + hour */
      const hours = new Uint32Array(hoursADay * (genres.length + 1));
      const minutes = new Uint32Array(sixty);
      const seconds = new Uint32Array(sixty);
      return {
        observation: newObservation({ hours, minutes, seconds }),
        observe: ({ batch, genre }) => {
          const { rows, startSecond } = batch;
          for (let row = 0; row < rows; row++) {
            const second = startSecond[row]!;
            if (second < 0) continue;
            const minute = (second / sixty) | 0;
            const hour = (minute / sixty) | 0;
            hours[genre[row]! * hoursADay + hour]!++;
            minutes[minute - hour * sixty]!++;
            seconds[second - minute * sixty]!++;
          }
        },
      };
    },
  },
  expectations: {
    "*": "The hour's weight by the sum of the genre's 24, of the genre's sessions; chi-square.",
    minutes: "1/60 each; chi-square.",
    seconds: "1/60 each; chi-square.",
  },
  judge: ({ usage_logs: usage }, world) => {
    if (usage === undefined || !isWatched(world)) return [];
    const byGenre = watchedGenres(world).map(({ name, code }) => hours(usage, world, name, code));
    return [
      ...byGenre,
      uniform(usage, "minutes", "minute of the hour"),
      uniform(usage, "seconds", "second of the minute"),
    ];
  },
};

function hours({ counts }: Observation, world: World, genre: Genre, code: number): JudgedClaim {
  const weights = world.behaviour["hour-of-day"].hours[genre];
  const first = hoursADay * (code + 1);
  const peak = weights.indexOf(Math.max(...weights));
  return {
    name: genre,
    claim: `${sessionsOf[genre]} sessions start in the 24 hours (UTC) by their declared weights, most in hour ${peak}.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeCells({
      observed: counts["hours"]!.subarray(first, first + hoursADay),
      probabilities: weights,
      material: materialSpread,
    }),
  };
}

function uniform({ counts }: Observation, name: "minutes" | "seconds", unit: string): JudgedClaim {
  return {
    name,
    claim: `Sessions start in every ${unit} equally often.`,
    demand: false,
    dataset: "usage_logs",
    ...judgeCells({
      observed: counts[name]!,
      probabilities: new Uint8Array(sixty).fill(1),
      material: materialSpread,
    }),
  };
}
