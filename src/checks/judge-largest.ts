// Judging the largest of many counts, whichever cell it stands in.

import { binomialTails } from "../stats/count-tails.ts";
import { judgeCount } from "./judge-count.ts";
import { type Judgement, type Limits, undecided } from "./judgement.ts";

export interface LargestQuestion extends Limits {
  readonly statistic: string;
  readonly counts: ArrayLike<number>;
  /** Of the cells, the largest first; they sum to 1. */
  readonly probabilities: ArrayLike<number>;
}

/** Terms of the union bound below this are counted together with all that follow. */
const negligible = 1e-15;
/** From this cell on, the cells of a block are bounded by its first; a block has a tenth as many as come before it. */
const singleCells = 32;

/**
 * Judges the largest count T, shown as a share. It is at least as large as that of the likeliest cell, so
 * P(T <= k) <= P(Bin(n, p_1) <= k); and P(T >= k) is at most the sum of P(Bin(n, p_r) >= k) over the cells (Boole).
 */
export function judgeLargest({ statistic, counts, probabilities, ...limits }: LargestQuestion): Judgement {
  let [draws, largest] = [0, 0];
  for (let cell = 0; cell < counts.length; cell++) {
    draws += counts[cell]!;
    largest = Math.max(largest, counts[cell]!);
  }
  if (draws === 0) return undecided(statistic, 0, limits, "There are no rows to judge.");
  const first = probabilities[0]!;
  const share = largest / draws;
  return judgeCount({
    statistic,
    n: draws,
    count: largest,
    expectedCount: draws * first,
    mostCount: draws,
    standardError: Math.sqrt((first * (1 - first)) / draws),
    tails: (count) => ({
      atMost: binomialTails(count, draws, first).atMost,
      atLeast: anyAtLeast(count, draws, probabilities),
    }),
    shown: (count) => count / draws,
    effectSize: 2 * Math.asin(Math.sqrt(share)) - 2 * Math.asin(Math.sqrt(first)),
    ...limits,
  });
}

function anyAtLeast(count: number, draws: number, probabilities: ArrayLike<number>): number {
  const cells = probabilities.length;
  let sum = 0;
  for (let cell = 0; cell < cells && sum < 1; ) {
    const { atLeast } = binomialTails(count, draws, probabilities[cell]!);
    const next = cell < singleCells ? cell + 1 : Math.ceil(cell * 1.1);
    const isLast = atLeast < negligible;
    sum += atLeast * ((isLast ? cells : Math.min(next, cells)) - cell);
    if (isLast) break;
    cell = next;
  }
  return Math.min(1, sum);
}
