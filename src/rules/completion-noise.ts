// Demanded: completion_rate is the watched share of the title with uniform noise whose ceiling rises with the tier, clipped.

import { tiers } from "../datasets.ts";
import { unit } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";

const parameters = {
  ceiling: {
    kind: "record",
    default: { Basic: 0.03, Standard: 0.05, Premium: 0.08 },
    minimum: 0,
    maximum: 0.5,
    unit: "completion",
    meaning: "The noise is uniform between minus and plus this",
    source: "demand that the ceiling rises with the tier; the numbers are declared",
  },
} as const;

/** Demanded clip of the completion rate, in ten-thousandths. */
export const leastCompletion = 500;
export const fullCompletion = 10_000;

export interface CompletionSampler {
  readonly key: StreamKey;
  /** By tier. */
  readonly ceilings: readonly number[];
}

export function completionSampler(key: StreamKey, values: ParameterValues<typeof parameters>): CompletionSampler {
  return { key, ceilings: tiers.map((tier) => values.ceiling[tier]) };
}

/** Completion in ten-thousandths of a session that watched `hundredths` of a title of `tenths` tenths of a minute. */
export function completionRate(
  sampler: CompletionSampler,
  tier: number,
  hundredths: number,
  tenths: number,
  head: number,
  tail: number,
): number {
  const noise = 2 * unit(draw(sampler.key.low, sampler.key.high, head, tail, 0)) - 1;
  const rate = hundredths / (tenths * 10) + noise * (sampler.ceilings[tier] as number);
  const rounded = Math.floor(rate * fullCompletion + 0.5);
  return rounded < leastCompletion ? leastCompletion : rounded > fullCompletion ? fullCompletion : rounded;
}

export const completionNoise = ruleCard({
  id: "completion-noise",
  claim:
    "completion_rate = duration_watched / duration_minutes + U(-c, c), clipped to [.05, 1], with c = .03/.05/.08 by tier.",
  demand: true,
  governs: ["usage_logs.completion_rate"],
  parameters,
  note: "About 7.1 % of Premium rows are exactly 1.0000; the lower clip is out of reach by default, since at least 25 % is watched.",
});
