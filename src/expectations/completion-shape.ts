// The distribution function of the noisy completion by tier, before the clip: watch-fraction's spread out by the uniform noise of
// completion-noise.

import type { Tier } from "../datasets.ts";
import { abandonedFraction, leastFraction } from "../rules/watch-fraction.ts";
import type { World } from "../rules/world.ts";
import { fractionBelow } from "./watched-fraction.ts";

const clamped = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * P(completion < rate) of a session of the tier if nothing were clipped: what lies below .05 is written as .05, and what lies
 * above 1 as 1. The mean of the fraction's distribution function over the noise.
 */
export function completionBelow(world: World, tier: Tier, rate: number): number {
  const ceiling = world.behaviour["completion-noise"].ceiling[tier];
  if (ceiling === 0) return fractionBelow(world, tier, rate);
  const { abandon, skew } = world.behaviour["watch-fraction"];
  const integral = (to: number): number =>
    abandon[tier] * integratedPower(to, leastFraction, abandonedFraction, 1) +
    (1 - abandon[tier]) * integratedPower(to, leastFraction, 1, skew[tier]);
  return clamped((integral(rate + ceiling) - integral(rate - ceiling)) / (2 * ceiling));
}

/** The integral up to `value` of the distribution function ((x - from) / (to - from))^power. */
function integratedPower(value: number, from: number, to: number, power: number): number {
  const part = clamped((value - from) / (to - from));
  return ((to - from) * part ** (power + 1)) / (power + 1) + Math.max(0, value - to);
}
