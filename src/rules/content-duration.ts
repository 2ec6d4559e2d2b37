// How long titles are: uniform between a genre's bounds, in tenths of a minute.

import { type Genre, genres } from "../datasets.ts";
import { below } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { type RuleFault, ruleCard } from "./rule.ts";

const parameters = {
  bounds: {
    kind: "lists",
    default: { movie: [75, 180], music: [2, 7], podcast: [15, 120] },
    minimum: 0.1,
    maximum: 1440,
    unit: "minutes",
    meaning: "Shortest and longest title by genre, both included",
    source: "declared",
  },
} as const;

export interface DurationSampler {
  readonly key: StreamKey;
  /** By genre, in tenths of a minute. */
  readonly shortest: readonly number[];
  /** By genre: how many tenths there are to choose from. */
  readonly choices: readonly number[];
}

/** Bounds in whole tenths of a minute, inside the given ones; the slack undoes what binary makes of 0.1. */
function tenths([low, high]: readonly number[]): [number, number] {
  return [Math.ceil((low as number) * 10 - 1e-6), Math.floor((high as number) * 10 + 1e-6)];
}

export function durationSampler(key: StreamKey, values: ParameterValues<typeof parameters>): DurationSampler {
  const bounds = genres.map((genre) => tenths(values.bounds[genre]));
  return { key, shortest: bounds.map(([low]) => low), choices: bounds.map(([low, high]) => high - low + 1) };
}

/** Length of a title in tenths of a minute. */
export function titleTenths(sampler: DurationSampler, genre: number, head: number, tail: number): number {
  const word = draw(sampler.key.low, sampler.key.high, head, tail, 0);
  return (sampler.shortest[genre] as number) + below(word, sampler.choices[genre] as number);
}

function impossible(values: ParameterValues<typeof parameters>): RuleFault[] {
  return genres.flatMap((genre: Genre) => {
    const [low, high] = tenths(values.bounds[genre]);
    if (low <= high) return [];
    const detail = `There is no tenth of a minute from ${values.bounds[genre].join(" to ")}; give [shortest, longest].`;
    return [{ path: ["bounds", genre], detail }];
  });
}

export const contentDuration = ruleCard({
  id: "content-duration",
  claim: "Movies last 75-180 minutes, music 2-7, podcasts 15-120, uniformly, in tenths of a minute.",
  demand: false,
  governs: ["content.duration_minutes"],
  parameters,
  note: "A declared rule.",
  impossible,
});
