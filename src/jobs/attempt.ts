// One attempt at a job, from its run directory, new or unfinished, to a complete run. A thread that dies makes it go on from
// what is durable. What becomes of the directory when it fails or is stopped, of the run and of the job, is the queue's
// affair.

import type { Logger } from "pino";
import { CodedError } from "../errors.ts";
import type { Spec } from "../spec/spec.ts";
import { type Checkpoint, readCheckpoints } from "../storage/checkpoints.ts";
import type { FileVerifier } from "../storage/file-verifier.ts";
import type { JobProgress } from "../storage/job-record.ts";
import { intactRun } from "./intact-run.ts";
import { type JobSignals, newJobSignals, orderStop, StoppedError } from "./job-signals.ts";
import { type Expected, ProgressMeter, type Resumed } from "./progress.ts";
import { checkpointOwner, claimedPartitions, countClaimed, type DurablePartitions, takeOver } from "./resumption.ts";
import { type AssemblyContext, assembleRun, type CompleteRun } from "./run-assembly.ts";

/** Time that running tasks get to see the order to stop; then their threads are ended. */
const stopMilliseconds = 500;
/** Threads that may die in one attempt, each time of what may not happen again: too little memory for a moment, say. */
const mostDeaths = 2;

export interface AttemptContext extends AssemblyContext {
  readonly verifier: FileVerifier;
  readonly logger: Logger;
  /** Rows and bytes that the attempt has from an earlier one, by dataset. */
  readonly onResumed: (resumed: Resumed) => void;
}

export interface AttemptRequest {
  readonly job: string;
  /** The first number to try; a directory of that number may be there already. */
  readonly attempt: number;
  readonly spec: Spec;
  readonly startedAt: Date;
  /** Since the job started, of a clock that nobody sets. */
  readonly seconds: () => number;
  readonly expected: Expected;
  /** As clients have seen it last. */
  readonly progress: JobProgress;
}

/** A run directory as an attempt finds it. `checkpoints` is undefined for one that is new. */
type OpenedRun =
  | { readonly state: "complete"; readonly complete: CompleteRun }
  | { readonly state: "unfinished"; readonly run: string; readonly checkpoints: readonly Checkpoint[] | undefined };

export class Attempt {
  readonly meter: ProgressMeter;
  readonly #context: AttemptContext;
  readonly #request: AttemptRequest;
  #signals = newJobSignals();
  #isStopped = false;

  constructor(context: AttemptContext, request: AttemptRequest) {
    this.#context = context;
    this.#request = request;
    const { spec, expected, progress } = request;
    this.meter = new ProgressMeter(spec.datasets, expected, this.#signals, progress);
  }

  /** Work ends within a second and `run` rejects with StoppedError. */
  stop(): void {
    this.#isStopped = true;
    orderStop(this.#signals);
  }

  /** Resolves with a complete run. Rejects with StoppedError, or with why the attempt failed. */
  async run(): Promise<CompleteRun> {
    const opened = await this.#open();
    if (opened.state === "complete") return opened.complete;
    const { run } = opened;
    let { checkpoints } = opened;
    for (let deaths = 0; ; deaths++) {
      try {
        this.#throwIfStopped();
        const complete = await this.#assemble(run, checkpoints);
        this.#throwIfStopped();
        return complete;
      } catch (error) {
        const goesOn = deaths < mostDeaths && isDeath(error) && !this.#isStopped;
        orderStop(this.#signals);
        await this.#context.pool.stop(stopMilliseconds);
        if (this.#isStopped) throw new StoppedError();
        if (!goesOn) throw error;
        this.#context.logger.warn({ err: error, event: "worker-died", run, deaths: deaths + 1 }, "going on without it");
        checkpoints = this.#checkpointsOf(run) ?? [];
      }
    }
  }

  #throwIfStopped(): void {
    if (this.#isStopped) throw new StoppedError();
  }

  /** The newest run that an interrupted attempt of this number has left, or a new directory. What is of no use goes. */
  async #open(): Promise<OpenedRun> {
    const { runs, onStep } = this.#context;
    const { job, attempt } = this.#request;
    for (const run of runs.attemptsFrom(job, attempt)) {
      const intact = await intactRun(run, this.#context);
      if (intact !== undefined) return { state: "complete", complete: await this.#adopt(intact) };
      const checkpoints = runs.isComplete(run) ? undefined : this.#checkpointsOf(run);
      if (checkpoints !== undefined) return { state: "unfinished", run, checkpoints };
      if (!runs.isPublished(run)) await runs.discard(run);
    }
    const { run } = runs.begin(job, attempt);
    onStep("run-begun");
    return { state: "unfinished", run, checkpoints: undefined };
  }

  /** A run that was complete when its process ended, before the job's record said so. */
  async #adopt(complete: CompleteRun): Promise<CompleteRun> {
    const { runs, logger } = this.#context;
    const { run, datasets } = complete.manifest;
    await runs.removeCheckpoints(run);
    const written = datasets.filter(({ name }) => this.#request.spec.datasets.includes(name));
    this.#begin(new Map(written.map(({ name, partitions }) => [name, partitions])));
    for (const { name } of written) this.meter.markDone(name);
    logger.info({ event: "run-adopted", job: this.#request.job, run }, "the run was complete already");
    return complete;
  }

  #checkpointsOf(run: string): Checkpoint[] | undefined {
    const { job, spec } = this.#request;
    return readCheckpoints(this.#context.runs.pathOf(run), checkpointOwner(job, spec));
  }

  /** Progress begins with what is there already. */
  #begin(present: DurablePartitions): JobSignals {
    const { onResumed } = this.#context;
    const signals = newJobSignals();
    this.#signals = signals;
    const resumed = countClaimed(present, signals);
    this.meter.begin(signals, resumed, this.#request.seconds());
    onResumed(resumed);
    return signals;
  }

  async #assemble(run: string, checkpoints: readonly Checkpoint[] | undefined): Promise<CompleteRun> {
    const { runs, pool, onStep, logger } = this.#context;
    const { job, spec, startedAt } = this.#request;
    const { meter } = this;
    const claimed = claimedPartitions(spec, checkpoints ?? []);
    const signals = this.#begin(claimed);
    let durable: DurablePartitions | undefined;
    if (checkpoints !== undefined) {
      durable = await takeOver(claimed, { job, directory: runs.pathOf(run), spec, signals, onStep }, pool);
      const partitions = [...durable.values()].reduce((sum, { length }) => sum + length, 0);
      logger.info({ event: "job-resumed", job, run, partitions }, "going on from what is on the disk");
    }
    return assembleRun(this.#context, { run, job, spec, startedAt, signals, meter, durable });
  }
}

function isDeath(error: unknown): boolean {
  return error instanceof CodedError && error.code === "worker-died";
}
