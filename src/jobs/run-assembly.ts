// Makes a run complete: links what is published of its world, has the files written, and puts report, verdicts and
// manifest beside them, durably and in this order. Where the run directory comes from, and what becomes of it when this
// fails, is the attempt's affair.

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
import type { OnStep } from "../storage/durable-steps.ts";
import { readGovernance, writeGovernance } from "../storage/governance-file.ts";
import type { DatasetEntry, Manifest } from "../storage/manifest.ts";
import { readText, reportFile, writeDurably, writeManifest } from "../storage/manifest-file.ts";
import type { RunStore } from "../storage/run-store.ts";
import { publishedOfWorld } from "./dependencies.ts";
import type { JobSignals } from "./job-signals.ts";
import type { ProgressMeter } from "./progress.ts";
import type { DurablePartitions } from "./resumption.ts";
import type { WorkerPool } from "./worker-pool.ts";
import { writeRun } from "./write-run.ts";

/** Nothing else is left to do by then. */
const judgePriority = 0;

export interface AssemblyContext {
  readonly runs: RunStore;
  readonly pool: WorkerPool;
  readonly now: () => Date;
  readonly onStep: OnStep;
  /** A dataset that the job wrote is complete, in its place in the run directory. */
  readonly onDataset: (entry: DatasetEntry, report: DatasetReport, run: string) => void;
}

export interface AssemblyRequest {
  readonly run: string;
  readonly job: string;
  readonly spec: Spec;
  readonly startedAt: Date;
  readonly signals: JobSignals;
  readonly meter: ProgressMeter;
  /** What the run directory has of an earlier attempt; undefined for an empty directory. */
  readonly durable: DurablePartitions | undefined;
}

/** A run directory that is complete. */
export interface CompleteRun {
  readonly manifest: Manifest;
  readonly governance: Governance;
}

/** Rejects with StoppedError, or with the first failure, when tasks of the pool may still run. */
export function assembleRun(context: AssemblyContext, request: AssemblyRequest): Promise<CompleteRun> {
  return new RunAssembly(context, request).complete();
}

class RunAssembly {
  readonly #context: AssemblyContext;
  readonly #request: AssemblyRequest;
  readonly #entries = new Map<DatasetName, DatasetEntry>();
  readonly #reports = new Map<DatasetName, DatasetReport>();
  readonly #observed = new Map<DatasetName, PartialReport["observations"]>();
  /** Of the files linked from the published run, as that run was judged. */
  readonly #carried: Check[] = [];

  constructor(context: AssemblyContext, request: AssemblyRequest) {
    this.#context = context;
    this.#request = request;
  }

  async complete(): Promise<CompleteRun> {
    const { runs, pool, now, onStep } = this.#context;
    const { run, job, spec, signals, meter, durable } = this.#request;
    const directory = runs.pathOf(run);
    const linked = await this.#linkPublished(run);
    await writeRun(
      {
        run,
        job,
        directory,
        spec,
        linked,
        durable,
        signals,
        now,
        onStep,
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
    const reportText = `${JSON.stringify(report)}\n`;
    await Promise.all([
      writeDurably(path.join(directory, reportFile), reportText),
      writeGovernance(directory, governance),
    ]);
    onStep("reports-written");
    await writeManifest(directory, manifest, () => onStep("manifest-synced"));
    onStep("manifest-written");
    await runs.removeCheckpoints(run);
    return { manifest, governance };
  }

  /** Against what this job's spec declares, overrides included. */
  #judge(manifest: Manifest): Promise<Governance> {
    const { pool, now } = this.#context;
    const observed: ObservedDatasets = Object.fromEntries(this.#observed);
    const files = { manifest, observed, carried: this.#carried, judgedAt: now() };
    const { run, spec } = manifest;
    return pool.run({ kind: "judge", run, spec, signals: this.#request.signals, files }, judgePriority);
  }

  #datasetDone(run: string, entry: DatasetEntry, partial: PartialReport): void {
    const { spec } = this.#request;
    const report = datasetReport(entry.name, partial, { asOfDay: dayNumber(spec.asOf) });
    this.#entries.set(entry.name, entry);
    this.#reports.set(entry.name, report);
    this.#observed.set(entry.name, partial.observations);
    this.#request.meter.markDone(entry.name);
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
    // Written by RunAssembly, beside a manifest of the same model version.
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
