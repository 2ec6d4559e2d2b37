// What the most watched titles of each genre should have of its sessions. A title's weight is exact; which title is seen r-th most
// often is decided by the sessions, so the shares are those of order statistics, as `ORDER BY COUNT(*) DESC` gives them.

import { type Genre, genres } from "../datasets.ts";
import { genreQuotas } from "../rules/genre-mix.ts";
import type { World } from "../rules/world.ts";
import { normalCdf } from "../stats/normal.ts";
import type { Loads } from "./loads.ts";
import { type Interval, type Moments, mixtureOf } from "./moments.ts";
import { total, valuesByName } from "./named.ts";
import { popularityTail } from "./usage-lengths.ts";

export interface TopTitle {
  readonly rank: number;
  /** The share of sessions that the rule gives the title of this rank. */
  readonly weight: number;
  /** The share that the title watched r-th most often should show; null where the genre has no sessions. */
  readonly share: Interval | null;
}

const ranksTold = 10;
/** Ranks counted one by one; those beyond in blocks of ranks that differ by a tenth, none of which is often among the first ten. */
const ranksCounted = 100;
const blockGrowth = 1.1;

/** The ten most watched titles of each genre, or as many as it has. */
export function topTitles(world: World, loads: Loads): Record<Genre, TopTitle[]> {
  const quotas = genreQuotas(world.behaviour["genre-mix"], world.content);
  const rows = loads.customers * total(loads.mean(loads.everyDay));
  return valuesByName(genres, (genre, code) => {
    const titles = popularity(world.behaviour["title-popularity"].exponent, quotas[code]!);
    const share = orderedShares(titles, rows * world.behaviour["genre-mix"][genre]);
    return titles.counted.slice(0, ranksTold).map((weight, index) => ({
      rank: index + 1,
      weight,
      share: share(index + 1),
    }));
  });
}

/** Probabilities of a genre's titles, the most popular first. */
interface Popularity {
  readonly counted: readonly number[];
  /** How many titles a block beyond has, and the probability of each. */
  readonly blocks: readonly { readonly titles: number; readonly each: number }[];
}

/** rank^-exponent, normalised. */
function popularity(exponent: number, titles: number): Popularity {
  const counted = Array.from({ length: Math.min(titles, ranksCounted) }, (_, index) => (index + 1) ** -exponent);
  const sum = total(counted) + popularityTail(exponent, counted.length, titles);
  const blocks: { titles: number; each: number }[] = [];
  for (let first = counted.length + 1; first <= titles; ) {
    const next = Math.min(titles + 1, Math.ceil(first * blockGrowth));
    const size = next - first;
    blocks.push({ titles: size, each: popularityTail(exponent, first - 1, next - 1) / size / sum });
    first = next;
  }
  return { counted: counted.map((weight) => weight / sum), blocks };
}

/** Tails of a 95 % interval, and how far out the moments are summed. */
const tail = 0.025;
const farTail = 1e-4;
const meanSteps = 48;

/**
 * Mean and 95 % interval of the r-th largest share among so many sessions: P(r-th largest count >= y) is the probability that at
 * least r titles have y sessions or more, were each title's sessions Poisson and independent. Then their sum S would vary as well, and
 * the count about in proportion: of its variance, Var(S) share^2 = sessions * share^2 is not there, as the sessions are given.
 * Neglected: that the number of sessions varies. Null where none is expected.
 */
function orderedShares(titles: Popularity, expectedSessions: number): (rank: number) => Interval | null {
  const sessions = Math.max(1, Math.round(expectedSessions));
  const known = new Map<number, readonly number[]>();
  const reached = (rank: number, count: number): number => {
    const found = known.get(count) ?? reachedByRank(titles, sessions, count);
    known.set(count, found);
    return found[rank - 1]!;
  };
  return (rank) => {
    if (expectedSessions <= 0) return null;
    const reach = (count: number): number => reached(rank, count);
    const end = Math.ceil(2 * sessions + farDeviations ** 2);
    const least = quantile(reach, 1 - farTail, 0, end);
    const most = quantile(reach, farTail, least, end);
    const low = quantile(reach, 1 - tail, least, most + 1);
    const high = quantile(reach, tail, low, most + 1);
    const { mean, variance } = momentsOf(reach, least, most);
    const kept = variance > 0 ? Math.sqrt(Math.max(0, 1 - mean ** 2 / sessions / variance)) : 1;
    const bound = (count: number): number => Math.min(1, Math.max(0, count / sessions));
    return {
      expected: bound(mean),
      low: bound(Math.floor(mean - kept * Math.max(0, mean - low))),
      high: bound(Math.ceil(mean + kept * Math.max(0, high - mean))),
    };
  };
}

