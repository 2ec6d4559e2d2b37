// A job as it is kept: what a restart needs. What clients see is made from it.

import type { Verdict, VerdictCounts } from "../checks/schemas.ts";
import type { DatasetName } from "../datasets.ts";
import type { Problem } from "../errors.ts";
import type { Spec } from "../spec/spec.ts";
import type { DatasetEntry, ManifestAgreement } from "./manifest.ts";

export const jobStates = ["queued", "running", "succeeded", "failed", "canceled"] as const;
export type JobState = (typeof jobStates)[number];

/** What a job does: writes a run, or loads one into the warehouse. */
export const jobKinds = ["generate", "ingest"] as const;
export type JobKind = (typeof jobKinds)[number];

/** The run that an ingest loads, and the job that wrote it. */
export interface LoadedRun {
  readonly job: string;
  readonly run: string;
}

/** What has come into the warehouse of one file. */
export interface LoadedFile {
  readonly loaded: number;
  readonly rejected: number;
  /** Absent in records of versions that compared nothing. */
  readonly manifest?: ManifestAgreement;
}

/** What an ingest has brought into the warehouse. */
export interface IngestResult {
  /** The file of the warehouse, from the data directory's own name on. */
  readonly path: string;
  readonly datasets: Readonly<Record<DatasetName, LoadedFile>>;
  /** How many validation tests ended how; absent where none ran. */
  readonly validation?: VerdictCounts;
}

export interface DatasetProgress {
  state: "waiting" | "running" | "done";
  rows: number;
  bytes: number;
}

export interface JobProgress {
  /** 0..1; generating and reporting together. */
  fraction: number;
  rowsWritten: number;
  rowsExpected: number;
  bytesWritten: number;
  rowsPerSecond: number;
  /** Null while there is nothing to extrapolate from. */
  etaSeconds: number | null;
  datasets: Partial<Record<DatasetName, DatasetProgress>>;
}

/** A file that the job wrote, as its manifest has it, without the partitions. */
export type WrittenDataset = Omit<DatasetEntry, "generatedAt" | "job" | "partitions">;

/** How a run was judged. */
export interface RunVerdicts {
  readonly governance: Verdict;
  readonly counts: VerdictCounts;
  /** Ids of the checks that failed. */
  readonly failed: readonly string[];
}

export interface JobRecord {
  readonly id: string;
  /** Absent in records of versions that knew only `generate`. */
  readonly kind?: JobKind;
  /** Rises with every time a job is queued anew: the order of the queue and of the list. */
  readonly sequence: number;
  readonly state: JobState;
  readonly spec: Spec;
  readonly modelVersion: string;
  /** How many POSTs asked for the job since it was last queued anew. */
  readonly requests: number;
  /** Whether the run is published once it is complete. */
  readonly publish: boolean;
  /** Names of the keys that asked for the job since it was last queued anew; the first is whose job it is. Never shown. */
  readonly askedBy?: readonly string[];
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Number of the latest attempt; 0 before the first. */
  readonly attempt: number;
  /**
   * How often in a row a process ended while it ran the job, and the most partitions that one had left on the disk: see
   * src/jobs/recovery.ts. Absent while none has ended.
   */
  readonly deaths?: { readonly count: number; readonly partitions: number };
  /** Name of the latest complete run. */
  readonly run: string | null;
  readonly progress: JobProgress;
  /** The files of the latest complete run that the job wrote. */
  readonly datasets: readonly WrittenDataset[] | null;
  /** Of the latest complete run; absent where it was written by a version that did not judge. */
  readonly verdicts?: RunVerdicts | null;
  /** Of an ingest. */
  readonly loads?: LoadedRun;
  /** Of an ingest that has succeeded. */
  readonly result?: IngestResult;
  readonly problem: Problem | null;
  /** No event of the job has a higher id than this. */
  readonly lastEvent: number;
}
