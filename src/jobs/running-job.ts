// The job that runs: its work, why it was stopped, and how far it is, sampled for its followers. What becomes of the job
// then is the queue's affair.

import type { JobKind, JobProgress, JobRecord } from "../storage/job-record.ts";
import type { CompleteWork, JobWork } from "./job-work.ts";

/** At most five events a second. */
const sampleMilliseconds = 200;

/** Why a job was stopped: for good, or to run again at the next start. */
export type StopReason = "cancel" | "requeue";

export interface RunningContext {
  readonly work: JobWork;
  readonly now: () => Date;
  /** The progress has changed. */
  readonly onProgress: () => void;
}

export class RunningJob {
  readonly id: string;
  readonly startedAt: Date;
  readonly #context: RunningContext;
  readonly #record: JobRecord;
  #reason: StopReason | undefined;

  /** `record` is the job as it starts. */
  constructor(record: JobRecord, startedAt: Date, context: RunningContext) {
    this.id = record.id;
    this.startedAt = startedAt;
    this.#record = record;
    this.#context = context;
  }

  /** Why the job was told to stop; undefined while it was not. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Work ends within a second; the first reason counts. */
  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#context.work.stop();
  }

  /** Seconds of wall time since the job started. */
  get seconds(): number {
    return (this.#context.now().getTime() - this.startedAt.getTime()) / 1000;
  }

  get kind(): JobKind {
    return this.#record.kind ?? "generate";
  }

  get progress(): JobProgress {
    return this.#context.work.progress(this.seconds) ?? this.#record.progress;
  }

  /** As the work's `run`. */
  async run(): Promise<CompleteWork> {
    let last = "";
    const sampler = setInterval(() => {
      const { fraction, rowsWritten, bytesWritten } = this.#sample();
      const now = `${fraction} ${rowsWritten} ${bytesWritten}`;
      if (now !== last) this.#context.onProgress();
      last = now;
    }, sampleMilliseconds);
    try {
      return await this.#context.work.run();
    } finally {
      clearInterval(sampler);
      this.#sample();
    }
  }

  #sample(): JobProgress {
    const { progress } = this;
    this.#context.work.sample(progress);
    return progress;
  }
}
