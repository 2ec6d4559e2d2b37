// Judging values that are all equally likely, or weighted, however few or many rows there are: neighbours are put together
// until a cell expects a hundred. Draws on judge-cells.ts and judge-count.ts; holds no statistics of its own.

import { judgeCells } from "./judge-cells.ts";
import { judgeShare } from "./judge-count.ts";
import type { Judgement, Limits } from "./judgement.ts";
import { totalOf } from "./observation.ts";

/** Rows that a cell expects at least, where there are two hundred. */
const rowsACell = 100;

export interface EvenQuestion extends Limits {
  /** Counts by value, in an order in which neighbours may be put together. At least two. */
  readonly observed: ArrayLike<number>;
}

/** Judges whether all values are equally likely, in as many cells as the rows fill. */
export function judgeEven({ observed, ...limits }: EvenQuestion): Judgement {
  const cells = Math.max(2, Math.min(observed.length, Math.floor(totalOf(observed) / rowsACell)));
  const sums = new Float64Array(cells);
  const values = new Float64Array(cells);
  for (let value = 0; value < observed.length; value++) {
    const cell = Math.floor((value * cells) / observed.length);
    sums[cell]! += observed[value]!;
    values[cell]!++;
  }
  return judgeCells({ observed: sums, probabilities: values, ...limits });
}

export interface WeightedQuestion extends EvenQuestion {
  readonly weights: readonly number[];
}

/** Judges values by declared weights; where only one can be, it must always be that one. */
export function judgeWeighted({ observed, weights, ...limits }: WeightedQuestion): Judgement {
  const possible = weights.flatMap((weight, value) => (weight > 0 ? [value] : []));
  const [only] = possible;
  if (possible.length > 1 || only === undefined) return judgeCells({ observed, probabilities: weights, ...limits });
  return judgeShare({ successes: observed[only]!, trials: totalOf(observed), share: 1, ...limits });
}
