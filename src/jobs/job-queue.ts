// The queue: jobs in the order in which they were asked for, one at a time on all workers, and what becomes of each when
// it ends: published, recorded, announced, and the oldest runs removed.

import { setTimeout as pause } from "node:timers/promises";
import { CodedError } from "../errors.ts";
import type { JobKind, JobRecord } from "../storage/job-record.ts";
import { storageError } from "../storage/storage-error.ts";
import { type GenerateContext, GenerateWork } from "./generate-work.ts";
import { IngestWork } from "./ingest-work.ts";
import { StoppedError } from "./job-signals.ts";
import type { CompleteWork, JobWork } from "./job-work.ts";
import { RunningJob } from "./running-job.ts";

export type JobQueueContext = GenerateContext;

/** Rows a second that a job of a kind is taken to do before one has shown how many it does. */
const assumedRowsPerSecond: Readonly<Record<JobKind, number>> = { generate: 500_000, ingest: 60_000 };

/** Until it is tried once more to record that a job has ended. */
const retryMilliseconds = 1000;

const unforeseen = new CodedError("internal-error", "The job failed for a reason of its own.");

export class JobQueue {
  readonly #context: JobQueueContext;
  readonly #waiting: string[] = [];
  #running: RunningJob | undefined;
  /** From a job's start until its leftovers are gone, which is after its end. */
  #busy = false;
  #ended: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  readonly #rowsPerSecond = { ...assumedRowsPerSecond };

  constructor(context: JobQueueContext) {
    this.#context = context;
  }

  /** Jobs that wait; the one that runs is not among them. */
  get depth(): number {
    return this.#waiting.length;
  }

  /** The job that runs, until its end is recorded. */
  get running(): RunningJob | undefined {
    return this.#running;
  }

  /** Resolves once the job that runs now has ended and its leftovers are gone. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Puts a job, recorded as queued, at the end of the queue unless it waits already. */
  add(id: string): void {
    if (!this.#waiting.includes(id) && this.#running?.id !== id) this.#waiting.push(id);
    this.#startNext();
  }

  /** Takes a waiting job out. */
  remove(id: string): void {
    const place = this.#waiting.indexOf(id);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  /** Removes what a job that waits has of an attempt that was interrupted. */
  discard(record: JobRecord): void {
    const { now } = this.#context;
    const work = this.#workOf({ ...record, attempt: record.attempt + 1 }, now());
    void work.discard(false);
  }

  /** Seconds until the queue is expected to have moved on by one. */
  get secondsToNext(): number {
    const { book } = this.#context;
    const eta = this.#running?.progress.etaSeconds;
    if (eta !== undefined && eta !== null) return Math.max(1, Math.ceil(eta));
    const next = this.#running?.id ?? this.#waiting[0];
    if (next === undefined) return 1;
    const { kind = "generate", progress } = book.record(next);
    return Math.max(1, Math.ceil(progress.rowsExpected / this.#rowsPerSecond[kind]));
  }

  /** A running job goes back to the queue of the next start; resolves once its work has ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#running?.stop("requeue");
    await this.#ended;
  }

  #startNext(): void {
    if (this.#closing.signal.aborted || this.#busy) return;
    const id = this.#waiting.shift();
    if (id === undefined) return;
    this.#busy = true;
    this.#ended = this.#work(id).catch((error: unknown) => this.#recordLost(id, error));
    void this.#ended.then(() => {
      this.#running = undefined;
      this.#busy = false;
      this.#startNext();
    });
  }

  /**
   * The start or the end of a job could not be recorded, and not for want of a disk: that is held in memory. Until it is
   * recorded as failed it would look as if it ran, so that no other begins before.
   */
  async #recordLost(id: string, error: unknown): Promise<void> {
    const { logger, book, now } = this.#context;
    logger.error({ err: error, event: "job-lost", job: id }, "how a job stands could not be recorded");
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const problem = unforeseen.toProblem(`/jobs/${id}`);
        const record = book.update(id, { state: "failed", problem, finishedAt: now().toISOString() });
        this.#announceEnd(record, this.#running?.seconds ?? 0);
        return;
      } catch (failure) {
        if (failure instanceof CodedError && failure.code === "unknown-job") return;
        await pause(retryMilliseconds, undefined, { signal }).catch(() => {});
      }
    }
  }

  async #work(id: string): Promise<void> {
    const { book, now } = this.#context;
    const { attempt } = book.record(id);
    const startedAt = now();
    const changes = { state: "running", startedAt: startedAt.toISOString(), attempt: attempt + 1 } as const;
    const record = book.update(id, changes);
    const running = new RunningJob(record, {
      work: this.#workOf(record, startedAt),
      onProgress: () => void book.announce(book.record(id)),
    });
    this.#running = running;
    book.announce(record);
    let complete: CompleteWork | undefined;
    try {
      complete = await running.run();
      if (running.reason !== undefined) throw new StoppedError();
      // From here to the record there is no wait: a job is either stopped before readers have what it made, or not at all.
      this.#succeed(running, complete);
    } catch (error) {
      await running.discard();
      if (running.reason === "requeue") this.#putBack(running, attempt);
      else this.#fail(running, error);
    }
    if (complete !== undefined) await this.#tidy(complete);
  }

