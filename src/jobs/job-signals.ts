// What the main thread and the workers of a running job tell each other through shared memory: the order to stop, and
// how far each dataset has come.

import { type DatasetName, datasetNames } from "../datasets.ts";
import { crowded, giveWay } from "./right-of-way.ts";

export const counterNames = ["rows", "written", "verified", "hashed", "scanned"] as const;
/**
 * rows: rows of finished partitions; the others: bytes generated, compared with their checkpoint, hashed as a whole file,
 * scanned.
 */
export type CounterName = (typeof counterNames)[number];

/** All on SharedArrayBuffers, so that they can be posted with every task. */
export interface JobSignals {
  /** One number: not 0 once the work must stop. */
  readonly stop: Int32Array;
  /** One number of the whole process: not 0 while clients go first. */
  readonly crowded: Int32Array;
  /** One counter a dataset and name. */
  readonly counters: BigInt64Array;
}

/** Thrown in a worker that was told to stop; not a failure. */
export class StoppedError extends Error {
  constructor() {
    super("The job was told to stop");
    this.name = "StoppedError";
  }
}

export function newJobSignals(): JobSignals {
  const counters = datasetNames.length * counterNames.length;
  return {
    stop: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    crowded,
    counters: new BigInt64Array(new SharedArrayBuffer(counters * BigInt64Array.BYTES_PER_ELEMENT)),
  };
}

export function orderStop(signals: JobSignals): void {
  Atomics.store(signals.stop, 0, 1);
}

export function isStopped(signals: JobSignals): boolean {
  return Atomics.load(signals.stop, 0) !== 0;
}

/** Throws StoppedError once the work must stop. */
export function throwIfStopped(signals: JobSignals): void {
  if (isStopped(signals)) throw new StoppedError();
}

/** For threads between two pieces of work: rests while clients go first. Throws StoppedError once the work must stop. */
export function heed(signals: JobSignals): void {
  giveWay(signals);
  throwIfStopped(signals);
}

function slot(dataset: DatasetName, counter: CounterName): number {
  return datasetNames.indexOf(dataset) * counterNames.length + counterNames.indexOf(counter);
}

export function count(signals: JobSignals, dataset: DatasetName, counter: CounterName, amount: number): void {
  Atomics.add(signals.counters, slot(dataset, counter), BigInt(amount));
}

export function counted(signals: JobSignals, dataset: DatasetName, counter: CounterName): number {
  return Number(Atomics.load(signals.counters, slot(dataset, counter)));
}
