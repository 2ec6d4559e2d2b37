// Verifies a run on request and, where that is wanted, repairs it: one run at a time, beside whatever job runs.

import type { Logger } from "pino";
import type { DatasetName } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import { readManifest } from "../storage/manifest-file.ts";
import type { Run } from "../storage/run.ts";
import { storageError } from "../storage/storage-error.ts";
import { type DamagedPartition, type InspectedFile, inspectRun, isWhole } from "./inspection.ts";
import { newJobSignals, orderStop } from "./job-signals.ts";
import { assertReproducible, repairFile } from "./repair.ts";
import type { WorkerPool } from "./worker-pool.ts";

export interface Verification {
  readonly run: string;
  readonly job: string;
  /** As the files are now: after the repair, where there was one. */
  readonly intact: boolean;
  readonly datasets: readonly Omit<InspectedFile, "damaged">[];
  /** As they were found, in the order of the files. */
  readonly damaged: readonly DamagedPartition[];
  /** The datasets of which what was found damaged has been regenerated. */
  readonly repaired: readonly DatasetName[];
}

export interface VerificationOptions {
  readonly repair: boolean;
  /** Aborts when nobody waits for the answer: the work stops, and a repair leaves everything as it was. */
  readonly signal: AbortSignal;
}

export class RunVerification {
  readonly #pool: WorkerPool;
  readonly #logger: Logger;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(pool: WorkerPool, logger: Logger) {
    this.#pool = pool;
    this.#logger = logger;
  }

  /** Rejects with StoppedError. Throws CodedError model-version-differs, run-damaged, job-evicted, disk-full, storage-failed. */
  verify(run: Run, { repair, signal }: VerificationOptions): Promise<Verification> {
    // Two repairs of one file would write into each other's copy, and a hundred readings at once keep every job from its threads.
    const turn = this.#turn.then(() => this.#verify(run, repair, signal));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #verify(run: Run, repair: boolean, signal: AbortSignal): Promise<Verification> {
    const signals = newJobSignals();
    const stop = (): void => orderStop(signals);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    try {
      const found = await inspectRun(run, this.#pool, signals);
      const broken = found.filter((file) => !isWhole(file));
      if (broken.length > 0) throwIfRemoved(run);
      for (const file of broken) this.#log(run, file, "file-damaged", "a file of the run is damaged");
      if (repair && broken.length > 0) {
        assertReproducible(run.manifest);
        for (const file of broken) {
          await repairFile(run, file, this.#pool, signals);
          this.#log(run, file, "file-repaired", "the damaged partitions were regenerated");
        }
      }
      return answerOf(run, found, repair ? broken.map(({ name }) => name) : []);
    } catch (error) {
      throw storageError(error, `verify the run ${run.manifest.run}`);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  #log({ manifest: { run, job } }: Run, file: InspectedFile, event: string, message: string): void {
    const { name: dataset, surplusBytes, damaged } = file;
    const partitions = damaged.map(({ partition, offset, bytes }) => ({ partition, offset, bytes }));
    this.#logger.warn({ event, run, job, dataset, surplusBytes, partitions }, message);
  }
}

/** Whoever removes a run removes its manifest first: from then on what is missing says nothing of the files. */
function throwIfRemoved({ directory, manifest }: Run): void {
  if (readManifest(directory) !== undefined) return;
  throw new CodedError("job-evicted", `The run ${manifest.run} was removed while it was read.`);
}

function answerOf({ manifest }: Run, found: readonly InspectedFile[], repaired: DatasetName[]): Verification {
  return {
    run: manifest.run,
    job: manifest.job,
    intact: found.every((file) => isWhole(file) || repaired.includes(file.name)),
    datasets: found.map(({ damaged: _damaged, ...file }) => file),
    damaged: found.flatMap(({ damaged }) => damaged),
    repaired,
  };
}
