// The work of a job that loads a run into the warehouse, in a process of its own; and what must be true before one is queued.

import type { Logger } from "pino";
import { CodedError } from "../errors.ts";
import { shownPath } from "../storage/data-directory.ts";
import type { IngestResult, JobProgress, JobRecord } from "../storage/job-record.ts";
import { datasetsThatDiffer } from "../storage/manifest.ts";
import type { Run } from "../storage/run.ts";
import type { RunStore } from "../storage/run-store.ts";
import type { LoadResult } from "../warehouse/load.ts";
import { LoadProcess, LoadStoppedError } from "../warehouse/load-process.ts";
import type { LoadProgress } from "../warehouse/load-progress.ts";
import { type PreparedValidation, prepareValidation } from "../warehouse/validation/results.ts";
import type { Validation } from "../warehouse/validation/schemas.ts";
import { type AdmissionContext, assertRoom, assertWritable } from "./admission.ts";
import { StoppedError } from "./job-signals.ts";
import type { CompleteWork, JobWork } from "./job-work.ts";
import type { JobObserver } from "./observer.ts";
import { etaSeconds, initialProgress } from "./progress.ts";

/** Bytes of a warehouse for each byte of its files, and of what sorting needs beside it: 3.6 was measured. */
const warehouseBytesPerByte = 4.5;

/** Throws CodedError data-directory-unwritable, disk-too-small, disk-full, job-evicted. */
export async function admitIngest({ manifest }: Run, context: AdmissionContext): Promise<void> {
  const bytes = manifest.datasets.reduce((sum, entry) => sum + entry.bytes, 0);
  await assertWritable(context);
  assertRoom(Math.ceil(warehouseBytesPerByte * bytes), context);
  // From here to the record, which holds the run until the ingest has ended, there is no wait.
  assertThere(manifest.run, context.runs);
}

function assertThere(run: string, runs: RunStore): Run {
  const found = runs.find(run);
  if (found !== undefined) return found;
  throw new CodedError("job-evicted", `The run ${run} was removed before it could be loaded.`);
}

/** The progress of an ingest that has not begun. */
export function initialIngestProgress({ manifest }: Run): JobProgress {
  const sizes = manifest.datasets.map(({ name, rows, bytes }) => [name, { rows, bytes }] as const);
  return initialProgress(
    manifest.datasets.map(({ name }) => name),
    Object.fromEntries(sizes),
  );
}

/** The progress of a load that began `seconds` ago, where nothing is known of how many rows there will be. */
export function ingestProgress({ fraction, datasets }: LoadProgress, seconds: number): JobProgress {
  const parts = Object.values(datasets);
  const rowsWritten = parts.reduce((sum, { rows }) => sum + rows, 0);
  return {
    fraction,
    rowsWritten,
    rowsExpected: rowsWritten,
    bytesWritten: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    rowsPerSecond: seconds > 0 ? Math.round(rowsWritten / seconds) : 0,
    etaSeconds: etaSeconds(fraction, seconds),
    datasets,
  };
}

export interface IngestContext {
  readonly runs: RunStore;
  readonly logger: Logger;
  readonly observer: JobObserver | undefined;
}

export class IngestWork implements JobWork {
  readonly #context: IngestContext;
  readonly #record: JobRecord;
  #load: LoadProcess | undefined;
  #latest: LoadProgress | undefined;
  #isBuilt = false;
  #results: PreparedValidation | undefined;

  constructor(record: JobRecord, context: IngestContext) {
    this.#record = record;
    this.#context = context;
  }

  progress(seconds: number): JobProgress | undefined {
    if (this.#latest === undefined) return undefined;
    return { ...ingestProgress(this.#latest, seconds), rowsExpected: this.#record.progress.rowsExpected };
  }

  sample(): void {}

  stop(): void {
    this.#load?.stop();
  }

  async run(): Promise<CompleteWork> {
    const { runs } = this.#context;
    const found = assertThere(this.#record.loads?.run ?? "", runs);
    const load = new LoadProcess({
      target: runs.directory.warehouse,
      from: found.directory,
      source: shownPath(runs.directory, found.directory),
      onProgress: (progress) => {
        this.#latest = progress;
      },
    });
    this.#load = load;
    try {
      const result = await load.build();
      this.#isBuilt = true;
      await this.#prepareResults(load.validation);
      return {
        commit: () => this.#commit(load, result),
        tidy: async () => this.#results?.settle(),
      };
    } catch (error) {
      throw error instanceof LoadStoppedError ? new StoppedError() : error;
    }
  }

  async discard(): Promise<void> {
    if (!this.#isBuilt) return;
    this.#load?.discard();
    await this.#results?.discard().catch((err: unknown) => this.#noteUnrecorded(err));
  }

  #commit(load: LoadProcess, { datasets, validation }: LoadResult): Partial<JobRecord> {
    load.put();
    this.#putResults();
    const { logger, observer, runs } = this.#context;
    const { id, loads } = this.#record;
    const file = shownPath(runs.directory, runs.directory.warehouse);
    const result: IngestResult = { path: file, datasets, ...(validation === undefined ? {} : { validation }) };
    logger.info({ event: "warehouse-loaded", job: id, run: loads?.run, ...result }, "the warehouse has been replaced");
    const changed = datasetsThatDiffer((name) => datasets[name].manifest);
    if (changed.length > 0)
      logger.warn(
        { event: "files-changed", job: id, run: loads?.run, changed },
        "files are not those of their manifest",
      );
    observer?.warehouseLoaded(result);
    return { result };
  }

  /** Written before the commit, which waits for no disk. */
  async #prepareResults(validation: Validation | undefined): Promise<void> {
    if (validation === undefined) return;
    const { logger, runs } = this.#context;
    const { counts, tests } = validation;
    const failed = tests.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
    if (failed.length > 0)
      logger.warn({ event: "validation-failed", counts, failed }, "rows do not keep their promises");
    try {
      this.#results = await prepareValidation(runs.directory.root, validation);
    } catch (err) {
      this.#noteUnrecorded(err);
    }
  }

  #putResults(): void {
    try {
      this.#results?.put();
    } catch (err) {
      this.#noteUnrecorded(err);
    }
  }

  /** Results that cannot be written are no reason to call the load a failure: the new warehouse is in its place. */
  #noteUnrecorded(err: unknown): void {
    this.#context.logger.error(
      { event: "validation-not-recorded", err },
      "the validation results could not be written",
    );
  }
}
