// How long usage rows are: the digits of what was watched and of the candidate's number vary, and the device's name.

import { datasetSchemas, genres, tiers } from "../datasets.ts";
import { genreQuotas } from "../rules/genre-mix.ts";
import type { World } from "../rules/world.ts";
import { fixed, type Moments, mixtureOf, sumOf } from "./moments.ts";
import { deviceLength, sequenceLength, tierShares } from "./row-lengths.ts";
import type { SessionExpectation } from "./sessions.ts";
import type { SubscriberExpectation } from "./subscribers.ts";
import { fractionBelow } from "./watched-fraction.ts";

export interface UsageLength {
  /** A row's length. */
  readonly row: Moments;
  /** Variance of the mean over all rows: which lengths the popular titles were dealt is the same for all of them. */
  readonly catalogueVariance: number;
}

/** The length of a row of usage_logs. */
export function usageLength(
  world: World,
  subscribers: SubscriberExpectation,
  sessions: SessionExpectation,
): UsageLength {
  const shares = tierShares(sessions.byTier);
  const watched = watchedLength(world, shares);
  // U, eight digits, dash, nine digits, dash; C and nine digits; S, nine digits, dash; T and seven digits; started_at; rate.
  const constant = fixed(datasetSchemas.usage_logs.columns.length + 20 + 10 + 11 + 8 + 20 + 6);
  const candidate = mixtureOf(tiers.map((tier, code) => [shares[code]!, candidateLength(world, tier)]));
  const sequence = sequenceLength(subscribers.rowsBySequence);
  return {
    row: sumOf(constant, candidate, sequence, watched.row, deviceLength(world)),
    catalogueVariance: watched.catalogueVariance,
  };
}

const mostCandidates = 20_000;

/**
 * Digits of the candidate number: a day's candidates are negative binomial with mean rate * lift and the personas' shape,
 * and numbered from 1, so candidate n occurs with P(count >= n). Taken on weekends, where the numbers are highest.
 */
function candidateLength(world: World, tier: (typeof tiers)[number]): Moments {
  const { rate, shape } = world.behaviour["session-rate"];
  const mean = rate[tier] * Math.max(1, world.behaviour["weekend-lift"].lift);
  if (mean === 0) return fixed(1);
  const success = mean / (mean + shape);
  let probability = (1 - success) ** shape;
  let atLeast = 1 - probability;
  const rows = new Map<number, number>();
  for (let number = 1; number < mostCandidates && atLeast > 1e-9; number++) {
    const digits = String(number).length;
    rows.set(digits, (rows.get(digits) ?? 0) + atLeast);
    probability *= (success * (number - 1 + shape)) / number;
    atLeast -= probability;
  }
  return mixtureOf([...rows].map(([digits, weight]) => [weight, fixed(digits)]));
}

/** Durations at which a genre's uniform one is looked at. */
const gridPoints = 48;

/** Length of duration_watched: digits before the point, the point and two more. */
function watchedLength(world: World, shares: readonly number[]): UsageLength {
  const mix = world.behaviour["genre-mix"];
  const quotas = genreQuotas(mix, world.content);
  let catalogueVariance = 0;
  const lengths = genres.map((genre, index): [number, Moments] => {
    const [shortest, longest] = world.behaviour["content-duration"].bounds[genre] as [number, number];
    const byDuration = Array.from({ length: gridPoints }, (_, point): [number, Moments] => {
      const minutes = shortest + ((point + 0.5) / gridPoints) * (longest - shortest);
      return [1, digitsOfWatched(world, shares, minutes)];
    });
    const concentration = popularityConcentration(world.behaviour["title-popularity"].exponent, quotas[index]!);
    const betweenTitles = mixtureOf(byDuration.map(([weight, { mean }]) => [weight, fixed(mean)])).variance;
    catalogueVariance += mix[genre] * mix[genre] * concentration * betweenTitles;
    return [mix[genre], mixtureOf(byDuration)];
  });
  return { row: sumOf(fixed(3), mixtureOf(lengths)), catalogueVariance };
}

function digitsOfWatched(world: World, shares: readonly number[], minutes: number): Moments {
  const choices: [number, Moments][] = [];
  let below = 0;
  for (let digits = 1; below < 1 - 1e-12; digits++) {
    const next = tiers.reduce(
      (total, tier, code) => total + shares[code]! * fractionBelow(world, tier, 10 ** digits / minutes),
      0,
    );
    // No tier has rows: any length will do.
    if (next === 0 && 10 ** digits > minutes) return fixed(digits);
    choices.push([next - below, fixed(digits)]);
    below = next;
  }
  return mixtureOf(choices);
}

/** Sum of squared popularities of a genre's titles: 1 when one title has all sessions, 1/n when n share them. */
export function popularityConcentration(exponent: number, titles: number): number {
  const exact = Math.min(titles, 1000);
  let weights = 0;
  let squares = 0;
  for (let rank = 1; rank <= exact; rank++) {
    const weight = rank ** -exponent;
    weights += weight;
    squares += weight * weight;
  }
  return titles === 0 ? 0 : squares / (weights + popularityTail(exponent, exact, titles)) ** 2;
}

/** Sum of rank^-exponent over ranks beyond `from`, by its integral. */
export function popularityTail(exponent: number, from: number, to: number): number {
  if (to <= from) return 0;
  const [low, high] = [from + 0.5, to + 0.5];
  if (Math.abs(exponent - 1) < 1e-9) return Math.log(high / low);
  return (high ** (1 - exponent) - low ** (1 - exponent)) / (1 - exponent);
}
