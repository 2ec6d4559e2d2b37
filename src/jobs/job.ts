// A job as clients see it: its record, its progress, its events, and the service that runs it.

import type { DatasetName } from "../datasets.ts";
import type { Problem } from "../errors.ts";
import type { Verdict, VerdictCounts } from "../reports/governance.ts";
import type { Spec } from "../spec/spec.ts";
import {
  type DatasetProgress,
  type IngestResult,
  type JobKind,
  type JobProgress,
  type JobState,
  jobKinds,
  jobStates,
  type LoadedRun,
} from "../storage/job-record.ts";
import type { Run } from "../storage/run.ts";

export { type DatasetProgress, type IngestResult, type JobKind, type JobProgress, type JobState, jobKinds, jobStates };

export interface JobDataset {
  name: DatasetName;
  rows: number;
  bytes: number;
  sha256: string;
  digest: string;
  /** As `shownPath` has it: `data/raw/customers.csv`, or in `data/runs/...` when not published. */
  path: string;
  url: string;
}

/** How many checks of the run ended how, and the ids of those that failed. */
export interface JobVerdicts extends VerdictCounts {
  failed: string[];
}

export interface Job {
  id: string;
  kind: JobKind;
  state: JobState;
  /** Of an ingest: that of the run it loads. */
  spec: Spec;
  modelVersion: string;
  /** How many POSTs asked for this job since it was last queued anew. */
  requests: number;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** True while the files this job wrote are the published ones. */
  published: boolean;
  progress: JobProgress;
  /** Once succeeded: the datasets the job wrote. */
  datasets?: JobDataset[];
  /** Once succeeded: what the checks of the files add up to. A failed check does not make the job failed. */
  governance?: Verdict;
  verdicts?: JobVerdicts;
  /** Of an ingest: what it loads. */
  loads?: LoadedRun;
  /** Of an ingest, once succeeded: what has come into the warehouse. */
  result?: IngestResult;
  /** Once failed. */
  problem?: Problem;
}

export interface JobEvent {
  /** Rises within a job. */
  id: number;
  event: "progress" | "succeeded" | "failed" | "canceled";
  job: Job;
}

export interface SubmitOptions {
  readonly publish: boolean;
  /** A new attempt even when the job has succeeded; no effect on a queued or running job. */
  readonly force: boolean;
  /** The name of the key that asks, where keys are used. */
  readonly askedBy?: string;
}

export interface TakenOn {
  readonly job: Job;
  /** It has succeeded already (HTTP 200, not 202). */
  readonly existing: boolean;
}

export interface CancelOptions {
  /** Also when several clients asked for the job. */
  readonly force: boolean;
  /** The name of a key that may cancel its own jobs only. */
  readonly askedBy?: string;
}

export interface JobService {
  /**
   * Finds or queues the job of a spec: the same spec is the same job.
   * Throws CodedError queue-full, disk-too-small, missing-dependency, shutting-down, data-directory-unwritable.
   */
  submit(spec: Spec, options: SubmitOptions): Promise<TakenOn>;
  /**
   * Queues the ingest of a run, or joins the one that is queued or running. Throws CodedError queue-full, disk-too-small,
   * disk-full, shutting-down, data-directory-unwritable, too-many-jobs.
   */
  ingest(run: Run, askedBy?: string): Promise<Job>;
  /** Throws CodedError unknown-job. */
  get(id: string): Job;
  /** Newest first; the cursor is opaque. Throws CodedError invalid-query for a cursor it did not give out. */
  list(query: { limit: number; cursor?: string; state?: JobState }): { jobs: Job[]; nextCursor: string | null };
  /** Throws CodedError unknown-job, forbidden, not-cancelable, shared-job. Returns at once; work stops within a second. */
  cancel(id: string, options: CancelOptions): Job;
  /** Resolves with the job once it has ended or `seconds` have passed or the signal aborts. */
  waitFor(id: string, seconds: number, signal?: AbortSignal): Promise<Job>;
  /** Events after `lastEventId`; begins with a snapshot; ends after the job's last event. Throws CodedError unknown-job. */
  events(id: string, lastEventId: number | undefined, signal: AbortSignal): AsyncIterable<JobEvent>;
  /** For readiness and metrics. */
  readonly queueDepth: number;
  /** A running job goes back to the queue; resolves once the workers are gone. */
  close(): Promise<void>;
}
