// How far a running job has come, from the counters its workers keep in shared memory.

import type { DatasetName } from "../datasets.ts";
import type { DatasetProgress, JobProgress } from "../storage/job-record.ts";
import { counted, type JobSignals } from "./job-signals.ts";

/** Expected rows and bytes by dataset. */
export type Expected = Readonly<Partial<Record<DatasetName, { readonly rows: number; readonly bytes: number }>>>;

/** Cost of a byte in each later step, against generating it. */
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

/** Seconds still to go when a fraction has taken `seconds`; null while that says nothing yet. */
export function etaSeconds(fraction: number, seconds: number): number | null {
  return fraction < leastFraction ? null : (seconds * (1 - fraction)) / fraction;
}

function rowsExpected(datasets: readonly DatasetName[], expected: Expected): number {
  return Math.round(datasets.reduce((sum, name) => sum + (expected[name]?.rows ?? 0), 0));
}

export class ProgressMeter {
  readonly #datasets: readonly DatasetName[];
  readonly #expected: Expected;
  readonly #signals: JobSignals;
  readonly #states = new Map<DatasetName, DatasetProgress["state"]>();
  readonly #generated = new Set<DatasetName>();
  #fraction = 0;
  #rows = 0;
  #rowSeconds = 0;

  constructor(datasets: readonly DatasetName[], expected: Expected, signals: JobSignals) {
    this.#datasets = datasets;
    this.#expected = expected;
    this.#signals = signals;
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
    const rowsWritten = parts.reduce((sum, part) => sum + part.rows, 0);
    if (rowsWritten !== this.#rows) [this.#rows, this.#rowSeconds] = [rowsWritten, seconds];
    this.#fraction = Math.max(this.#fraction, Math.min(this.#workDone(), mostFraction));
    const fraction = this.#fraction;
    return {
      fraction,
      rowsWritten,
      rowsExpected: rowsExpected(this.#datasets, this.#expected),
      bytesWritten: parts.reduce((sum, part) => sum + part.bytes, 0),
      rowsPerSecond: this.#rowSeconds > 0 ? Math.round(rowsWritten / this.#rowSeconds) : 0,
      etaSeconds: etaSeconds(fraction, seconds),
      datasets,
    };
  }

  #datasetProgress(dataset: DatasetName): DatasetProgress {
    return {
      state: this.#states.get(dataset) ?? "waiting",
      rows: counted(this.#signals, dataset, "rows"),
      bytes: counted(this.#signals, dataset, "written"),
    };
  }

  #workDone(): number {
    let [done, all] = [0, 0];
    for (const dataset of this.#datasets) {
      const written = counted(this.#signals, dataset, "written");
      const size = this.#generated.has(dataset) ? written : Math.max(written, this.#expected[dataset]?.bytes ?? 0);
      done += written;
      done += hashingCost * counted(this.#signals, dataset, "hashed");
      done += scanningCost * counted(this.#signals, dataset, "scanned");
      all += (1 + hashingCost + scanningCost) * size;
    }
    return all === 0 ? 0 : done / all;
  }
}
