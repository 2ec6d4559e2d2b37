// Takes jobs on: from what a client wishes for to a job that waits in the queue. A job that waits or runs already is joined, and
// one that has succeeded is the answer. What comes after, from looking at a job to canceling it, is the service's (job-service.ts).

import type { JobLimits } from "../access/job-limits.ts";
import { CodedError } from "../errors.ts";
import { modelVersion } from "../rules/model-version.ts";
import { ingestIdOf, jobIdOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import type { JobRecord } from "../storage/job-record.ts";
import type { Run } from "../storage/run.ts";
import { withStorageErrors } from "../storage/storage-error.ts";
import { admit } from "./admission.ts";
import { admitIngest, initialIngestProgress } from "./ingest-work.ts";
import { intactRun } from "./intact-run.ts";
import type { Job, SubmitOptions, TakenOn } from "./job.ts";
import { isEnded } from "./job-book.ts";
import { assertJobSize, assertKeyBytes, assertKeyJobs } from "./job-limits.ts";
import type { JobQueue, JobQueueContext } from "./job-queue.ts";
import { isPublished } from "./job-view.ts";
import { initialProgress } from "./progress.ts";

export interface JobIntakeContext extends JobQueueContext {
  readonly queue: JobQueue;
  /** Jobs that may wait beside the one that runs. */
  readonly queueLimit: number;
  readonly limits: JobLimits;
}

/** A job may be canceled long before its time: clients should not stay away for hours. */
const longestRetrySeconds = 60;

/** What a client asks for. */
interface Wish extends SubmitOptions {
  readonly id: string;
}

/** What is known of a job before it is queued, whoever asks for it. */
type NewJob = Pick<JobRecord, "kind" | "spec" | "modelVersion" | "progress" | "loads">;

export class JobIntake {
  readonly #context: JobIntakeContext;
  #isClosed = false;

  constructor(context: JobIntakeContext) {
    this.#context = context;
  }

  /** As JobService has it. */
  submit(spec: Spec, options: SubmitOptions): Promise<TakenOn> {
    return this.#takeOn({ ...options, id: jobIdOf(spec) }, async () => {
      assertJobSize(spec, this.#context.limits);
      const expected = await admit(spec, this.#context);
      return { kind: "generate", spec, modelVersion, progress: initialProgress(spec.datasets, expected) };
    });
  }

  /** As JobService has it. A run is loaded once more whenever that is asked: others may have replaced the warehouse since. */
  async ingest(run: Run, askedBy?: string): Promise<Job> {
    const { job, run: name, spec, modelVersion } = run.manifest;
    const options = { publish: false, force: true, ...(askedBy === undefined ? {} : { askedBy }) };
    const taken = await this.#takeOn({ ...options, id: ingestIdOf(name) }, async () => {
      await admitIngest(run, this.#context);
      return { kind: "ingest", spec, modelVersion, progress: initialIngestProgress(run), loads: { job, run: name } };
    });
    return taken.job;
  }

  /** From now on every wish ends with shutting-down. */
  close(): void {
    this.#isClosed = true;
  }

  async #takeOn(wish: Wish, prepare: () => Promise<NewJob>): Promise<TakenOn> {
    const taken = await this.#joinAnswerOrQueue(wish, prepare);
    // Whoever is told that a job is taken on need not ask again, not even after a power cut.
    if (!taken.existing) await this.#context.book.store.makeDurable();
    return taken;
  }

  async #joinAnswerOrQueue(wish: Wish, prepare: () => Promise<NewJob>): Promise<TakenOn> {
    const { book, queue, runs } = this.#context;
    const { id, force } = wish;
    // Each wait may change how the job stands, so that its record is read again after every one.
    for (;;) {
      this.#assertOpen();
      const record = book.store.get(id);
      if (record !== undefined && !isEnded(record)) {
        if (queue.running?.id !== id || queue.running.reason === undefined) return this.#join(record, wish);
        await queue.ended;
        continue;
      }
      if (record?.state === "succeeded" && !force) {
        const intact = record.run === null ? undefined : await intactRun(record.run, this.#context);
        if (!sameStand(record, book.store.get(id))) continue;
        // It may have been removed while its files were looked at: then the job starts anew.
        const isThere = intact !== undefined && runs.find(intact.manifest.run) !== undefined;
        if (isThere) return this.#answer(record, intact.manifest.run, wish);
      }
      const job = await prepare();
      if (sameStand(record, book.store.get(id))) return this.#queueAnew(job, wish);
    }
  }

  /** The job waits or runs already: one more client wants it. */
  #join(record: JobRecord, { publish, askedBy }: Wish): TakenOn {
    const { book, queue } = this.#context;
    const { id, requests } = record;
    const askers = new Set([...(record.askedBy ?? []), ...namesOf(askedBy)]);
    book.update(id, { requests: requests + 1, publish: record.publish || publish, askedBy: [...askers] });
    queue.add(id);
    return { job: book.job(id), existing: false };
  }

  /** The job has succeeded already; what it wrote is published again if others have replaced it. */
  #answer(record: JobRecord, run: string, { id, publish }: Wish): TakenOn {
    const { book, runs } = this.#context;
    if (publish && !isPublished(record, runs.readablePublished()?.manifest)) {
      withStorageErrors("publish the run", () => runs.publish(run));
    }
    book.update(id, { requests: record.requests + 1 });
    return { job: book.job(id), existing: true };
  }

  #queueAnew(job: NewJob, { id, publish, askedBy }: Wish): TakenOn {
    const { book, queue, now } = this.#context;
    if (askedBy !== undefined) this.#assertShare(askedBy, job);
    this.#assertOpen();
    this.#assertPlace();
    const before = book.store.get(id);
    book.store.put({
      ...job,
      id,
      publish,
      askedBy: namesOf(askedBy),
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
    return { job: book.job(id), existing: false };
  }

  /** Of the queue and, where the job writes a run, of the disk. */
  #assertShare(key: string, { kind, spec }: NewJob): void {
    const { book, runs, limits } = this.#context;
    assertKeyJobs(key, { store: book.store, limits, retrySeconds: this.#retrySeconds });
    if (kind === "generate") assertKeyBytes(key, spec, { store: book.store, runs, limits });
  }

  #assertPlace(): void {
    const { queue, queueLimit } = this.#context;
    // Where none runs, the first of the queue is not held up by another: the leftovers of an ended job go in a moment.
    const mayWait = queue.running === undefined ? queueLimit + 1 : queueLimit;
    if (queue.depth < mayWait) return;
    const detail = `${queue.depth} jobs wait, as many as may; the next one moves on in about ${queue.secondsToNext} s.`;
    throw new CodedError("queue-full", detail, { headers: { "retry-after": String(this.#retrySeconds) } });
  }

  get #retrySeconds(): number {
    return Math.min(this.#context.queue.secondsToNext, longestRetrySeconds);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new CodedError("shutting-down", "No job is taken on any more.");
  }
}

function namesOf(askedBy: string | undefined): string[] {
  return askedBy === undefined ? [] : [askedBy];
}

/** Nothing has happened to a job between two readings of its record that would change what is to be done. */
function sameStand(a: JobRecord | undefined, b: JobRecord | undefined): boolean {
  return a?.state === b?.state && a?.sequence === b?.sequence && a?.run === b?.run;
}
