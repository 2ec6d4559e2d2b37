// How far a running job has come, from the counters its workers keep in shared memory.

import type { DatasetName } from "../datasets.ts";
import type { DatasetProgress, JobProgress } from "../storage/job-record.ts";
import { counted, type JobSignals } from "./job-signals.ts";

/** Expected rows and bytes by dataset. */
export type Expected = Readonly<Partial<Record<DatasetName, { readonly rows: number; readonly bytes: number }>>>;

/** What a dataset has of an earlier attempt. */
export type Resumed = Readonly<Partial<Record<DatasetName, { readonly rows: number; readonly bytes: number }>>>;

/** Cost of a byte in each other step, against generating it. */
const verifyingCost = 0.2;
const hashingCost = 0.2;
const scanningCost = 0.6;
/** Before this share of the work is done its speed says nothing about the rest. */
const leastFraction = 0.02;
/** Only a job that has ended is complete: the manifest and the report still follow the files. */
const mostFraction = 0.99;

/** The progress of a job that has not started. */
export function initialProgress(datasets: readonly DatasetName[], expected: Expected): JobProgress {
  return {
    fraction: 0,
    rowsWritten: 0,
    rowsExpected: rowsExpected(datasets, expected),
    bytesWritten: 0,
    rowsPerSecond: 0,
    etaSeconds: null,
    datasets: Object.fromEntries(datasets.map((name) => [name, { state: "waiting", rows: 0, bytes: 0 }])),
  };
}

/** Seconds still to go when `gained` of the fraction has taken `seconds`; null while that says nothing yet. */
export function etaSeconds(fraction: number, seconds: number, gained = fraction): number | null {
  return gained < leastFraction ? null : (seconds * (1 - fraction)) / gained;
}

function rowsExpected(datasets: readonly DatasetName[], expected: Expected): number {
  return Math.round(datasets.reduce((sum, name) => sum + (expected[name]?.rows ?? 0), 0));
}

/** Never goes back: neither when an attempt begins again from what is durable, nor below what was shown `before`. */
export class ProgressMeter {
  readonly #datasets: readonly DatasetName[];
  readonly #expected: Expected;
  readonly #states = new Map<DatasetName, DatasetProgress["state"]>();
  readonly #generated = new Set<DatasetName>();
  readonly #shown = new Map<DatasetName, { rows: number; bytes: number }>();
  #signals: JobSignals;
  #resumed: Resumed = {};
  /** Of the work, what was done when the attempt began; and the seconds at which it did. */
  #begin = { work: 0, seconds: 0 };
  #fraction: number;
  #rows = 0;
  #rowSeconds = 0;

  constructor(
    datasets: readonly DatasetName[],
    expected: Expected,
    signals: JobSignals,
    before: JobProgress = initialProgress(datasets, expected),
  ) {
    this.#datasets = datasets;
    this.#expected = expected;
    this.#signals = signals;
    this.#fraction = before.fraction;
    for (const name of datasets) {
      const { rows, bytes } = before.datasets[name] ?? { rows: 0, bytes: 0 };
      this.#shown.set(name, { rows, bytes });
    }
  }

  /** From here on these counters tell; what is resumed is counted in them already. */
  begin(signals: JobSignals, resumed: Resumed, seconds: number): void {
    this.#signals = signals;
    this.#resumed = resumed;
    this.#states.clear();
    this.#generated.clear();
    this.#begin = { work: this.#workDone(), seconds };
    [this.#rows, this.#rowSeconds] = [0, seconds];
  }

  markRunning(dataset: DatasetName): void {
    this.#states.set(dataset, "running");
  }

  /** The dataset's bytes are all counted: from here on its size is known, not expected. */
  markGenerated(dataset: DatasetName): void {
    this.#generated.add(dataset);
  }

  markDone(dataset: DatasetName): void {
    this.#states.set(dataset, "done");
  }

  /** `seconds` since the job started. */
  read(seconds: number): JobProgress {
    const datasets = Object.fromEntries(this.#datasets.map((name) => [name, this.#datasetProgress(name)]));
    const parts = Object.values(datasets);
    const rowsNew = this.#rowsNew();
    if (rowsNew !== this.#rows) [this.#rows, this.#rowSeconds] = [rowsNew, seconds];
    const work = Math.min(this.#workDone(), mostFraction);
    this.#fraction = Math.max(this.#fraction, work);
    const rowTime = this.#rowSeconds - this.#begin.seconds;
    const gained = work - this.#begin.work;
    return {
      fraction: this.#fraction,
      rowsWritten: parts.reduce((sum, part) => sum + part.rows, 0),
      rowsExpected: rowsExpected(this.#datasets, this.#expected),
      bytesWritten: parts.reduce((sum, part) => sum + part.bytes, 0),
      rowsPerSecond: rowTime > 0 ? Math.round(rowsNew / rowTime) : 0,
      etaSeconds: etaSeconds(work, seconds - this.#begin.seconds, gained),
      datasets,
    };
  }

  /** Rows written since the attempt began. */
  #rowsNew(): number {
    return this.#datasets.reduce(
      (sum, name) => sum + counted(this.#signals, name, "rows") - (this.#resumed[name]?.rows ?? 0),
      0,
    );
  }

  #datasetProgress(dataset: DatasetName): DatasetProgress {
    const shown = this.#shown.get(dataset) ?? { rows: 0, bytes: 0 };
    shown.rows = Math.max(shown.rows, counted(this.#signals, dataset, "rows"));
    shown.bytes = Math.max(shown.bytes, counted(this.#signals, dataset, "written"));
    return { state: this.#states.get(dataset) ?? "waiting", ...shown };
  }

  #workDone(): number {
    let [done, all] = [0, 0];
    for (const dataset of this.#datasets) {
      const written = counted(this.#signals, dataset, "written");
      const size = this.#generated.has(dataset) ? written : Math.max(written, this.#expected[dataset]?.bytes ?? 0);
      done += written;
      done += verifyingCost * counted(this.#signals, dataset, "verified");
      done += hashingCost * counted(this.#signals, dataset, "hashed");
      done += scanningCost * counted(this.#signals, dataset, "scanned");
      all += (1 + hashingCost + scanningCost) * size + verifyingCost * (this.#resumed[dataset]?.bytes ?? 0);
    }
    return all === 0 ? 0 : done / all;
  }
}