  /** The next process goes on with the same attempt, and with what there is of it. */
  #putBack({ id, kind, progress }: RunningJob, attempt: number): void {
    const shown = kind === "generate" ? { progress: { ...progress, etaSeconds: null } } : {};
    this.#context.book.update(id, { state: "queued", startedAt: null, attempt, ...shown });
  }

  #workOf(record: JobRecord, startedAt: Date): JobWork {
    return record.kind === "ingest"
      ? new IngestWork(record, this.#context)
      : new GenerateWork(record, startedAt, this.#context);
  }

  #succeed(running: RunningJob, complete: CompleteWork): void {
    const { progress } = running;
    const made = complete.commit();
    if (progress.rowsPerSecond > 0) this.#rowsPerSecond[running.kind] = progress.rowsPerSecond;
    this.#end(running, {
      ...made,
      state: "succeeded",
      progress: { ...progress, fraction: 1, etaSeconds: 0 },
      problem: null,
    });
    this.#context.onStep("job-recorded");
  }

  #fail(running: RunningJob, thrown: unknown): void {
    const { id } = running;
    const progress = { ...running.progress, etaSeconds: null };
    if (running.reason === "cancel") {
      this.#end(running, { state: "canceled", progress });
      return;
    }
    const error = storageError(thrown, "write the run");
    this.#context.logger.error({ err: error, event: "job-failed", job: id }, "the job failed");
    const coded = error instanceof CodedError ? error : unforeseen;
    this.#end(running, { state: "failed", progress, problem: coded.toProblem(`/jobs/${id}`) });
  }

  #end(running: RunningJob, changes: Partial<JobRecord>): void {
    const { book, now } = this.#context;
    const record = book.update(running.id, { ...changes, finishedAt: now().toISOString() });
    this.#announceEnd(record, running.seconds);
  }

  /** The end is recorded by then: failing at what others are told of it does not turn it into another. */
  #announceEnd(record: JobRecord, seconds: number): void {
    const { book, observer, logger } = this.#context;
    this.#running = undefined;
    try {
      const { job } = book.announce(record);
      observer?.jobEnded(job, seconds);
    } catch (error) {
      logger.error({ err: error, event: "job-end-untold", job: record.id }, "the end of a job could not be told");
    }
  }

  /** What can wait until the job has been announced. Failing at it does the job no harm. */
  async #tidy(complete: CompleteWork): Promise<void> {
    try {
      await complete.tidy();
    } catch (error) {
      this.#context.logger.error({ err: error, event: "tidying-failed" }, "old runs could not be removed");
    }
  }
}
