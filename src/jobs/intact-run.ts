// Whether a run is whole: complete, judged, and every file in it still as its manifest says.

import path from "node:path";
import { CodedError } from "../errors.ts";
import type { FileVerifier } from "../storage/file-verifier.ts";
import { readGovernance } from "../storage/governance-file.ts";
import type { RunStore } from "../storage/run-store.ts";
import type { CompleteRun } from "./run-assembly.ts";

export interface IntactContext {
  readonly runs: RunStore;
  readonly verifier: FileVerifier;
}

/** The run when it is whole, else undefined. Throws what the system throws when it cannot be read. */
export async function intactRun(name: string, { runs, verifier }: IntactContext): Promise<CompleteRun | undefined> {
  try {
    const run = runs.find(name);
    const governance = run === undefined ? undefined : readGovernance(run.directory);
    if (run === undefined || governance === undefined) return undefined;
    for (const entry of run.manifest.datasets) {
      if (!(await verifier.verify(path.join(run.directory, entry.file), entry))) return undefined;
    }
    return { manifest: run.manifest, governance };
  } catch (error) {
    if (error instanceof CodedError && error.code === "run-damaged") return undefined;
    throw error;
  }
}
