// A complete run, opened for reading.

import type { DatasetName } from "../datasets.ts";
import type { DatasetEntry, Manifest } from "./manifest.ts";

export interface Run {
  /** Absolute path of the run directory. */
  readonly directory: string;
  readonly manifest: Manifest;
  /** When it was published, in milliseconds since 1970, a whole second; only where it was read as the published run. */
  readonly publishedAt?: number;
}

/** The entry of a dataset in a run, or undefined when the run does not hold it. */
export function datasetEntry(run: Run, dataset: DatasetName): DatasetEntry | undefined {
  return run.manifest.datasets.find((entry) => entry.name === dataset);
}

/** Where runs are found: the published one, and that of a job. */
export interface RunCatalog {
  /** The run that `data/raw` points at, or undefined when nothing has been published. */
  published(): Promise<Run | undefined>;
  /** The latest complete run of a job, or the one that an ingest loads. Throws CodedError unknown-job, job-not-finished, job-evicted. */
  ofJob(id: string): Promise<Run>;
}
