// The demanded 50/30/20 mix of movie, music and podcast: exact quotas in content, a weighted draw a row in usage.

import { genres } from "../datasets.ts";
import { type ChoiceTable, choiceTable, choose, permutation } from "../random/distributions.ts";
import { draw, type StreamKey, Substream } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { mustSumToOne, ruleCard } from "./rule.ts";

const share = { kind: "number", minimum: 0, maximum: 1, unit: "share", source: "demand" } as const;
const parameters = {
  movie: { ...share, default: 0.5, meaning: "Share of movies; the three must sum to 1" },
  music: { ...share, default: 0.3, meaning: "Share of music" },
  podcast: { ...share, default: 0.2, meaning: "Share of podcasts" },
} as const;

type GenreShares = ParameterValues<typeof parameters>;

/**
 * Titles a genre by largest remainder, ties in the order movie, music, podcast; a genre of positive share has at
 * least one title, taken from the genre that has most.
 */
export function genreQuotas(shares: GenreShares, titles: number): number[] {
  const exact = genres.map((genre) => shares[genre] * titles);
  const quotas = exact.map((value) => Math.floor(value + 1e-9));
  const remainders = exact.map((value, genre) => value - (quotas[genre] as number));
  for (let left = titles - quotas.reduce((sum, quota) => sum + quota, 0); left > 0; left--) {
    // Shares such as 0.3 are not exact in binary: remainders this close are a tie.
    const largest = remainders.findIndex((value) => value >= Math.max(...remainders) - 1e-9);
    quotas[largest] = (quotas[largest] as number) + 1;
    remainders[largest] = -1;
  }
  genres.forEach((genre, index) => {
    if (shares[genre] > 0 && quotas[index] === 0) {
      const most = quotas.indexOf(Math.max(...quotas));
      quotas[most] = (quotas[most] as number) - 1;
      quotas[index] = 1;
    }
  });
  return quotas;
}

/** Genre (index into `genres`) of every title: the quotas in shuffled order. */
export function titleGenres(key: StreamKey, shares: GenreShares, titles: number): Uint8Array {
  const deck = new Uint8Array(titles);
  let next = 0;
  for (const [genre, quota] of genreQuotas(shares, titles).entries()) {
    deck.fill(genre, next, next + quota);
    next += quota;
  }
  const stream = new Substream(key).at(0);
  return Uint8Array.from(
    permutation(titles, (number) => stream.word(number)),
    (card) => deck[card] as number,
  );
}

export interface GenreSampler {
  readonly key: StreamKey;
  readonly shares: ChoiceTable;
}

export function genreSampler(key: StreamKey, shares: GenreShares): GenreSampler {
  return { key, shares: choiceTable(genres.map((genre) => shares[genre])) };
}

/** Genre of a session, as an index into `genres`. */
export function sessionGenre(sampler: GenreSampler, head: number, tail: number): number {
  return choose(sampler.shares, draw(sampler.key.low, sampler.key.high, head, tail, 0));
}

export const genreMix = ruleCard({
  id: "genre-mix",
  claim:
    "50 % movies, 30 % music, 20 % podcasts: in content as exact largest-remainder quotas, in usage as the probability of each row.",
  demand: true,
  governs: ["content.genre", "usage_logs.content_id"],
  parameters,
  note: "No published mix of 50/30/20 was found: a declared rule.",
  impossible: (values) => mustSumToOne([], { movie: values.movie, music: values.music, podcast: values.podcast }),
});
