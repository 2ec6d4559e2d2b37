// What a job of one kind or another does while it runs, as the queue drives it. The queue knows the order of things, the work
// knows what they are.

import type { JobProgress, JobRecord } from "../storage/job-record.ts";

export interface JobWork {
  /** Undefined until the work can say how far it is. `seconds` since the job started. */
  progress(seconds: number): JobProgress | undefined;
  /** Told a few times a second, and at the end. */
  sample(progress: JobProgress): void;
  /** Work ends within a second, and `run` rejects with StoppedError. */
  stop(): void;
  /**
   * Resolves once all is done that can be taken back. Rejects with StoppedError, or with why the job failed. `seconds` gives
   * those since the job started, of a clock that nobody sets.
   */
  run(seconds: () => number): Promise<CompleteWork>;
  /**
   * Takes back what was made, complete or not, unless readers have it. The work of a job that is put back in the queue keeps
   * what the next process can go on with. Never rejects: what cannot be removed is tidied at the next start.
   */
  discard(isPutBack: boolean): Promise<void>;
}

export interface CompleteWork {
  /** Shows readers what was made, at once and without a wait; what the job's record says of it. */
  commit(): Partial<JobRecord>;
  /** What is left to do once the job has been announced. Failing at it does the job no harm. */
  tidy(): Promise<void>;
}
