// Checks title-popularity within each genre, given how many sessions the genre has. Which title holds which rank is drawn,
// and no matter of a check: judged is what no order of the titles changes.

import { genres } from "../../datasets.ts";
import type { CheckObserver, JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCollisions } from "../judge-collisions.ts";
import { judgeLargest } from "../judge-largest.ts";
import { newObservation, type Observation } from "../observation.ts";
import type { ObserveContext, RowsOf } from "../rows.ts";
import { watchedGenres } from "../sessions.ts";

/** Relative. An exponent of .85 instead of .9 moves both by some 15 %. */
const materialDeviation = 0.15;
/** Bits a genre in a title's cell: titles that stand twice in the file must not add up to another genre. */
const genreBits = 10;
const one = { movie: "movie", music: "piece of music", podcast: "podcast" } as const;

export const titlePopularity: RuleCheck = {
  rule: "title-popularity",
  observe: { content: observeTitles, usage_logs: observeSessions },
  expectations: {
    "*": "The sum of p_r^2 with p_r = r^-exponent by its sum over the ranks; bounded by the Hoeffding decomposition, its linear part by Bernstein, the other by Bousquet (2002).",
    "top-*":
      "p_1; at least k with at most the sum over r of P(Bin(N, p_r) >= k), at most k with at most P(Bin(N, p_1) <= k).",
  },
  judge: ({ content, usage_logs: usage }, world) => {
    if (content === undefined || usage === undefined) return [];
    return watchedGenres(world).flatMap(({ name, code }) => {
      const counts = sessionsByTitle(content, usage, code);
      const exponent = world.behaviour["title-popularity"].exponent;
      const probabilities = rankProbabilities(exponent, counts.length);
      const shared = { counts, probabilities };
      const of = `${counts.length} titles and r^-${exponent}`;
      return [
        {
          name,
          claim: `Two ${name} sessions are of the same title as often as ${of} give.`,
          ...declared,
          ...judgeCollisions({
            statistic: "share of pairs",
            ...shared,
            material: materialDeviation * sumOfSquares(probabilities),
          }),
        },
        {
          name: `top-${name}`,
          claim: `The ${one[name]} watched most has the share of ${name} sessions that ${of} give the first rank.`,
          ...declared,
          ...judgeLargest({
            statistic: "largest share",
            ...shared,
            material: materialDeviation * (probabilities[0] ?? 0),
          }),
        },
      ];
    });
  },
};

const declared = { demand: false, dataset: "usage_logs" } satisfies Partial<JudgedClaim>;

/** By title number: how often it stands in the file, in the bits of its genre. */
function observeTitles({ world }: ObserveContext): CheckObserver<RowsOf["content"]> {
  const titles = new Uint32Array(world.content + 1);
  return {
    observation: newObservation({ titles }),
    observe: ({ rows, content, genre }) => {
      for (let row = 0; row < rows; row++) {
        const number = content[row]!;
        if (number > 0 && number < titles.length && genre[row]! >= 0) titles[number]! += 1 << (genreBits * genre[row]!);
      }
    },
  };
}

/** By title number. */
function observeSessions({ world }: ObserveContext): CheckObserver<RowsOf["usage_logs"]> {
  const sessions = new Uint32Array(world.content + 1);
  return {
    observation: newObservation({ sessions }),
    observe: ({ batch }) => {
      const { rows, content } = batch;
      for (let row = 0; row < rows; row++) {
        const number = content[row]!;
        if (number > 0 && number < sessions.length) sessions[number]!++;
      }
    },
  };
}

/** What the observer of usage_logs has counted: sessions by title number, from 0. */
export function titleSessions({ counts }: Observation): ArrayLike<number> {
  return counts["sessions"]!;
}

/** Sessions of each title of a genre. */
function sessionsByTitle(content: Observation, usage: Observation, genre: number): number[] {
  const titles = content.counts["titles"]!;
  const sessions = titleSessions(usage);
  const counts: number[] = [];
  for (let number = 1; number < titles.length; number++) {
    if (genreOf(titles[number]!) === genre) counts.push(sessions[number]!);
  }
  return counts;
}

/** The first genre that a title's cell names, or -1. */
function genreOf(cell: number): number {
  return genres.findIndex((_, genre) => ((cell >>> (genreBits * genre)) & ((1 << genreBits) - 1)) !== 0);
}

/** r^-exponent, over their sum, for ranks 1..count. */
function rankProbabilities(exponent: number, count: number): Float64Array {
  const weights = Float64Array.from({ length: count }, (_, index) => Math.exp(-exponent * Math.log(index + 1)));
  // The smallest first, so that a long tail is not rounded away.
  const total = weights.reduceRight((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
