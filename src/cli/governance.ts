// Judges the files of a run as they lie on the disk now, beside a service that may be at work on the same directory: it
// reads, takes no lock, and looks at neither the job store nor the verdicts made before.

import { existsSync } from "node:fs";
import type { Config } from "../config.ts";
import { CodedError } from "../errors.ts";
import type { Governance } from "../reports/governance.ts";
import { judgeDirectory } from "../reports/scan-files.ts";
import { dataDirectory } from "../storage/data-directory.ts";
import { RunStore } from "../storage/run-store.ts";
import { withStorageErrors } from "../storage/storage-error.ts";
import { exitCodes } from "./failures.ts";
import type { GovernanceCommand } from "./governance-options.ts";
import { governanceTable } from "./governance-table.ts";
import type { Surroundings } from "./surroundings.ts";

/** Prints the verdicts; the exit code. Throws CodedError as `judgeDirectory` does. */
export function runGovernance(
  { job, strict, json }: GovernanceCommand,
  { dataDir }: Config,
  { stdout }: Pick<Surroundings, "stdout">,
): number {
  const directory = withStorageErrors(`read ${dataDir}`, () => runDirectory(dataDir, job));
  const governance = judgeDirectory(directory);
  stdout.write(json ? `${JSON.stringify(governance)}\n` : governanceTable(governance));
  return exitCodeOf(governance, strict);
}

/** The published run's directory by its own name, so that another publication meanwhile does not mix two runs. Throws CodedError not-generated. */
export function runDirectory(dataDir: string, job: string | undefined): string {
  const runs = new RunStore(dataDirectory(dataDir));
  const kept = job !== undefined && existsSync(runs.directory.runs) ? runs.complete() : [];
  const run = job === undefined ? runs.published() : kept.find(({ manifest }) => manifest.job === job);
  if (run !== undefined) return run.directory;
  const what = job === undefined ? "Nothing has been published" : `No run of the job ${job} is kept`;
  throw new CodedError("not-generated", `${what} in ${dataDir}: run mockbuster generate first.`);
}

function exitCodeOf({ counts }: Governance, strict: boolean): number {
  return counts.fail > 0 || (strict && counts.undecided > 0) ? exitCodes.failedCheck : exitCodes.done;
}
