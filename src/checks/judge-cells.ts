// Judging how a total spreads over cells: chi-square, thin cells pooled.

import { chiSquareSurvival, chiSquareTest } from "../stats/chi-square.ts";
import { type Judgement, judged, type Limits, perCheckError, undecided } from "./judgement.ts";

export interface CellsQuestion extends Limits {
  readonly statistic?: string;
  /** Counts of cells, and what they are expected to be given their total. */
  readonly observed: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  /** Totals of groups of cells that are given beside the total of all, each costing a degree of freedom. */
  readonly given?: number;
}

/** Cells that expect fewer are pooled. */
const thinCell = 100;
/** So far out one cell that expects 100, a Poisson count, lies fifteen times as often as chi-square says; several less so. */
const thinCellAllowance = 20;

/** Judges how a total spreads over cells by chi-square; deviations are Cohen's w, the root mean square relative deviation. */
export function judgeCells(question: CellsQuestion): Judgement {
  const { statistic = "chi-square", observed, probabilities, given = 0, ...limits } = question;
  const { tolerance = 0 } = limits;
  let n = 0;
  for (let cell = 0; cell < observed.length; cell++) n += observed[cell]!;
  if (n === 0) return undecided(statistic, 0, limits, "There are no rows to judge.");
  const expected = expectedCounts(probabilities, n);
  if (expected.filter((count) => count > 0).length - 1 <= given) return judgeCertain(question, expected, n);
  const test = chiSquareTest(observed, expected, { minimumExpected: thinCell, estimated: given });
  const { degreesOfFreedom: freedom } = test;
  if (freedom === 0) return undecided(statistic, n, limits, "There are too few rows for two cells.");
  const critical = chiSquareQuantile(perCheckError / thinCellAllowance, freedom);
  const detectable = tolerance + Math.sqrt((critical - freedom) / n);
  const failed = Math.sqrt(test.statistic) > Math.sqrt(critical) + tolerance * Math.sqrt(n);
  return judged(
    {
      statistic,
      unit: "w",
      n,
      standardError: 1 / Math.sqrt(2 * n),
      effectSize: finite(Math.sqrt(Math.max(0, test.statistic - freedom) / n)),
      ...limits,
    },
    {
      observed: finite(Math.sqrt(test.statistic / n)),
      expected: Math.sqrt(freedom / n),
      detectable,
      pValue: test.pValue,
      failed,
    },
  );
}

/** Where nothing is left to chance, a single row in a cell that expects none is a fault. */
function judgeCertain(question: CellsQuestion, expected: Float64Array, n: number): Judgement {
  const { statistic = "chi-square", observed, tolerance = 0, material } = question;
  const isBroken = expected.some((count, cell) => count === 0 && observed[cell]! > 0);
  const deviation = isBroken ? null : 0;
  return judged(
    { statistic, unit: "w", n, standardError: 0, effectSize: deviation, tolerance, material },
    { observed: deviation, expected: 0, detectable: tolerance, pValue: isBroken ? 0 : 1, failed: isBroken },
  );
}

/** A row in a cell that expects none lies infinitely far out, which no JSON can say. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function expectedCounts(probabilities: ArrayLike<number>, n: number): Float64Array {
  let sum = 0;
  for (let cell = 0; cell < probabilities.length; cell++) sum += probabilities[cell]!;
  return Float64Array.from({ length: probabilities.length }, (_, cell) => (n * probabilities[cell]!) / sum);
}

function chiSquareQuantile(survival: number, freedom: number): number {
  let [low, high] = [freedom, 2 * freedom + 64];
  while (chiSquareSurvival(high, freedom) > survival) [low, high] = [high, 2 * high];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (chiSquareSurvival(middle, freedom) > survival) low = middle;
    else high = middle;
  }
  return high;
}
