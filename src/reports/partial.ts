// What the scan of one partition found: counts only, so that partial reports merge exactly and in any order, and plain
// enough to cross between threads. What the counts mean is said by the observers that made them and the report.

import { addObservations, type Observations } from "../checks/index.ts";
import { type DatasetName, datasetSchemas } from "../datasets.ts";
import type { Resolvable } from "./lookups.ts";
import { addTally, type Tally } from "./tally.ts";

export interface PartialReport {
  readonly dataset: DatasetName;
  /** Day number of the as-of date. */
  readonly asOfDay: number;
  rows: number;
  /** Empty fields by column, in the schema's order. */
  readonly nulls: number[];
  /** Counts of integers, by the observer's name for them. */
  readonly tallies: Readonly<Record<string, Tally>>;
  /** Counts of texts, by column. */
  readonly texts: Readonly<Record<string, Map<string, number>>>;
  /** Single counts, by the observer's name for them. */
  readonly counters: Record<string, number>;
  /** Which dimension files the references could be looked up in. */
  readonly resolvable: Resolvable;
  /** Genre code + 1 by title number, where titles were counted: memory that the scans of a run share. */
  readonly titleGenres?: Uint8Array;
  /** What the rules' checks counted. */
  observations: Observations;
}

/** A partial report of no rows. */
export function emptyPartial(
  dataset: DatasetName,
  asOfDay: number,
  resolvable: Resolvable,
  found: Pick<PartialReport, "tallies"> & Partial<Pick<PartialReport, "texts" | "counters" | "titleGenres">>,
): PartialReport {
  const nulls = datasetSchemas[dataset].columns.map(() => 0);
  return { dataset, asOfDay, rows: 0, nulls, resolvable, texts: {}, counters: {}, observations: {}, ...found };
}

/**
 * The partial reports of a dataset as one; the parts stay as they are. Throws RangeError when there is none, or when
 * they are of different datasets or as-of dates.
 */
export function mergePartials(dataset: DatasetName, partials: readonly PartialReport[]): PartialReport {
  const [first, ...rest] = partials;
  if (first === undefined) throw new RangeError(`There is no partial report of ${dataset} to merge`);
  const merged = structuredClone(first);
  for (const partial of rest) addPartial(merged, partial);
  if (merged.dataset !== dataset)
    throw new RangeError(`A partial report of ${merged.dataset} is not one of ${dataset}`);
  return merged;
}

function addPartial(into: PartialReport, from: PartialReport): void {
  if (into.dataset !== from.dataset || into.asOfDay !== from.asOfDay) {
    throw new RangeError("Partial reports of different datasets or as-of dates cannot be merged");
  }
  into.rows += from.rows;
  for (const [index, nulls] of from.nulls.entries()) into.nulls[index]! += nulls;
  for (const [name, tally] of Object.entries(from.tallies)) addTally(tallyOf(into, name), tally);
  for (const [name, count] of Object.entries(from.counters)) into.counters[name] = (into.counters[name] ?? 0) + count;
  addObservations(into.observations, from.observations);
  for (const [name, texts] of Object.entries(from.texts)) {
    const sums = into.texts[name] ?? new Map<string, number>();
    for (const [text, times] of texts) sums.set(text, (sums.get(text) ?? 0) + times);
  }
}

/** A tally by name. Throws RangeError when the partial report has none of that name. */
export function tallyOf(partial: PartialReport, name: string): Tally {
  const tally = partial.tallies[name];
  if (tally === undefined) throw new RangeError(`The partial report of ${partial.dataset} has no tally ${name}`);
  return tally;
}
