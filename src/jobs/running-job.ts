// The job that runs: admitted once more, attempted, and sampled for its followers, until it has a complete run or has
// left nothing behind. What becomes of the job then is the service's affair.

import type { Logger } from "pino";
import type { DatasetReport } from "../reports/report.ts";
import type { JobProgress, JobRecord } from "../storage/job-record.ts";
import type { DatasetEntry } from "../storage/manifest.ts";
import { type AdmissionContext, admit } from "./admission.ts";
import { Attempt, type CompleteRun } from "./attempt.ts";
import { StoppedError } from "./job-signals.ts";
import type { JobObserver } from "./observer.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** At most five events a second. */
const sampleMilliseconds = 200;

/** Why a job was stopped: for good, or to run again at the next start. */
export type StopReason = "cancel" | "requeue";

export interface RunningContext extends AdmissionContext {
  readonly pool: WorkerPool;
  readonly logger: Logger;
  readonly observer: JobObserver | undefined;
  readonly now: () => Date;
  readonly onDataset: (entry: DatasetEntry, report: DatasetReport, run: string) => void;
  /** The progress has changed. */
  readonly onProgress: () => void;
}

export class RunningJob {
  readonly id: string;
  readonly startedAt: Date;
  readonly #context: RunningContext;
  readonly #record: JobRecord;
  readonly #told = new Map<string, { rows: number; bytes: number }>();
  #reason: StopReason | undefined;
  #attempt: Attempt | undefined;

  /** `record` is the job as it starts: its attempt is the number of this one. */
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
    this.#attempt?.stop();
  }

  /** Seconds of wall time since the job started. */
  get seconds(): number {
    return (this.#context.now().getTime() - this.startedAt.getTime()) / 1000;
  }

  get progress(): JobProgress {
    return this.#attempt?.meter.read(this.seconds) ?? this.#record.progress;
  }

  /** Resolves with a complete run. Rejects with StoppedError, or with why the job failed. */
  async run(): Promise<CompleteRun> {
    const { id: job, spec, attempt } = this.#record;
    const expected = await admit(spec, this.#context);
    if (this.#reason !== undefined) throw new StoppedError();
    this.#attempt = new Attempt(this.#context, { job, spec, expected, attempt, startedAt: this.startedAt });
    let last = "";
    const sampler = setInterval(() => {
      const { fraction, rowsWritten, bytesWritten } = this.#tellObserver();
      const now = `${fraction} ${rowsWritten} ${bytesWritten}`;
      if (now !== last) this.#context.onProgress();
      last = now;
    }, sampleMilliseconds);
    try {
      return await this.#attempt.run();
    } finally {
      clearInterval(sampler);
      this.#tellObserver();
    }
  }

  #tellObserver(): JobProgress {
    const { progress } = this;
    for (const dataset of this.#record.spec.datasets) {
      const { rows, bytes } = progress.datasets[dataset] ?? { rows: 0, bytes: 0 };
      const told = this.#told.get(dataset) ?? { rows: 0, bytes: 0 };
      if (rows === told.rows && bytes === told.bytes) continue;
      this.#context.observer?.rowsGenerated(dataset, rows - told.rows, bytes - told.bytes);
      this.#told.set(dataset, { rows, bytes });
    }
    return progress;
  }
}
