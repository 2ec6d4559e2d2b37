// The job service of one process, as job.ts promises it: finds, admits, lists, cancels and follows jobs. Jobs are
// content-addressed: the same spec is the same job. Running them is the queue's affair (job-queue.ts).
// The file is long by the ways to ask for a job: by a spec, by a run, again, by several clients at once.

import type { JobLimits } from "../access/job-limits.ts";
import { CodedError } from "../errors.ts";
import { modelVersion } from "../rules/model-version.ts";
import { ingestIdOf, jobIdOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import type { JobRecord, JobState } from "../storage/job-record.ts";
import type { Run } from "../storage/run.ts";
import { withStorageErrors } from "../storage/storage-error.ts";
import { admit } from "./admission.ts";
import { cursorOf, sequenceOf } from "./cursor.ts";
import { admitIngest, initialIngestProgress } from "./ingest-work.ts";
import { intactRun } from "./intact-run.ts";
import type { CancelOptions, Job, JobEvent, JobService, SubmitOptions } from "./job.ts";
import { isEnded } from "./job-book.ts";
import { assertJobSize, assertKeyBytes, assertKeyJobs } from "./job-limits.ts";
import type { JobQueue, JobQueueContext } from "./job-queue.ts";
import { isPublished } from "./job-view.ts";
import { initialProgress } from "./progress.ts";

export interface JobServiceContext extends JobQueueContext {
  readonly queue: JobQueue;
  /** Jobs that may wait beside the one that runs. */
  readonly queueLimit: number;
  readonly limits: JobLimits;
}

/** A job may be canceled long before its time: clients should not stay away for hours. */
const longestRetrySeconds = 60;

/** What is known of a job before it is queued. */
type AskedJob = Pick<JobRecord, "id" | "kind" | "spec" | "modelVersion" | "publish" | "progress" | "loads" | "askedBy">;
type Submitted = Awaited<ReturnType<JobService["submit"]>>;

export class LocalJobService implements JobService {
  readonly #context: JobServiceContext;
  #closed: Promise<void> | undefined;

  constructor(context: JobServiceContext) {
    this.#context = context;
  }

  async submit(spec: Spec, options: SubmitOptions): Promise<Submitted> {
    const submitted = await this.#submit(spec, options);
    // Whoever is told that a job is taken on need not ask again, not even after a power cut.
    if (!submitted.existing) await this.#context.book.store.makeDurable();
    return submitted;
  }

  async #submit(spec: Spec, options: SubmitOptions): Promise<Submitted> {
    const { book, queue } = this.#context;
    const id = jobIdOf(spec);
    // Each wait may change how the job stands, so that its record is read again after every one.
    for (;;) {
      this.#assertOpen();
      const record = book.store.get(id);
      if (record !== undefined && !isEnded(record)) {
        if (queue.running?.id !== id || queue.running.reason === undefined) {
          return { job: this.#join(record, options), existing: false };
        }
        await queue.ended;
        continue;
      }
      if (record?.state === "succeeded" && !options.force) {
        const intact = record.run === null ? undefined : await intactRun(record.run, this.#context);
        if (!sameStand(record, book.store.get(id))) continue;
        if (intact !== undefined) return this.#answer(record, intact.manifest.run, options);
      }
      assertJobSize(spec, this.#context.limits);
      const expected = await admit(spec, this.#context);
      if (!sameStand(record, book.store.get(id))) continue;
      this.#assertShare(options.askedBy, spec);
      const { publish } = options;
      const progress = initialProgress(spec.datasets, expected);
      const asked = { id, kind: "generate", spec, modelVersion, publish, progress } as const;
      return { job: this.#queueAnew({ ...asked, askedBy: namesOf(options.askedBy) }), existing: false };
    }
  }

  async ingest(run: Run, askedBy?: string): Promise<Job> {
    const job = await this.#ingest(run, askedBy);
    await this.#context.book.store.makeDurable();
    return job;
  }

  async #ingest(run: Run, askedBy: string | undefined): Promise<Job> {
    const { book, queue } = this.#context;
    const { manifest } = run;
    const id = ingestIdOf(manifest.run);
    for (;;) {
      this.#assertOpen();
      const record = book.store.get(id);
      if (record !== undefined && !isEnded(record)) {
        if (queue.running?.id !== id || queue.running.reason === undefined) {
          return this.#join(record, { publish: false, ...(askedBy === undefined ? {} : { askedBy }) });
        }
        await queue.ended;
        continue;
      }
      await admitIngest(run, this.#context);
      if (!sameStand(record, book.store.get(id))) continue;
      this.#assertShare(askedBy);
      const { job, spec } = manifest;
      const loads = { job, run: manifest.run };
      const progress = initialIngestProgress(run);
      const ofRun = { spec, modelVersion: manifest.modelVersion, askedBy: namesOf(askedBy) };
      return this.#queueAnew({ id, kind: "ingest", ...ofRun, publish: false, progress, loads });
    }
  }

  /** Of the queue and, where the job writes a run, of the disk. */
  #assertShare(key: string | undefined, spec?: Spec): void {
    if (key === undefined) return;
    const { book, runs, limits, queue } = this.#context;
    const retrySeconds = Math.min(queue.secondsToNext, longestRetrySeconds);
    assertKeyJobs(key, { store: book.store, limits, retrySeconds });
    if (spec !== undefined) assertKeyBytes(key, spec, { store: book.store, runs, limits });
  }

  #assertOpen(): void {
    if (this.#closed !== undefined) throw new CodedError("shutting-down", "No job is taken on any more.");
  }

  /** The job waits or runs already: one more client wants it. */
  #join(record: JobRecord, { publish, askedBy }: Pick<SubmitOptions, "publish" | "askedBy">): Job {
    const { book, queue } = this.#context;
    const { id, requests } = record;
    const askers = new Set([...(record.askedBy ?? []), ...namesOf(askedBy)]);
    book.update(id, { requests: requests + 1, publish: record.publish || publish, askedBy: [...askers] });
    queue.add(id);
    return this.get(id);
  }

  /** The job has succeeded already; what it wrote is published again if others have replaced it. */
  #answer(record: JobRecord, run: string, { publish }: SubmitOptions): Submitted {
    const { book, runs } = this.#context;
    if (publish && !isPublished(record, runs.readablePublished()?.manifest)) {
      withStorageErrors("publish the run", () => runs.publish(run));
    }
    book.update(record.id, { requests: record.requests + 1 });
    return { job: this.get(record.id), existing: true };
  }

  #queueAnew(asked: AskedJob): Job {
    this.#assertOpen();
    const { book, queue, queueLimit, now } = this.#context;
    // Where none runs, the first of the queue is not held up by another: the leftovers of an ended job go in a moment.
    const mayWait = queue.running === undefined ? queueLimit + 1 : queueLimit;
    if (queue.depth >= mayWait) {
      const seconds = queue.secondsToNext;
      const detail = `${queue.depth} jobs wait, as many as may; the next one moves on in about ${seconds} s.`;
      const retryAfter = String(Math.min(seconds, longestRetrySeconds));
      throw new CodedError("queue-full", detail, { headers: { "retry-after": retryAfter } });
    }
    const { id } = asked;
    const before = book.store.get(id);
    book.store.put({
      ...asked,
      sequence: book.store.nextSequence(),
      state: "queued",
      requests: 1,
      createdAt: now().toISOString(),
      startedAt: null,
      finishedAt: null,
      attempt: before?.attempt ?? 0,
      run: before?.run ?? null,
      datasets: before?.datasets ?? null,
      problem: null,
      lastEvent: before?.lastEvent ?? 0,
    });
    book.announce(book.record(id));
    queue.add(id);
    return this.get(id);
  }

  get(id: string): Job {
    const { book } = this.#context;
    return book.view(book.record(id));
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
    await queue.close();
    await pool.close();
    book.close();
  }
}

function namesOf(askedBy: string | undefined): string[] {
  return askedBy === undefined ? [] : [askedBy];
}

/** Nothing has happened to a job between two readings of its record that would change what is to be done. */
function sameStand(a: JobRecord | undefined, b: JobRecord | undefined): boolean {
  return a?.state === b?.state && a?.sequence === b?.sequence && a?.run === b?.run;
}
