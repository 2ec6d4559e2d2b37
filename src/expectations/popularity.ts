// What a list of titles sorted by their sessions should look like: sorting moves the luckiest title to the front, so that its
// ends leave the law of title-popularity although every title follows it.

import { rankWeights } from "../rules/title-popularity.ts";
import type { World } from "../rules/world.ts";
import { poissonTails } from "../stats/count-tails.ts";
import { normalSurvival } from "../stats/normal.ts";
import { total } from "./named.ts";

/** Of one place in the sorted list. */
export interface RankExpectation {
  /** From 1. */
  readonly rank: number;
  /** Sessions of the title that has this rank by the law. */
  readonly byLaw: number;
  /** The sessions of whichever title comes out at this place: median and the interval of 95 %, approximately. */
  readonly sorted: number;
  readonly low: number;
  readonly high: number;
}

/** Ranks beyond the first few are taken together in groups of nearly the same weight. */
const groupsADecade = 40;
/** Distance of two counts that are tried, in square roots: half a standard deviation; more where that would be too many. */
const finestStep = 0.25;
const mostCounts = 400;

/** Whole numbers from 1 to `last`, all of the first and then about so many a decade. */
export function spreadRanks(last: number, aDecade: number): number[] {
  const ranks: number[] = [];
  for (let rank = 1; rank < last; rank = Math.max(rank + 1, Math.floor(rank * 10 ** (1 / aDecade)))) ranks.push(rank);
  return last < 1 ? [] : [...ranks, last];
}

/** Expectations at the ranks given of a genre of so many titles that has so many sessions in all. */
export function rankExpectations(
  world: World,
  titles: number,
  sessions: number,
  ranks: readonly number[],
): RankExpectation[] {
  const weights = rankWeights(world.behaviour["title-popularity"], titles);
  const sum = total(weights);
  const groups = groupedMeans(weights, sessions / sum);
  const places = countGrid(groups).map((count) => placeOf(count, groups));
  return ranks.map((rank) => ({
    rank,
    byLaw: (sessions * weights[rank - 1]!) / sum,
    sorted: countAt(places, rank, 0.5),
    low: countAt(places, rank, 0.975),
    high: countAt(places, rank, 0.025),
  }));
}

interface MeanGroup {
  /** Mean sessions of each of `titles` titles. */
  readonly mean: number;
  readonly titles: number;
}

function groupedMeans(weights: Float64Array, scale: number): MeanGroup[] {
  const bounds = [...spreadRanks(weights.length, groupsADecade), weights.length + 1];
  return bounds.slice(0, -1).map((first, index) => {
    const members = weights.subarray(first - 1, bounds[index + 1]! - 1);
    return { mean: (scale * total(members)) / members.length, titles: members.length };
  });
}

/** Counts of sessions from 0 to beyond the most that any title will have, dense where they are few. */
function countGrid(groups: readonly MeanGroup[]): number[] {
  const most = groups[0]?.mean ?? 0;
  const end = Math.sqrt(most + 8 * Math.sqrt(most) + 12);
  const step = Math.max(finestStep, end / mostCounts);
  return [...new Set(Array.from({ length: Math.ceil(end / step) + 1 }, (_, index) => Math.floor((index * step) ** 2)))];
}

/** How many titles have at least `count` sessions: those that surely do, and the others' chances. */
interface Place {
  readonly count: number;
  readonly certain: number;
  readonly mean: number;
  readonly variance: number;
  /** P(n of the others do), by n; only where these are few. */
  readonly exact: readonly number[] | undefined;
}

/** More titles than this that may or may not have a count are taken for normal. */
const exactUpTo = 40;

function placeOf(count: number, groups: readonly MeanGroup[]): Place {
  let [certain, mean, variance] = [0, 0, 0];
  const others: number[] = [];
  for (const group of groups) {
    const p = atLeast(count, group.mean);
    if (p === 1) certain += group.titles;
    mean += group.titles * p;
    variance += group.titles * p * (1 - p);
    if (p === 0 || p === 1) continue;
    for (let title = 0; title < group.titles && others.length <= exactUpTo; title++) others.push(p);
  }
  return { count, certain, mean, variance, exact: others.length > exactUpTo ? undefined : numberOf(others) };
}

/** P(n happen) of independent events, by n. */
function numberOf(chances: readonly number[]): number[] {
  const byNumber = [1];
  for (const p of chances) {
    byNumber.push(0);
    for (let n = byNumber.length - 1; n > 0; n--) byNumber[n] = byNumber[n]! * (1 - p) + byNumber[n - 1]! * p;
    byNumber[0]! *= 1 - p;
  }
  return byNumber;
}

/** P(Poisson(mean) >= count), without computing what is 0 or 1 to ten digits. */
function atLeast(count: number, mean: number): number {
  const distance = (count - mean) / Math.sqrt(mean + count + 1);
  return distance > 7 ? 0 : distance < -7 ? 1 : poissonTails(count, mean).atLeast;
}

/** P(at least so many titles have the place's count), which is P(the title at that rank has it). */
function chanceAt({ certain, mean, variance, exact }: Place, rank: number): number {
  if (rank <= certain) return 1;
  if (exact !== undefined) return total(exact.slice(rank - certain));
  return normalSurvival((rank - 0.5 - mean) / Math.sqrt(variance));
}

/** The count that the title at a rank has, or more, with this probability; between two counts by a straight line. */
function countAt(places: readonly Place[], rank: number, probability: number): number {
  let above = places[0]!;
  for (const place of places) {
    const chance = chanceAt(place, rank);
    if (chance < probability) {
      const before = chanceAt(above, rank);
      const part = before > chance ? (before - probability) / (before - chance) : 0;
      return above.count + Math.max(0, part) * (place.count - above.count);
    }
    above = place;
  }
  return above.count;
}
