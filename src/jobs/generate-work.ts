// The work of a job that writes a run: admitted once more, attempted, published, and the oldest runs removed.

import path from "node:path";
import type { Logger } from "pino";
import type { DatasetName } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import { type Governance, governanceEntry } from "../reports/governance.ts";
import type { DatasetReport } from "../reports/report.ts";
import { summaryLine } from "../reports/summary-line.ts";
import { shortPath } from "../storage/data-directory.ts";
import type { OnStep } from "../storage/durable-steps.ts";
import type { JobProgress, JobRecord } from "../storage/job-record.ts";
import type { DatasetEntry, Manifest } from "../storage/manifest.ts";
import type { Run } from "../storage/run.ts";
import { type AdmissionContext, admit } from "./admission.ts";
import { Attempt } from "./attempt.ts";
import { logGovernance, verdictsOf } from "./governance-result.ts";
import type { JobBook } from "./job-book.ts";
import { StoppedError } from "./job-signals.ts";
import type { CompleteWork, JobWork } from "./job-work.ts";
import type { JobObserver } from "./observer.ts";
import type { Resumed } from "./progress.ts";
import type { CompleteRun } from "./run-assembly.ts";
import type { WorkerPool } from "./worker-pool.ts";
import { writtenDatasets } from "./written-datasets.ts";

export interface GenerateContext extends AdmissionContext {
  readonly book: JobBook;
  readonly pool: WorkerPool;
  readonly runsKept: number;
  readonly logger: Logger;
  readonly observer: JobObserver | undefined;
  readonly now: () => Date;
  readonly onStep: OnStep;
}

const nothing = { rows: 0, bytes: 0 } as const;

export class GenerateWork implements JobWork {
  readonly #context: GenerateContext;
  readonly #record: JobRecord;
  readonly #startedAt: Date;
  readonly #told = new Map<DatasetName, { rows: number; bytes: number }>();
  #stopped = false;
  #attempt: Attempt | undefined;

  /** `record` is the job as it starts: its attempt is the number of this one. */
  constructor(record: JobRecord, startedAt: Date, context: GenerateContext) {
    this.#record = record;
    this.#startedAt = startedAt;
    this.#context = context;
    // What clients have seen of it before it was put back in the queue was told then.
    for (const dataset of record.spec.datasets) {
      const { rows, bytes } = record.progress.datasets[dataset] ?? nothing;
      if (bytes > 0) this.#told.set(dataset, { rows, bytes });
    }
  }

  progress(seconds: number): JobProgress | undefined {
    return this.#attempt?.meter.read(seconds);
  }

  sample(progress: JobProgress): void {
    for (const dataset of this.#record.spec.datasets) {
      const { rows, bytes } = progress.datasets[dataset] ?? nothing;
      const told = this.#told.get(dataset) ?? nothing;
      if (rows === told.rows && bytes === told.bytes) continue;
      this.#context.observer?.rowsGenerated(dataset, rows - told.rows, bytes - told.bytes);
      this.#told.set(dataset, { rows, bytes });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#attempt?.stop();
  }

  async run(seconds: () => number): Promise<CompleteWork> {
    const { id: job, spec, attempt, progress } = this.#record;
    const expected = await admit(spec, this.#context, this.#bytesLeft());
    if (this.#stopped) throw new StoppedError();
    const onDataset = this.#logDataset.bind(this);
    // What an earlier process has generated is no work of this one.
    const onResumed = (resumed: Resumed): void => {
      for (const name of spec.datasets) if (!this.#told.has(name)) this.#told.set(name, resumed[name] ?? nothing);
    };
    const request = { job, spec, expected, attempt, startedAt: this.#startedAt, seconds, progress };
    this.#attempt = new Attempt({ ...this.#context, onDataset, onResumed }, request);
    const complete = await this.#attempt.run();
    await this.#trust(complete.manifest);
    return {
      commit: () => this.#publish(complete),
      tidy: () => this.#evict(complete.manifest),
    };
  }

  #logDataset(entry: DatasetEntry, report: DatasetReport, run: string): void {
    const { book, runs, logger } = this.#context;
    const { id } = this.#record;
    const directory = book.record(id).publish ? runs.directory.raw : runs.pathOf(run);
    const line = summaryLine(report, shortPath(path.join(directory, entry.file)));
    logger.info({ event: "dataset-generated", job: id, ...line }, `${entry.name} generated`);
  }

  /** The files just written and hashed need no reading to be known as whole. */
  async #trust({ run, datasets }: Manifest): Promise<void> {
    const { runs, verifier } = this.#context;
    const written = datasets.filter((entry) => this.#record.spec.datasets.includes(entry.name));
    await Promise.all(written.map((entry) => verifier.trust(path.join(runs.pathOf(run), entry.file), entry)));
  }

  #publish({ manifest, governance }: CompleteRun): Partial<JobRecord> {
    const { book, runs, logger, onStep } = this.#context;
    if (book.record(this.#record.id).publish && !runs.isPublished(manifest.run)) runs.publish(manifest.run);
    this.#keepVerdicts(governance);
    onStep("verdicts-kept");
    logGovernance(logger, governance);
    return { run: manifest.run, datasets: writtenDatasets(manifest), verdicts: verdictsOf(governance) };
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

  async discard(isPutBack: boolean): Promise<void> {
    const { runs, logger } = this.#context;
    if (isPutBack) return;
    try {
      await Promise.all(this.#unpublished().map((run) => runs.discard(run)));
    } catch (error) {
      logger.error(
        { err: error, event: "tidying-failed", job: this.#record.id },
        "an unfinished run could not be removed",
      );
    }
  }

  /** Bytes that an interrupted attempt has on the disk. */
  #bytesLeft(): number {
    return this.#unpublished().reduce((sum, run) => sum + this.#context.runs.bytesOf(run), 0);
  }

  /** What there is of this attempt, and readers have not. */
  #unpublished(): string[] {
    const { runs } = this.#context;
    return runs.attemptsFrom(this.#record.id, this.#record.attempt).filter((run) => !runs.isPublished(run));
  }

  async #evict({ run }: Manifest): Promise<void> {
    const { book, runs, runsKept, logger } = this.#context;
    // The order in which jobs were queued is that of their ends. What an earlier attempt of a job left is older than all.
    const rankOf = ({ manifest }: Run): number => {
      const record = book.store.get(manifest.job);
      return record?.run === manifest.run ? record.sequence : 0;
    };
    const removed = await runs.evict(runsKept, run, rankOf);
    if (removed.length > 0) logger.info({ event: "runs-removed", runs: removed }, "removed the oldest runs");
  }
}
