// Judges the files of a run as they lie on the disk now, beside a service that may be at work on the same directory: it
// reads, takes no lock, and looks at neither the job store nor the verdicts made before.

import { existsSync } from "node:fs";
import type { Config } from "../config.ts";
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
  { stdout, stderr }: Pick<Surroundings, "stdout" | "stderr">,
): number {
  const directory = withStorageErrors(`read ${dataDir}`, () => runDirectory(dataDir, job));
  if (directory === undefined) {
    const what = job === undefined ? "Nothing has been published" : `No run of the job ${job} is kept`;
    stderr.write(`${what} in ${dataDir}: run mockbuster generate first.\n`);
    return exitCodes.failed;
  }
  const governance = judgeDirectory(directory);
  stdout.write(json ? `${JSON.stringify(governance)}\n` : governanceTable(governance));
  return exitCodeOf(governance, strict);
}

/** The published run's directory by its own name, so that another publication meanwhile does not mix two runs. */
export function runDirectory(dataDir: string, job: string | undefined): string | undefined {
  const runs = new RunStore(dataDirectory(dataDir));
  if (job === undefined) return runs.published()?.directory;
  if (!existsSync(runs.directory.runs)) return undefined;
  return runs.complete().find(({ manifest }) => manifest.job === job)?.directory;
}

function exitCodeOf({ counts }: Governance, strict: boolean): number {
  return counts.fail > 0 || (strict && counts.undecided > 0) ? exitCodes.failedCheck : exitCodes.done;
}
