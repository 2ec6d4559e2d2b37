// How often a subscriber watches: demanded is that Premium watches most and Basic least. A persona factor a customer
// makes some keen and some idle; the count a day is Poisson, by inversion of one uniform so that a higher rate only adds.

import { tiers } from "../datasets.ts";
import { gammaOfMeanOne, largestCount, poissonPiece, poissonQuantile, unit } from "../random/distributions.ts";
import { draw, type StreamKey, Substream } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";

const parameters = {
  rate: {
    kind: "record",
    default: { Basic: 0.25, Standard: 0.5, Premium: 0.9 },
    minimum: 0,
    maximum: 20,
    unit: "sessions a weekday",
    meaning: "Mean sessions of a subscriber on a weekday of the last 14 days",
    source: "demand for the order of the tiers; the numbers are declared",
  },
  shape: {
    kind: "number",
    default: 2,
    minimum: 0.1,
    maximum: 100,
    unit: "shape of a Gamma of mean 1",
    meaning: "How alike customers are: the persona factor's variance is 1/shape",
    source: "declared",
  },
} as const;

export interface RateSampler {
  readonly key: StreamKey;
  readonly personas: Substream;
  /** Sessions a weekday, by tier. */
  readonly rates: readonly number[];
  readonly shape: number;
}

export function rateSampler(key: StreamKey, values: ParameterValues<typeof parameters>): RateSampler {
  return { key, personas: new Substream(key), rates: tiers.map((tier) => values.rate[tier]), shape: values.shape };
}

/** Mean candidates a weekday of a customer on a tier: rate times persona. The persona's entity is (customer, 0). */
export function weekdayMean(sampler: RateSampler, customer: number, tier: number): number {
  const stream = sampler.personas.at(customer);
  return (sampler.rates[tier] as number) * gammaOfMeanOne(sampler.shape, (number) => stream.word(number));
}

/**
 * Candidates of a customer-day of the given mean: Poisson. Means above 500 are the sum of pieces of 500 and a rest,
 * each with a draw of its own, which keeps the count monotone in the mean. `emptyProbability` is exp(-mean).
 */
export function candidateCount(
  key: StreamKey,
  head: number,
  tail: number,
  mean: number,
  emptyProbability: number,
): number {
  const u = unit(draw(key.low, key.high, head, tail, 0));
  if (u < emptyProbability) return 0;
  if (mean <= poissonPiece) return poissonQuantile(u, mean, emptyProbability);
  const empty = Math.exp(-poissonPiece);
  let count = poissonQuantile(u, poissonPiece, empty);
  let left = mean - poissonPiece;
  for (let piece = 1; left > 0; piece++, left -= poissonPiece) {
    const part = Math.min(left, poissonPiece);
    count += poissonQuantile(unit(draw(key.low, key.high, head, tail, piece)), part, Math.exp(-part));
  }
  return Math.min(count, largestCount);
}

export const sessionRate = ruleCard({
  id: "session-rate",
  claim:
    "Sessions a weekday are .25 on Basic, .50 on Standard and .90 on Premium, times a customer's persona factor of Gamma(shape 2, mean 1); the count a day is Poisson.",
  demand: true,
  governs: ["usage_logs.usage_id"],
  parameters,
  note: "The order of the tiers is demanded; the rates are declared.",
});
