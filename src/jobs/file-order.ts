// The order of the partitions in one file, in shared memory: where each ends is published by whoever wrote it, and is
// where the next one begins.

import { type JobSignals, throwIfStopped } from "./job-signals.ts";

/** Both on SharedArrayBuffers. */
export interface FileOrder {
  /** The byte after each partition, in file order; -1 while unknown. */
  readonly ends: BigInt64Array;
  /** One number, raised with every end that is published: what waiting threads sleep on. */
  readonly published: Int32Array;
}

/** Longest sleep between two looks at the order to stop. */
const longestSleepMilliseconds = 50;

/** The order of so many partitions, of which the first ones are written already and end where `known` says. */
export function newFileOrder(partitions: number, known: readonly number[] = []): FileOrder {
  const ends = new BigInt64Array(new SharedArrayBuffer(partitions * BigInt64Array.BYTES_PER_ELEMENT)).fill(-1n);
  ends.set(known.map(BigInt));
  return { ends, published: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

/** The first byte of partition `index`, or undefined while the one before it has not published its end. */
export function startOf(order: FileOrder, index: number): number | undefined {
  if (index === 0) return 0;
  const end = Number(Atomics.load(order.ends, index - 1));
  return end < 0 ? undefined : end;
}

/** Sleeps until the first byte of partition `index` is known. Throws StoppedError. */
export function awaitStart(order: FileOrder, index: number, signals: JobSignals): number {
  for (;;) {
    throwIfStopped(signals);
    // Read before the look, so that an end published in between wakes the sleep at once.
    const seen = Atomics.load(order.published, 0);
    const start = startOf(order, index);
    if (start !== undefined) return start;
    Atomics.wait(order.published, 0, seen, longestSleepMilliseconds);
  }
}

export function publishEnd(order: FileOrder, index: number, end: number): void {
  Atomics.store(order.ends, index, BigInt(end));
  Atomics.add(order.published, 0, 1);
  Atomics.notify(order.published, 0);
}
