// The distribution of the watched fraction of a title by tier, in closed form: abandoned at 25-40 %, uniformly, else .25 + .75 times
// the largest of k uniforms. Reads the parameters of watch-fraction, never its sampler.

import { type Genre, genres, type Tier } from "../datasets.ts";
import { abandonedFraction, leastFraction } from "../rules/watch-fraction.ts";
import type { World } from "../rules/world.ts";
import type { Moments } from "./moments.ts";

const spread = 1 - leastFraction;

/** P(watched fraction < f) for a tier. */
export function fractionBelow(world: World, tier: Tier, fraction: number): number {
  const { abandon, skew } = world.behaviour["watch-fraction"];
  const within = (from: number, to: number): number => Math.min(1, Math.max(0, (fraction - from) / (to - from)));
  const early = within(leastFraction, abandonedFraction);
  return abandon[tier] * early + (1 - abandon[tier]) * within(leastFraction, 1) ** skew[tier];
}

/** Density of the fraction of sessions that are not abandoned, on (.25, 1); it integrates to 1. */
export function keptDensity(world: World, tier: Tier, fraction: number): number {
  const k = world.behaviour["watch-fraction"].skew[tier];
  return (k / spread) * ((fraction - leastFraction) / spread) ** (k - 1);
}

/** Mean and variance of the fraction: the largest of k uniforms has mean k/(k+1) and mean square k/(k+2). */
export function fractionMoments(world: World, tier: Tier): Moments {
  const { abandon, skew } = world.behaviour["watch-fraction"];
  const k = skew[tier];
  const early = (leastFraction + abandonedFraction) / 2;
  const earlySquare = early ** 2 + (abandonedFraction - leastFraction) ** 2 / 12;
  const kept = leastFraction + (spread * k) / (k + 1);
  const keptSquare = leastFraction ** 2 + (2 * leastFraction * spread * k) / (k + 1) + (spread ** 2 * k) / (k + 2);
  const mean = abandon[tier] * early + (1 - abandon[tier]) * kept;
  const square = abandon[tier] * earlySquare + (1 - abandon[tier]) * keptSquare;
  return { mean, variance: square - mean ** 2 };
}

/** Shortest and longest titles of a genre, in tenths of a minute; all tenths between are as likely. */
export function durationTenths(world: World, genre: Genre): { readonly first: number; readonly last: number } {
  const [shortest, longest] = world.behaviour["content-duration"].bounds[genre] as [number, number];
  return { first: Math.ceil(shortest * 10 - 1e-6), last: Math.floor(longest * 10 + 1e-6) };
}

/** Mean and variance of a genre's title lengths, in minutes: a discrete uniform's. */
export function durationMoments(world: World, genre: Genre): Moments {
  const { first, last } = durationTenths(world, genre);
  return { mean: (first + last) / 20, variance: ((last - first + 1) ** 2 - 1) / 1200 };
}

/** The mean of a function of a session's title length, in tenths of a minute, over genres by their shares and all lengths. */
export function overDurations(world: World, valueAt: (tenths: number) => number): number {
  return genres.reduce((sum, genre) => {
    const { first, last } = durationTenths(world, genre);
    const share = world.behaviour["genre-mix"][genre];
    if (share === 0) return sum;
    let ofGenre = 0;
    for (let tenths = first; tenths <= last; tenths++) ofGenre += valueAt(tenths);
    return sum + (share * ofGenre) / (last - first + 1);
  }, 0);
}
