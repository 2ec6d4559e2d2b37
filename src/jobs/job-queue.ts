// The queue: jobs in the order in which they were asked for, one at a time on all workers, and what becomes of each when
// it ends: published, recorded, announced, and the oldest runs removed.

import path from "node:path";
import type { Logger } from "pino";
import { CodedError } from "../errors.ts";
import { type Governance, governanceEntry } from "../reports/governance.ts";
import type { DatasetReport } from "../reports/report.ts";
import { summaryLine } from "../reports/summary-line.ts";
import { shortPath } from "../storage/data-directory.ts";
import type { JobRecord, WrittenDataset } from "../storage/job-record.ts";
import type { DatasetEntry, Manifest } from "../storage/manifest.ts";
import { storageError } from "../storage/storage-error.ts";
import type { AdmissionContext } from "./admission.ts";
import type { CompleteRun } from "./attempt.ts";
import { logGovernance, verdictsOf } from "./governance-result.ts";
import type { JobBook } from "./job-book.ts";
import { StoppedError } from "./job-signals.ts";
import type { JobObserver } from "./observer.ts";
import { RunningJob } from "./running-job.ts";
import type { WorkerPool } from "./worker-pool.ts";

export interface JobQueueContext extends AdmissionContext {
  readonly book: JobBook;
  readonly pool: WorkerPool;
  readonly runsKept: number;
  readonly logger: Logger;
  readonly observer: JobObserver | undefined;
  readonly now: () => Date;
}

/** Rows a second that a job is taken to write before one has shown how many it does. */
const assumedRowsPerSecond = 500_000;

export class JobQueue {
  readonly #context: JobQueueContext;
  readonly #waiting: string[] = [];
  #running: RunningJob | undefined;
  /** From a job's start until its leftovers are gone, which is after its end. */
  #busy = false;
  #ended: Promise<void> = Promise.resolve();
  #closing = false;
  #rowsPerSecond = assumedRowsPerSecond;

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

  get idle(): boolean {
    return !this.#busy && this.#waiting.length === 0;
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

  /** Seconds until the queue is expected to have moved on by one. */
  get secondsToNext(): number {
    const { book } = this.#context;
    const eta = this.#running?.progress.etaSeconds;
    if (eta !== undefined && eta !== null) return Math.max(1, Math.ceil(eta));
    const next = this.#running?.id ?? this.#waiting[0];
    const rows = next === undefined ? 0 : book.record(next).progress.rowsExpected;
    return Math.max(1, Math.ceil(rows / this.#rowsPerSecond));
  }

  /** A running job goes back to the queue of the next start; resolves once its work has ended. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#running?.stop("requeue");
    await this.#ended;
  }

  #startNext(): void {
    if (this.#closing || this.#busy) return;
    const id = this.#waiting.shift();
    if (id === undefined) return;
    this.#busy = true;
    this.#ended = this.#work(id).catch((error: unknown) => {
      this.#context.logger.error({ err: error, event: "job-lost", job: id }, "the end of a job could not be recorded");
    });
    void this.#ended.then(() => {
      this.#running = undefined;
      this.#busy = false;
      this.#startNext();
    });
  }

  async #work(id: string): Promise<void> {
    const { book, runs, now } = this.#context;
    const { attempt } = book.record(id);
    const startedAt = now();
    const changes = { state: "running", startedAt: startedAt.toISOString(), attempt: attempt + 1 } as const;
    const record = book.update(id, changes);
    const running = new RunningJob(record, startedAt, {
      ...this.#context,
      onDataset: (entry, report, run) => this.#logDataset(id, entry, report, run),
      onProgress: () => void book.announce(book.record(id)),
    });
    this.#running = running;
    book.announce(record);
    let manifest: Manifest | undefined;
    try {
      const complete = await running.run();
      manifest = complete.manifest;
      await this.#trust(record, manifest);
      // From here to the record there is no wait: a job is either stopped before it is published, or not at all.
      if (running.reason !== undefined) throw new StoppedError();
      this.#succeed(running, complete);
    } catch (error) {
      if (manifest !== undefined && runs.readablePublished()?.manifest.run !== manifest.run)
        await runs.discard(manifest.run);
      if (running.reason === "requeue") book.update(id, { state: "queued", startedAt: null });
      else this.#fail(running, error);
    }
    if (manifest !== undefined) await this.#tidy(manifest);
  }

  #logDataset(id: string, entry: DatasetEntry, report: DatasetReport, run: string): void {
    const { book, runs, logger } = this.#context;
    const directory = book.record(id).publish ? runs.directory.raw : runs.pathOf(run);
    const line = summaryLine(report, shortPath(path.join(directory, entry.file)));
    logger.info({ event: "dataset-generated", job: id, ...line }, `${entry.name} generated`);
  }

  /** The files just written and hashed need no reading to be known as whole. */
  async #trust({ spec }: JobRecord, { run, datasets }: Manifest): Promise<void> {
    const { runs, verifier } = this.#context;
    const written = datasets.filter((entry) => spec.datasets.includes(entry.name));
    await Promise.all(written.map((entry) => verifier.trust(path.join(runs.pathOf(run), entry.file), entry)));
  }

  #succeed(running: RunningJob, { manifest, governance }: CompleteRun): void {
    const { book, runs } = this.#context;
    const { id, progress } = running;
    const { publish, spec } = book.record(id);
    if (publish) runs.publish(manifest.run);
    this.#keepVerdicts(governance);
    if (progress.rowsPerSecond > 0) this.#rowsPerSecond = progress.rowsPerSecond;
    const written = manifest.datasets.filter((entry) => spec.datasets.includes(entry.name));
    this.#end(running, {
      state: "succeeded",
      run: manifest.run,
      datasets: written.map(withoutPartitions),
      verdicts: verdictsOf(governance),
      progress: { ...progress, fraction: 1, etaSeconds: 0 },
      problem: null,
    });
    logGovernance(this.#context.logger, governance);
  }

  /** The run is published by then, and has its verdicts in a file: the history takes them from there at the next start. */
  #keepVerdicts(governance: Governance): void {
    const { book, logger } = this.#context;
    try {
      book.store.governance.keep(governanceEntry(governance));
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      logger.error({ err: error, event: "verdicts-not-kept", run: governance.run }, "the history lacks the verdicts");
    }
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
    const coded =
      error instanceof CodedError ? error : new CodedError("internal-error", "The job failed for a reason of its own.");
    this.#end(running, { state: "failed", progress, problem: coded.toProblem(`/jobs/${id}`) });
  }

  #end(running: RunningJob, changes: Partial<JobRecord>): void {
    const { book, observer, now } = this.#context;
    const record = book.update(running.id, { ...changes, finishedAt: now().toISOString() });
    this.#running = undefined;
    const { job } = book.announce(record);
    observer?.jobEnded(job, running.seconds);
  }

  /** What can wait until the job has been announced. Failing at it does the job no harm. */
  async #tidy({ run }: Manifest): Promise<void> {
    const { runs, runsKept, logger } = this.#context;
    try {
      const removed = await runs.evict(runsKept, run);
      if (removed.length > 0) logger.info({ event: "runs-removed", runs: removed }, "removed the oldest runs");
    } catch (error) {
      logger.error({ err: error, event: "tidying-failed" }, "old runs could not be removed");
    }
  }
}

function withoutPartitions({ name, file, rows, bytes, sha256, digest }: DatasetEntry): WrittenDataset {
  return { name, file, rows, bytes, sha256, digest };
}
