// Demanded: a session watches 25-100 % of its title, Premium mostly 70 % or more, and dropout falls with the tier.

import { tiers } from "../datasets.ts";
import { happens, threshold, unit } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";

const parameters = {
  abandon: {
    kind: "record",
    default: { Basic: 0.2, Standard: 0.12, Premium: 0.05 },
    minimum: 0,
    maximum: 1,
    unit: "probability",
    meaning: "A session is abandoned after 25-40 % of the title",
    source: "demand that dropout falls with the tier; the numbers are declared",
  },
  skew: {
    kind: "record",
    default: { Basic: 1, Standard: 2, Premium: 3 },
    minimum: 1,
    maximum: 10,
    integer: true,
    unit: "number of uniforms",
    meaning: "Otherwise the fraction is .25 + .75 times the largest of this many uniforms",
    source: "demand that at least 70 % of Premium sessions watch 70 % or more (expected .745)",
  },
} as const;

/** Demanded bounds of the watched fraction, and where an abandoned session stops at the latest. */
export const leastFraction = 0.25;
export const abandonedFraction = 0.4;

export interface WatchSampler {
  readonly key: StreamKey;
  /** By tier. */
  readonly abandonThresholds: readonly number[];
  readonly skews: readonly number[];
}

export function watchSampler(key: StreamKey, values: ParameterValues<typeof parameters>): WatchSampler {
  return {
    key,
    abandonThresholds: tiers.map((tier) => threshold(values.abandon[tier])),
    skews: tiers.map((tier) => values.skew[tier]),
  };
}

/** Fraction of the title a session of a tier watches, in (.25, 1). Draw 0 decides dropout, draws 1..k the fraction. */
export function fractionWatched(sampler: WatchSampler, tier: number, head: number, tail: number): number {
  const { low, high } = sampler.key;
  let word = draw(low, high, head, tail, 1);
  if (happens(draw(low, high, head, tail, 0), sampler.abandonThresholds[tier] as number)) {
    return leastFraction + (abandonedFraction - leastFraction) * unit(word);
  }
  for (let number = sampler.skews[tier] as number; number > 1; number--) {
    const other = draw(low, high, head, tail, number);
    if (other >>> 0 > word >>> 0) word = other;
  }
  return leastFraction + (1 - leastFraction) * unit(word);
}

/** Hundredths of a minute watched of a title of `tenths` tenths of a minute: rounded, then held within 25-100 %. */
export function watchedHundredths(fraction: number, tenths: number): number {
  const whole = tenths * 10;
  const watched = Math.floor(fraction * whole + 0.5);
  const least = Math.ceil(tenths * 2.5);
  return watched < least ? least : watched > whole ? whole : watched;
}

export const watchFraction = ruleCard({
  id: "watch-fraction",
  claim:
    "A session watches 25-100 % of its title: abandoned at 25-40 % with probability .20/.12/.05 by tier, else .25 + .75 times the largest of 1/2/3 uniforms, so that at least 70 % of Premium sessions watch 70 % or more.",
  demand: true,
  governs: ["usage_logs.duration_watched"],
  parameters,
  note: "Half of music plays are skipped before the end (Lamere 2014); the fractions are declared.",
});
