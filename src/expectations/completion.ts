// What completion_rate should be by tier: the watched fraction f plus noise uniform between -c and c, clipped to [.05, 1] and rounded
// to .0001. Integrals over f are of polynomials, which Gauss and Legendre's eight points take exactly.

import type { Tier } from "../datasets.ts";
import { abandonedFraction, leastFraction } from "../rules/watch-fraction.ts";
import type { World } from "../rules/world.ts";
import type { Moments } from "./moments.ts";
import { fractionBelow, fractionMoments, keptDensity, overDurations } from "./watched-fraction.ts";

const leastRate = 0.05;
/** Rates from here on are written as 1.0000. */
const fullFrom = 0.99995;

/** Abscissae above 0 and weights on [-1, 1] (Abramowitz and Stegun, table 25.4, n = 8). */
const points: readonly (readonly [at: number, weight: number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
];

/** The integral of a polynomial of degree up to 15; 0 when the bounds are not in order. */
function integral(from: number, to: number, polynomial: (x: number) => number): number {
  if (to <= from) return 0;
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  return points.reduce(
    (sum, [at, weight]) => sum + half * weight * (polynomial(middle + half * at) + polynomial(middle - half * at)),
    0,
  );
}

/**
 * Mean and variance of a tier's completion rate. With x = f + noise, u what x exceeds 1 by and v what it falls short of .05 by,
 * the clipped x is x - u + v, and its square x^2 - 2u - u^2 + .1 v - v^2. Given f, u has mean (f + c - 1)^2 / 4c and mean square
 * (f + c - 1)^3 / 6c; v likewise. Neglected: what rounding to .01 minutes and to .0001 does, which is of second order.
 */
export function completionMoments(world: World, tier: Tier): Moments {
  const c = world.behaviour["completion-noise"].ceiling[tier];
  const { mean, variance } = fractionMoments(world, tier);
  if (c === 0) return { mean, variance };
  const abandon = world.behaviour["watch-fraction"].abandon[tier];
  const kept = (from: number, to: number, value: (f: number) => number): number =>
    (1 - abandon) * integral(from, to, (f) => value(f) * keptDensity(world, tier, f));
  const over = (power: 2 | 3): number => kept(1 - c, 1, (f) => (f + c - 1) ** power) / (2 * power * c);
  const under = (power: 2 | 3): number => {
    const value = (f: number): number => (leastRate + c - f) ** power;
    const early = integral(leastFraction, Math.min(abandonedFraction, leastRate + c), value);
    const ofAbandoned = (abandon * early) / (abandonedFraction - leastFraction);
    return (ofAbandoned + kept(leastFraction, leastRate + c, value)) / (2 * power * c);
  };
  const [u, uSquare, v, vSquare] = [over(2), over(3), under(2), under(3)];
  const clipped = mean - u + v;
  const square = variance + mean ** 2 + c ** 2 / 3 - 2 * u - uSquare + 2 * leastRate * v - vSquare;
  return { mean: clipped, variance: square - clipped ** 2 };
}

/** Steps of .01 minutes within the noise's reach, up to which they are counted one by one: music, not movies. */
const countedSteps = 40;

/** P(completion_rate is exactly 1): P(f + noise >= .99995), f in steps of .01 minutes where these are wide beside the noise. */
export function fullCompletionShare(world: World, tier: Tier): number {
  const c = world.behaviour["completion-noise"].ceiling[tier];
  const { abandon } = world.behaviour["watch-fraction"];
  const reaches = (f: number): number => (f - fullFrom + c) / (2 * c);
  const continuous =
    c === 0 ? 0 : (1 - abandon[tier]) * integral(fullFrom - c, 1, (f) => reaches(f) * keptDensity(world, tier, f));
  return overDurations(world, (tenths) => {
    const whole = tenths * 10;
    const first = Math.ceil((fullFrom - c) * whole);
    if (whole - first > countedSteps && c > 0) return continuous;
    let share = 0;
    for (let step = first; step <= whole; step++) {
      const chance = c === 0 ? 1 : Math.min(1, Math.max(0, reaches(step / whole)));
      const below = fractionBelow(world, tier, (step - 0.5) / whole);
      const upTo = step === whole ? 1 : fractionBelow(world, tier, (step + 0.5) / whole);
      share += (upTo - below) * chance;
    }
    return share;
  });
}
