// How many minutes should be watched: the total, and a session's mean by genre and tier. Which lengths the popular titles were
// dealt is the same for all sessions of a world, and never averages out: each variance counts it.

import { type Genre, genres, type Tier, tiers } from "../datasets.ts";
import { genreQuotas } from "../rules/genre-mix.ts";
import type { World } from "../rules/world.ts";
import type { Loads } from "./loads.ts";
import { type Interval, intervalOf, type Moments, realIntervalOf } from "./moments.ts";
import { total, valuesByName } from "./named.ts";
import { popularityConcentration } from "./usage-lengths.ts";
import { durationMoments, fractionMoments } from "./watched-fraction.ts";

export interface MinutesWatched {
  readonly total: Interval;
  /** Of a session; null where none are expected. */
  readonly meanByGenre: Record<Genre, Interval | null>;
  readonly meanByTier: Record<Tier, Interval | null>;
  readonly meanByGenreAndTier: Record<Genre, Record<Tier, Interval | null>>;
}

interface GenreLengths {
  /** Share of sessions. */
  readonly share: number;
  /** E[D] and E[D^2] of the length of a watched title, in minutes. */
  readonly mean: number;
  readonly square: number;
  /** Variance of the mean length of watched titles between catalogues: Var(D) times the sum of squared popularities. */
  readonly dealt: number;
}

interface TierSessions {
  /** E[L] and E[L^2] of a customer's sessions on the tier. */
  readonly mean: number;
  readonly square: number;
  readonly fraction: Moments;
}

/** What the world's sessions should add up to. */
export function minutesWatched(world: World, loads: Loads): MinutesWatched {
  const [means, squares] = [loads.mean(loads.everyDay), loads.product(loads.everyDay, loads.everyDay)];
  const byTier = tiers.map((tier, code) => ({
    mean: means[code]!,
    square: squares[code]!,
    fraction: fractionMoments(world, tier),
  }));
  const byGenre = genreLengths(world);
  return {
    total: intervalOf(totalMinutes(loads, byGenre, byTier)),
    meanByGenre: valuesByName(genres, (_, genre) => meanMinutes(loads, [byGenre[genre]!], byTier)),
    meanByTier: valuesByName(tiers, (_, tier) => meanMinutes(loads, byGenre, [byTier[tier]!])),
    meanByGenreAndTier: valuesByName(genres, (_, genre) =>
      valuesByName(tiers, (_tier, tier) => meanMinutes(loads, [byGenre[genre]!], [byTier[tier]!])),
    ),
  };
}

function genreLengths(world: World): GenreLengths[] {
  const quotas = genreQuotas(world.behaviour["genre-mix"], world.content);
  const { exponent } = world.behaviour["title-popularity"];
  return genres.map((genre, code) => {
    const { mean, variance } = durationMoments(world, genre);
    const dealt = variance * popularityConcentration(exponent, quotas[code]!);
    return { share: world.behaviour["genre-mix"][genre], mean, square: mean ** 2 + variance, dealt };
  });
}

/** Mean length of a session's title and its mean square, over some genres, and the variance of the former between catalogues. */
function lengthsOver(byGenre: readonly GenreLengths[]): GenreLengths {
  const share = total(byGenre.map((genre) => genre.share));
  const over = (value: (genre: GenreLengths) => number): number => total(byGenre.map(value)) / share;
  return {
    share,
    mean: over((genre) => genre.share * genre.mean),
    square: over((genre) => genre.share * genre.square),
    dealt: over((genre) => (genre.share ** 2 * genre.dealt) / share),
  };
}

/**
 * A customer's minutes are a compound Poisson: given load L, tier and catalogue they have mean L E[f] D, D the catalogue's mean
 * length, and variance L E[f^2] E[length^2]. D varies between catalogues, for all customers at once.
 */
function totalMinutes(loads: Loads, byGenre: readonly GenreLengths[], byTier: readonly TierSessions[]): Moments {
  const { mean: length, square: lengthSquare, dealt } = lengthsOver(byGenre);
  const fractions = total(byTier.map(({ mean, fraction }) => mean * fraction.mean));
  const squares = byTier.map(({ mean, fraction }) => mean * (fraction.variance + fraction.mean ** 2));
  const clustered = total(byTier.map(({ square, fraction }) => square * fraction.mean ** 2));
  const ofCustomer =
    total(squares) * lengthSquare + (loads.personaSquare * clustered - fractions ** 2) * (length ** 2 + dealt);
  return {
    mean: loads.customers * fractions * length,
    variance: loads.customers * Math.max(0, ofCustomer) + (loads.customers * fractions) ** 2 * dealt,
  };
}

/**
 * Mean minutes M of the sessions of some genres and tiers: the catalogue's part, E[f]^2 Var(D), and that of a ratio of sums over
 * customers, whose sessions differ from M by their own variance and by what their tier's mean lies off M.
 */
function meanMinutes(loads: Loads, byGenre: readonly GenreLengths[], byTier: readonly TierSessions[]): Interval | null {
  const { share, mean: length, square: lengthSquare, dealt } = lengthsOver(byGenre);
  const load = total(byTier.map(({ mean }) => mean));
  const rows = loads.customers * share * load;
  if (!(rows > 0)) return null;
  const fraction = total(byTier.map((tier) => tier.mean * tier.fraction.mean)) / load;
  const mean = fraction * length;
  const off = (tier: TierSessions): number => (tier.fraction.mean - fraction) * length;
  // E[(f D - M)^2] given the catalogue, over catalogues: D^2 is that of the catalogue's mean, E[D]^2 + Var(D).
  const ofRow = total(
    byTier.map((tier) => {
      const { mean: average, variance } = tier.fraction;
      return (
        tier.mean * ((variance + average ** 2) * lengthSquare - average ** 2 * (length ** 2 + dealt) + off(tier) ** 2)
      );
    }),
  );
  const between = total(byTier.map((tier) => tier.square * off(tier) ** 2));
  const variance = (ofRow / load + (share * loads.personaSquare * between) / load) / rows + fraction ** 2 * dealt;
  return realIntervalOf({ mean, variance });
}
