// What a rule's check counted in a range of rows: integers only, so that partial observations merge exactly and in any
// order, and plain enough to cross between threads. What the counts mean is the check's affair.

/** A row that breaks an invariant, named so that a person finds it. */
export interface Offender {
  /** First byte of the range scanned, and the row's number in it from 0: together the row's place in the file. */
  readonly rangeStart: number;
  readonly row: number;
  /** The row's key, for example `U20260101-000000001-1`. */
  readonly key: string;
  /** What is wrong with it, in a few words with the values found. */
  readonly found: string;
}

/** Broken rows of one invariant: all are counted, the first ones are named. */
export interface Offenders {
  count: number;
  first: Offender[];
  /** How many of the first are of earlier batches, and have their place in the range. */
  placed?: number;
}

/** The keys with which a range of rows begins and ends, for invariants that reach from one range into the next. */
export interface Edge {
  readonly rangeStart: number;
  /** In the order in which the file is sorted. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly firstKey: string;
}

/** Counts by name; a Float64Array holds sums of integers that may pass 32 bits. */
export type Counts = Readonly<Record<string, Uint32Array | Float64Array>>;

export interface Observation {
  readonly counts: Counts;
  /** By the name of the invariant. */
  readonly offenders: Readonly<Record<string, Offenders>>;
  readonly edges: Edge[];
}

/** Sum of the counts from one index to another, exclusive. */
export function totalOf(counts: ArrayLike<number>, from = 0, to = counts.length): number {
  let total = 0;
  for (let index = from; index < to; index++) total += counts[index]!;
  return total;
}

export const offendersNamed = 5;

/** An observation with the given tables and invariants, nothing counted yet. */
export function newObservation(counts: Counts, invariants: readonly string[] = []): Observation {
  const offenders = Object.fromEntries(invariants.map((name) => [name, { count: 0, first: [] }]));
  return { counts, offenders, edges: [] };
}

/**
 * Counts a broken row, by its number in the batch; `name` is called only for one of the first, which are kept. A batch may
 * be looked through several times.
 */
export function offend(
  offenders: Offenders,
  rangeStart: number,
  row: number,
  name: () => Pick<Offender, "key" | "found">,
): void {
  const { first, placed = 0 } = offenders;
  offenders.count++;
  let place = first.length;
  while (place > placed && first[place - 1]!.row > row) place--;
  if (place === offendersNamed) return;
  first.splice(place, 0, { rangeStart, row, ...name() });
  if (first.length > offendersNamed) first.pop();
}

/** Once a batch has been seen: turns rows of the batch into rows of the range, of which `rowsBefore` went before. */
export function placeOffenders(offenders: Offenders, rowsBefore: number): void {
  const { first, placed = 0 } = offenders;
  for (let index = placed; index < first.length; index++) {
    const offender = first[index]!;
    first[index] = { ...offender, row: offender.row + rowsBefore };
  }
  offenders.placed = first.length;
}

/** Adds `from` into `into`. Throws RangeError when their tables differ. */
export function addObservation(into: Observation, from: Observation): void {
  for (const [name, counts] of Object.entries(from.counts)) {
    const sums = into.counts[name];
    if (sums === undefined || sums.length !== counts.length) {
      throw new RangeError(`Observations with different tables ${name} cannot be added`);
    }
    for (let index = 0; index < counts.length; index++) sums[index]! += counts[index]!;
  }
  for (const [name, { count, first }] of Object.entries(from.offenders)) {
    const sum = into.offenders[name];
    if (sum === undefined) throw new RangeError(`Observations with different invariants ${name} cannot be added`);
    sum.count += count;
    sum.first = [...sum.first, ...first].sort(byPlace).slice(0, offendersNamed);
  }
  into.edges.push(...from.edges);
  into.edges.sort((a, b) => a.rangeStart - b.rangeStart);
}

function byPlace(a: Offender, b: Offender): number {
  return a.rangeStart - b.rangeStart || a.row - b.row;
}