/** The largest count from `from` up to below `to` that is reached with more than a probability; `from` is taken to be. */
function quantile(reach: (count: number) => number, probability: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reach(middle) > probability) low = middle;
    else high = middle;
  }
  return low;
}

/** Mean and variance of a count between the far tails, in steps: each step's probability at its middle. */
function momentsOf(reach: (count: number) => number, least: number, most: number): Moments {
  const step = Math.max(1, Math.ceil((most + 1 - least) / meanSteps));
  const parts: [number, Moments][] = [];
  let before = 1;
  for (let count = least; count <= most; count += step) {
    const after = count + step > most ? 0 : reach(count + step);
    const width = Math.min(step, most + 1 - count);
    parts.push([before - after, { mean: count + (width - 1) / 2, variance: (width * width - 1) / 12 }]);
    before = after;
  }
  return mixtureOf(parts);
}

/** By rank r from 1: P(at least r titles have `count` sessions or more). */
function reachedByRank({ counted, blocks }: Popularity, sessions: number, count: number): number[] {
  /** P(so many titles have reached it). */
  const alone = new Float64Array(ranksTold);
  alone[0] = 1;
  for (const probability of counted) {
    const reach = poissonAtLeast(count, sessions * probability);
    if (reach === 0) break;
    for (let number = ranksTold - 1; number > 0; number--) {
      alone[number] = alone[number]! * (1 - reach) + alone[number - 1]! * reach;
    }
    alone[0] = alone[0]! * (1 - reach);
  }
  let others = 0;
  for (const { titles, each } of blocks) {
    const reach = poissonAtLeast(count, sessions * each);
    if (reach === 0) break;
    others += titles * reach;
  }
  let fewer = 0;
  return Array.from(others === 0 ? alone : withPoisson(alone, others), (probability) => {
    fewer += probability;
    return Math.max(0, 1 - fewer);
  });
}

/** The distribution with a Poisson number added: of many titles each reaches the count rarely. */
function withPoisson(reaching: Float64Array, mean: number): Float64Array {
  return Float64Array.from(reaching, (_, number) => {
    let [term, sum] = [Math.exp(-mean), 0];
    for (let more = 0; more <= number; more++) {
      sum += reaching[number - more]! * term;
      term *= mean / (more + 1);
    }
    return sum;
  });
}

/** Deviations, of the count and the expected one together, beyond which a probability is taken as 0 or 1. */
const farDeviations = 5;

/**
 * P(X >= count) of a Poisson, by the normal approximation of Peizer and Pratt (1968), which errs by less than .005 where next to
 * nothing is expected and by less than .001 elsewhere: exact tails would take a hundred times as long.
 */
export function poissonAtLeast(count: number, mean: number): number {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  const distance = (count - 0.5 - mean) / (Math.sqrt(mean) + Math.sqrt(count));
  if (Math.abs(distance) > farDeviations) return distance > 0 ? 0 : 1;
  const off = count - 1 / 3 - mean + 0.02 / count;
  return normalCdf((-off / Math.sqrt(mean)) * Math.sqrt(1 + curvature((count - 0.5) / mean)));
}

/** (1 - x^2 + 2x ln x) / (1 - x)^2, 0 at x = 1. */
function curvature(x: number): number {
  const off = 1 - x;
  // Near 1 both parts vanish: the series' first term.
  if (Math.abs(off) < 1e-3) return off / 3;
  return (1 - x * x + 2 * x * Math.log(x)) / (off * off);
}
