// Pearson's chi-square test of counts against expected counts, with pooling of thin cells.

import { regularizedGamma } from "./gamma.ts";

/** P(X > x) of chi-square with `degreesOfFreedom` > 0, accurate down to about 1e-300 (Abramowitz and Stegun 26.4.19). */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  return regularizedGamma(degreesOfFreedom / 2, x / 2).upper;
}

export interface ChiSquareResult {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

export interface ChiSquareOptions {
  /** Cells that expect fewer are pooled: the statistic follows chi-square only where cells are well filled. */
  readonly minimumExpected?: number;
  /** Parameters estimated from the same counts, each costing a degree of freedom; the shared total is always one. */
  readonly estimated?: number;
}

/** The sum of (observed - expected)^2 / expected. Throws RangeError for unequal lengths or an expected count <= 0. */
export function chiSquareStatistic(observed: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (observed.length !== expected.length) {
    throw new RangeError(`${observed.length} observed cells against ${expected.length} expected`);
  }
  let sum = 0;
  for (let index = 0; index < observed.length; index++) {
    const mean = expected[index]!;
    if (!(mean > 0)) throw new RangeError(`cell ${index} expects ${mean}: an expected count must be above 0`);
    const difference = observed[index]! - mean;
    sum += (difference * difference) / mean;
  }
  return sum;
}

/**
 * Tests counts whose total is given against expected counts of the same total (Pearson 1900).
 * `minimumExpected` defaults to 100. An observation in a cell that expects none gives p = 0. With one cell left p is 1.
 * Throws RangeError when the totals differ or a count is negative.
 */
export function chiSquareTest(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
  { minimumExpected = 100, estimated = 0 }: ChiSquareOptions = {},
): ChiSquareResult {
  const cells = cellsOf(observed, expected);
  if (cells.some((cell) => cell.expected === 0 && cell.observed > 0)) {
    return { statistic: Number.POSITIVE_INFINITY, degreesOfFreedom: Math.max(1, cells.length - 1), pValue: 0 };
  }
  const pooled = poolThinCells(cells, minimumExpected);
  const degreesOfFreedom = pooled.length - 1 - estimated;
  if (degreesOfFreedom < 1) return { statistic: 0, degreesOfFreedom: 0, pValue: 1 };
  const statistic = chiSquareStatistic(
    pooled.map((cell) => cell.observed),
    pooled.map((cell) => cell.expected),
  );
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}

interface Cell {
  readonly observed: number;
  readonly expected: number;
}

function cellsOf(observed: ArrayLike<number>, expected: ArrayLike<number>): Cell[] {
  if (observed.length !== expected.length) {
    throw new RangeError(`${observed.length} observed cells against ${expected.length} expected`);
  }
  const cells = Array.from(observed, (count, index) => ({ observed: count, expected: expected[index]! }));
  if (!cells.every((cell) => cell.observed >= 0 && cell.expected >= 0)) throw new RangeError("a count is negative");
  const total = sumCells(cells);
  if (Math.abs(total.observed - total.expected) > 1e-6 * Math.max(1, total.expected)) {
    throw new RangeError(`${total.observed} observed against ${total.expected} expected: the totals must agree`);
  }
  return cells;
}

/** Thin cells become one; should that one still be thin, it takes the smallest of the others in. */
function poolThinCells(cells: readonly Cell[], minimumExpected: number): Cell[] {
  const full = cells.filter((cell) => cell.expected >= minimumExpected);
  const rest = sumCells(cells.filter((cell) => cell.expected < minimumExpected));
  if (rest.expected === 0) return full;
  if (rest.expected >= minimumExpected || full.length === 0) return [...full, rest];
  full.sort((a, b) => a.expected - b.expected);
  return [sumCells([full[0]!, rest]), ...full.slice(1)];
}

function sumCells(cells: readonly Cell[]): Cell {
  return cells.reduce(
    (sum, cell) => ({ observed: sum.observed + cell.observed, expected: sum.expected + cell.expected }),
    { observed: 0, expected: 0 },
  );
}
