// The job that runs: its work, why it was stopped, and how far it is, sampled for its followers. What becomes of the job
// then is the queue's affair.

import type { JobKind, JobProgress, JobRecord } from "../storage/job-record.ts";
import type { CompleteWork, JobWork } from "./job-work.ts";

/** At most five events a second. */
const sampleMilliseconds = 200;

/** Why a job was stopped: for good, or to be gone on with by the next process. */
export type StopReason = "cancel" | "requeue";

export interface RunningContext {
  readonly work: JobWork;
  /** The progress has changed. */
  readonly onProgress: () => void;
}

export class RunningJob {
  readonly id: string;
  readonly #context: RunningContext;
  readonly #record: JobRecord;
  readonly #began = performance.now();
  #reason: StopReason | undefined;

  /** `record` is the job as it starts. */
  constructor(record: JobRecord, context: RunningContext) {
    this.id = record.id;
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

  /** Seconds since the job started, of a clock that nobody sets. */
  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
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
      return await this.#context.work.run(() => this.seconds);
    } finally {
      clearInterval(sampler);
      this.#sample();
    }
  }

  /** As the work's `discard`, for the reason for which the job was stopped. */
  async discard(): Promise<void> {
    await this.#context.work.discard(this.#reason === "requeue");
  }

  #sample(): JobProgress {
    const { progress } = this;
    this.#context.work.sample(progress);
    return progress;
  }
}
