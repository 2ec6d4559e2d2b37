// What a job service tells whoever counts: metrics, for one.

import type { DatasetName } from "../datasets.ts";
import type { IngestResult } from "../storage/job-record.ts";
import type { Job } from "./job.ts";

export interface JobObserver {
  /** After a job succeeded, failed or was canceled; seconds of wall time since it started, 0 when it never did. */
  jobEnded(job: Job, seconds: number): void;
  /** Rows and bytes written since the last call for the dataset. */
  rowsGenerated(dataset: DatasetName, rows: number, bytes: number): void;
  /** After an ingest has replaced the warehouse. */
  warehouseLoaded(result: IngestResult): void;
}
