// The job service of one process, as job.ts promises it: shows, lists, cancels and follows jobs. How they are taken on is the
// intake's affair (job-intake.ts), and how they are run the queue's (job-queue.ts).

import { CodedError } from "../errors.ts";
import type { Spec } from "../spec/spec.ts";
import type { JobState } from "../storage/job-record.ts";
import type { Run } from "../storage/run.ts";
import { cursorOf, sequenceOf } from "./cursor.ts";
import type { CancelOptions, Job, JobEvent, JobService, SubmitOptions, TakenOn } from "./job.ts";
import { isEnded } from "./job-book.ts";
import { JobIntake, type JobIntakeContext } from "./job-intake.ts";

export class LocalJobService implements JobService {
  readonly #context: JobIntakeContext;
  readonly #intake: JobIntake;
  #closed: Promise<void> | undefined;

  constructor(context: JobIntakeContext) {
    this.#context = context;
    this.#intake = new JobIntake(context);
  }

  submit(spec: Spec, options: SubmitOptions): Promise<TakenOn> {
    return this.#intake.submit(spec, options);
  }

  ingest(run: Run, askedBy?: string): Promise<Job> {
    return this.#intake.ingest(run, askedBy);
  }

  get(id: string): Job {
    return this.#context.book.job(id);
  }

  list(query: { limit: number; cursor?: string; state?: JobState }): { jobs: Job[]; nextCursor: string | null } {
    const { book, runs } = this.#context;
    const { limit, cursor, state } = query;
    const { records, next } = book.store.page({
      limit,
      ...(cursor === undefined ? {} : { before: sequenceOf("jobs", cursor) }),
      ...(state === undefined ? {} : { state }),
    });
    const published = runs.readablePublished()?.manifest;
    return {
      jobs: records.map((record) => book.view(record, published)),
      nextCursor: next === null ? null : cursorOf("jobs", next),
    };
  }

  cancel(id: string, { force, askedBy }: CancelOptions): Job {
    const { book, queue, now, observer } = this.#context;
    const record = book.record(id);
    if (askedBy !== undefined && record.askedBy?.includes(askedBy) !== true) {
      throw new CodedError(
        "forbidden",
        `Others asked for the job ${id}; to cancel it wants a key with the scope admin.`,
      );
    }
    if (isEnded(record)) throw new CodedError("not-cancelable", `The job ${id} has ${record.state}.`);
    if (record.requests > 1 && !force) {
      throw new CodedError("shared-job", `${record.requests} requests asked for the job ${id}.`);
    }
    if (queue.running?.id === id) {
      queue.running.stop("cancel");
      return this.get(id);
    }
    queue.remove(id);
    queue.discard(record);
    const canceled = book.update(id, { state: "canceled", finishedAt: now().toISOString() });
    const { job } = book.announce(canceled);
    observer?.jobEnded(job, 0);
    return job;
  }

  async waitFor(id: string, seconds: number, signal?: AbortSignal): Promise<Job> {
    const { book } = this.#context;
    const waiting = new AbortController();
    const stopWaiting = (): void => waiting.abort();
    const timer = setTimeout(stopWaiting, seconds * 1000);
    signal?.addEventListener("abort", stopWaiting, { once: true });
    if (signal?.aborted === true) stopWaiting();
    try {
      return await book.ended(id, waiting.signal);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stopWaiting);
    }
  }

  events(id: string, lastEventId: number | undefined, signal: AbortSignal): AsyncIterable<JobEvent> {
    const { book } = this.#context;
    book.record(id);
    return book.follow(id, lastEventId, signal);
  }

  get queueDepth(): number {
    return this.#context.queue.depth;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { queue, pool, book } = this.#context;
    this.#intake.close();
    await queue.close();
    await pool.close();
    book.close();
  }
}
