// What a subset of the datasets depends on: the published files of the same world, as-of date and model version, whole.

import path from "node:path";
import { type DatasetName, datasetNames, fileName, upstreamOf } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import { worldIdOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import { shownPath } from "../storage/data-directory.ts";
import type { FileVerifier } from "../storage/file-verifier.ts";
import { datasetEntry, type Run } from "../storage/run.ts";
import type { RunStore } from "../storage/run-store.ts";

/** Datasets that the spec refers to and does not write itself, in execution order. */
export function dependenciesOf(spec: Spec): DatasetName[] {
  const needed = new Set(spec.datasets.flatMap(upstreamOf));
  return datasetNames.filter((name) => needed.has(name) && !spec.datasets.includes(name));
}

/** The published run when it belongs to the world of the spec; its files fit together with the spec's. */
export function publishedOfWorld(spec: Spec, runs: RunStore): Run | undefined {
  const published = runs.readablePublished();
  return published?.manifest.world === worldIdOf(spec) ? published : undefined;
}

/** Throws MissingDependencyError, naming each file and what to run first, unless all are there and whole. */
export async function verifyDependencies(spec: Spec, runs: RunStore, verifier: FileVerifier): Promise<void> {
  const needed = dependenciesOf(spec);
  if (needed.length === 0) return;
  const run = publishedOfWorld(spec, runs);
  const faults = new Map<DatasetName, string>();
  for (const name of needed) {
    const entry = run === undefined ? undefined : datasetEntry(run, name);
    const file = shownPath(runs.directory, path.join(runs.directory.raw, fileName(name)));
    if (run === undefined) faults.set(name, `${file} ${absence(runs)}`);
    else if (entry === undefined) faults.set(name, `${file} is not there`);
    else if (!(await verifier.verify(path.join(run.directory, entry.file), entry))) {
      faults.set(name, `${file} is not the file that its manifest describes`);
    }
  }
  if (faults.size > 0) throw new MissingDependencyError(spec, faults);
}

function absence(runs: RunStore): string {
  return runs.readablePublished() === undefined
    ? "is not there"
    : "belongs to another world, as-of date or model version";
}

/** Missing-dependency, for callers that have their own words for what to run first. */
export class MissingDependencyError extends CodedError {
  /** What is missing, without what to do about it. */
  readonly fault: string;
  /** What to generate first, in execution order. */
  readonly first: readonly DatasetName[];

  constructor(spec: Spec, faults: ReadonlyMap<DatasetName, string>) {
    const fault = `${spec.datasets.join(", ")} cannot be generated: ${[...faults.values()].join("; ")}.`;
    const first = [...faults.keys()];
    const body = JSON.stringify({ ...spec, datasets: first });
    super("missing-dependency", `${fault} Run ${first.join(", ")} first: POST /generate with ${body}.`);
    this.fault = fault;
    this.first = first;
  }
}
