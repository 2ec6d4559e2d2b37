// From counts of codes or texts to the counts and shares of a column's values.

import type { CategoryCounts } from "./schemas.ts";
import { entriesOf, type Tally, timesOf } from "./tally.ts";

/** Counts of codes that index `values`; every value is listed, in that order. */
export function listedCounts(tally: Tally, values: readonly string[]): CategoryCounts {
  return withShares(values.map((value, code) => [value, timesOf(tally, code)]));
}

/** Counts of codes that index `values` from 1 on; 0 counts the rows that could not be looked up. */
export function lookedUpCounts(tally: Tally, values: readonly string[]): CategoryCounts {
  const counts = values.map((value, code): [string, number] => [value, timesOf(tally, code + 1)]);
  return { ...withShares(counts), unresolved: timesOf(tally, 0) };
}

/** Counts of codes named by `name`; the values that occur, in order of their codes. */
export function namedCounts(tally: Tally, name: (code: number) => string): CategoryCounts {
  return withShares(entriesOf(tally).map(([code, times]) => [name(code), times]));
}

/** Counts of texts; the texts that occur, in order of their UTF-16 code units, which no locale changes. */
export function textCounts(texts: ReadonlyMap<string, number>): CategoryCounts {
  return withShares([...texts].sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

function withShares(counts: readonly (readonly [value: string, count: number])[]): CategoryCounts {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const values = counts.map(([value, count]) => ({ value, count, share: total > 0 ? count / total : 0 }));
  return { total, unresolved: 0, values };
}
