// Counts of integers: everything a report says about a column follows from how often each value stands in it.
// Exact and additive, so that partial counts merge to the same numbers in any order.

import { nullValue } from "../csv/columns.ts";

/** How often each integer was seen; plain enough to cross between threads. */
export interface Tally {
  /** The value that the first cell counts. */
  readonly base: number;
  readonly cells: Uint32Array;
  /** Counts of values outside the cells. */
  readonly rare: Map<number, number>;
}

/** An empty tally with cells for `base..base + size - 1`; any other integer is counted too, at a higher cost. */
export function newTally(base: number, size: number): Tally {
  return { base, cells: new Uint32Array(size), rare: new Map() };
}

/** Counts a value, a whole number of 32 bits, once or `times` times; null is not counted. */
export function count(tally: Tally, value: number, times = 1): void {
  // Null first: subtracting from it would leave 32 bits, and cost every caller integer arithmetic.
  if (value === nullValue) return;
  const { cells } = tally;
  const index = value - tally.base;
  if (index >= 0 && index < cells.length) cells[index]! += times;
  else tally.rare.set(value, (tally.rare.get(value) ?? 0) + times);
}

/** Counts the first `rows` values of a lane. */
export function countLane(tally: Tally, lane: Int32Array, rows: number): void {
  for (let row = 0; row < rows; row++) count(tally, lane[row]!);
}

/** Adds `from` into `into`. Throws RangeError when their cells differ. */
export function addTally(into: Tally, from: Tally): void {
  if (into.base !== from.base || into.cells.length !== from.cells.length) {
    throw new RangeError("Only tallies with the same cells can be added");
  }
  for (let index = 0; index < from.cells.length; index++) into.cells[index]! += from.cells[index]!;
  for (const [value, times] of from.rare) count(into, value, times);
}

/** The values seen and how often, ascending. */
export function entriesOf(tally: Tally): [value: number, times: number][] {
  const entries = [...tally.rare];
  for (const [index, times] of tally.cells.entries()) if (times > 0) entries.push([tally.base + index, times]);
  return entries.sort((a, b) => a[0] - b[0]);
}

/** How often a value was seen. */
export function timesOf(tally: Tally, value: number): number {
  return tally.cells[value - tally.base] ?? tally.rare.get(value) ?? 0;
}

/** How many values were seen. */
export function totalOf(tally: Tally): number {
  let total = 0;
  for (const times of tally.cells) total += times;
  for (const times of tally.rare.values()) total += times;
  return total;
}
