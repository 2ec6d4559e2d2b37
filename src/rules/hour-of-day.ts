// Demanded: the hour of a session follows its genre. Movies peak in the evening, podcasts with the commute, music all day.

import { type Genre, genres } from "../datasets.ts";
import { below, type ChoiceTable, choiceTable, choose } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { type RuleFault, ruleCard } from "./rule.ts";

const parameters = {
  hours: {
    kind: "lists",
    default: {
      movie: [4, 2, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 8, 11, 13, 14, 12, 9, 6],
      music: [2, 1, 1, 1, 1, 2, 5, 7, 7, 6, 6, 6, 6, 6, 6, 6, 7, 7, 6, 5, 4, 4, 3, 2],
      podcast: [1, 1, 1, 1, 2, 5, 10, 12, 10, 6, 5, 4, 5, 5, 4, 4, 6, 8, 6, 4, 3, 2, 2, 1],
    },
    minimum: 0,
    maximum: 1_000_000,
    unit: "relative weight of each hour 0..23, UTC",
    meaning: "Hourly weights by genre",
    source: "demand that the hour depends on the genre; the weights are declared",
  },
} as const;

const secondsAnHour = 3600;

export interface HourSampler {
  readonly key: StreamKey;
  /** By genre. */
  readonly hours: readonly ChoiceTable[];
}

export function hourSampler(key: StreamKey, values: ParameterValues<typeof parameters>): HourSampler {
  return { key, hours: genres.map((genre) => choiceTable(values.hours[genre])) };
}

/** Second of the UTC day at which a session of a genre starts, 0..86399; minute and second are uniform. */
export function secondOfDay(sampler: HourSampler, genre: number, head: number, tail: number): number {
  const { low, high } = sampler.key;
  const hour = choose(sampler.hours[genre] as ChoiceTable, draw(low, high, head, tail, 0));
  return hour * secondsAnHour + below(draw(low, high, head, tail, 1), secondsAnHour);
}

function impossible(values: ParameterValues<typeof parameters>): RuleFault[] {
  return genres
    .filter((genre: Genre) => values.hours[genre].every((weight) => weight === 0))
    .map((genre) => ({ path: ["hours", genre], detail: `At least one hour of ${genre} needs a weight above 0.` }));
}

export const hourOfDay = ruleCard({
  id: "hour-of-day",
  claim: "The hour a session starts in is drawn by 24 weights of its genre; minute and second are uniform.",
  demand: true,
  governs: ["usage_logs.started_at"],
  parameters,
  note: "Shaped after what is known: a quarter of podcast listening happens before 10 h (Edison 2022), video peaks at 20-22 h (Nielsen 2020).",
  impossible,
});
