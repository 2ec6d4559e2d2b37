// One attempt at a job: from its empty run directory to a complete run with report, verdicts and manifest. What is published
// and recorded is the service's affair; a failed or stopped attempt leaves nothing behind.

import path from "node:path";
import { type DatasetName, datasetNames } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import type { Check, Governance, ObservedDatasets } from "../reports/governance.ts";
import { type DatasetReport, datasetReport, type RunReport, runReport } from "../reports/report.ts";
import type { PartialReport } from "../reports/scan.ts";
import { modelVersion } from "../rules/model-version.ts";
import { dayNumber } from "../rules/world.ts";
import { worldIdOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import { readGovernance, writeGovernance } from "../storage/governance-file.ts";
import type { DatasetEntry, Manifest } from "../storage/manifest.ts";
import { readText, reportFile, writeDurably, writeManifest } from "../storage/manifest-file.ts";
import type { RunStore } from "../storage/run-store.ts";
import { publishedOfWorld } from "./dependencies.ts";
import { isStopped, newJobSignals, orderStop, StoppedError, throwIfStopped } from "./job-signals.ts";
import { type Expected, ProgressMeter } from "./progress.ts";
import type { WorkerPool } from "./worker-pool.ts";
import { writeRun } from "./write-run.ts";

/** Time that running tasks get to see the order to stop; then their threads are ended. */
const stopMilliseconds = 500;
/** Nothing else is left to do by then. */
const judgePriority = 0;

export interface AttemptContext {
  readonly runs: RunStore;
  readonly pool: WorkerPool;
  readonly now: () => Date;
  /** A dataset that the job wrote is complete, in its place in the run directory. */
  readonly onDataset: (entry: DatasetEntry, report: DatasetReport, run: string) => void;
}

export interface AttemptRequest {
  readonly job: string;
  /** The first number to try; a directory of that number may be there already. */
  readonly attempt: number;
  readonly spec: Spec;
  readonly startedAt: Date;
  readonly expected: Expected;
}

/** A run directory that is complete. */
export interface CompleteRun {
  readonly manifest: Manifest;
  readonly governance: Governance;
}

export class Attempt {
  readonly signals = newJobSignals();
  readonly meter: ProgressMeter;
  readonly #context: AttemptContext;
  readonly #request: AttemptRequest;
  readonly #entries = new Map<DatasetName, DatasetEntry>();
  readonly #reports = new Map<DatasetName, DatasetReport>();
  readonly #observed = new Map<DatasetName, PartialReport["observations"]>();
  /** Of the files linked from the published run, as that run was judged. */
  readonly #carried: Check[] = [];

  constructor(context: AttemptContext, request: AttemptRequest) {
    this.#context = context;
    this.#request = request;
    this.meter = new ProgressMeter(request.spec.datasets, request.expected, this.signals);
  }

  /** Work ends within a second and `run` rejects with StoppedError. */
  stop(): void {
    orderStop(this.signals);
  }

  get stopped(): boolean {
    return isStopped(this.signals);
  }

  /** Resolves with a complete run. Rejects with StoppedError, or with why the attempt failed. */
  async run(): Promise<CompleteRun> {
    throwIfStopped(this.signals);
    const { runs, pool } = this.#context;
    const { run } = runs.begin(this.#request.job, this.#request.attempt);
    try {
      const complete = await this.#complete(run);
      throwIfStopped(this.signals);
      return complete;
    } catch (error) {
      const wasStopped = this.stopped;
      orderStop(this.signals);
      await pool.stop(stopMilliseconds);
      await runs.discard(run);
      throw wasStopped ? new StoppedError() : error;
    }
  }

  async #complete(run: string): Promise<CompleteRun> {
    const { runs, pool, now } = this.#context;
    const { job, spec } = this.#request;
    const directory = runs.pathOf(run);
    const linked = await this.#linkPublished(run);
    const { signals, meter } = this;
    await writeRun(
      {
        run,
        job,
        directory,
        spec,
        linked,
        signals,
        now,
        onStage: (dataset, stage) => {
          if (stage === "running") meter.markRunning(dataset);
          else meter.markGenerated(dataset);
        },
        onDataset: (entry, partial) => this.#datasetDone(run, entry, partial),
        onLinked: (dataset, { observations }) => this.#observed.set(dataset, observations),
      },
      pool,
    );
    // A fuller run of the same world may have been published in the meantime: what it has besides belongs to this one too.
    await this.#linkPublished(run);
    const manifest = this.#manifest(run);
    const report: RunReport = runReport(
      manifest,
      datasetNames.flatMap((name) => this.#reports.get(name) ?? []),
    );
    const governance = await this.#judge(manifest);
    await writeDurably(path.join(directory, reportFile), `${JSON.stringify(report)}\n`);
    await writeGovernance(directory, governance);
    await writeManifest(directory, manifest);
    await runs.removeCheckpoints(run);
    return { manifest, governance };
  }

  /** Against what this job's spec declares, overrides included. */
  #judge(manifest: Manifest): Promise<Governance> {
    const { pool, now } = this.#context;
    const observed: ObservedDatasets = Object.fromEntries(this.#observed);
    const files = { manifest, observed, carried: this.#carried, judgedAt: now() };
    const { run, spec } = manifest;
    return pool.run({ kind: "judge", run, spec, signals: this.signals, files }, judgePriority);
  }

  #datasetDone(run: string, entry: DatasetEntry, partial: PartialReport): void {
    const { spec } = this.#request;
    const report = datasetReport(entry.name, partial, { asOfDay: dayNumber(spec.asOf) });
    this.#entries.set(entry.name, entry);
    this.#reports.set(entry.name, report);
    this.#observed.set(entry.name, partial.observations);
    this.meter.markDone(entry.name);
    this.#context.onDataset(entry, report, run);
  }

  /** Links what the published run of the same world has and this one neither writes nor has; the entries linked. */
  async #linkPublished(run: string): Promise<DatasetEntry[]> {
    const { runs } = this.#context;
    const published = publishedOfWorld(this.#request.spec, runs);
    if (published === undefined) return [];
    const reports = reportsOf(published.directory);
    const checks = checksOf(published.directory);
    const linked: DatasetEntry[] = [];
    for (const entry of published.manifest.datasets) {
      if (this.#request.spec.datasets.includes(entry.name) || this.#entries.has(entry.name)) continue;
      if (!(await runs.adopt(published, entry, run))) continue;
      this.#entries.set(entry.name, entry);
      const report = reports[entry.name];
      if (report !== undefined) this.#reports.set(entry.name, report);
      this.#carried.push(...checks.filter(({ dataset }) => dataset === entry.name));
      linked.push(entry);
    }
    return linked;
  }

  #manifest(run: string): Manifest {
    const { job, spec, startedAt } = this.#request;
    return {
      format: 1,
      run,
      job,
      modelVersion,
      nodeVersion: process.version,
      spec,
      world: worldIdOf(spec),
      startedAt: startedAt.toISOString(),
      finishedAt: this.#context.now().toISOString(),
      datasets: datasetNames.flatMap((name) => this.#entries.get(name) ?? []),
    };
  }
}

/** The dataset reports of a complete run; none when its report is gone. */
function reportsOf(directory: string): RunReport["datasets"] {
  const text = readText(path.join(directory, reportFile));
  if (text === undefined) return {};
  try {
    // Written by this class, beside a manifest of the same model version.
    return (JSON.parse(text) as RunReport).datasets;
  } catch (error) {
    // A damaged report takes nothing from the files beside it, which have digests of their own.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** The checks of a complete run; none when its verdicts are gone or damaged. */
function checksOf(directory: string): readonly Check[] {
  try {
    return readGovernance(directory)?.checks ?? [];
  } catch (error) {
    if (error instanceof CodedError && error.code === "run-damaged") return [];
    throw error;
  }
}
