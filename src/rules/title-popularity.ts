// Which title of a genre is watched: a Zipf-like law over ranks that are shuffled once a world.

import { type ChoiceTable, choiceTable, choose, permutation } from "../random/distributions.ts";
import { draw, type StreamKey, Substream } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";

const parameters = {
  exponent: {
    kind: "number",
    default: 0.9,
    minimum: 0,
    maximum: 3,
    unit: "exponent",
    meaning: "The title of rank r within its genre has weight r^-exponent",
    source: "declared",
  },
} as const;

/** Relative weights of ranks 1..count; rank^-e as exp(-e ln rank), since pow is left to the engine. */
export function rankWeights(values: ParameterValues<typeof parameters>, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, rank) => Math.exp(-values.exponent * Math.log(rank + 1)));
}

export interface PopularitySampler {
  readonly key: StreamKey;
  /** By genre: the choice of a rank, or undefined where the genre has no title. */
  readonly ranks: readonly (ChoiceTable | undefined)[];
}

/** `counts` are the titles a genre. */
export function popularitySampler(
  key: StreamKey,
  values: ParameterValues<typeof parameters>,
  counts: readonly number[],
): PopularitySampler {
  return { key, ranks: counts.map((count) => (count === 0 ? undefined : choiceTable(rankWeights(values, count)))) };
}

/** For each rank from 0, which of the genre's titles (counted from 0 in file order) holds it. The entity is (genre, 0). */
export function titlesByRank(key: StreamKey, genre: number, count: number): Uint32Array {
  const stream = new Substream(key).at(genre);
  return permutation(count, (number) => stream.word(number));
}

/** Rank from 0 of the title of a session. */
export function titleRank(sampler: PopularitySampler, genre: number, head: number, tail: number): number {
  const word = draw(sampler.key.low, sampler.key.high, head, tail, 0);
  return choose(sampler.ranks[genre] as ChoiceTable, word);
}

export const titlePopularity = ruleCard({
  id: "title-popularity",
  claim:
    "Within its genre the title of rank r is watched in proportion to r^-0.9; ranks are shuffled over the catalogue.",
  demand: false,
  governs: ["usage_logs.content_id"],
  parameters,
  note: "A declared rule of Zipf's form.",
});
