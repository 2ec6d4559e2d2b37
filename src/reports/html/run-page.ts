// The page of a run as it lies in its directory. Draws nothing itself.

import { worldOf } from "../../spec/identity.ts";
import { readGovernance } from "../../storage/governance-file.ts";
import type { Run } from "../../storage/run.ts";
import { type GovernanceEntry, governanceEntry } from "../governance.ts";
import type { RunReport } from "../schemas.ts";
import { reportPage } from "./page.ts";

/** Kept runs beside this one that the drift is drawn from, at most. */
export const keptRunsShown = 40;

/**
 * The HTML page of a run with its report; `history` holds kept verdicts of runs of the same model version, this one's among them or
 * not. Throws CodedError run-damaged when the run's verdicts cannot be read.
 */
export async function runPage(
  { directory, manifest }: Pick<Run, "directory" | "manifest">,
  report: RunReport,
  history: readonly GovernanceEntry[],
): Promise<string> {
  const governance = readGovernance(directory);
  const others = history.filter(({ run }) => run !== manifest.run);
  return reportPage({
    manifest,
    report,
    world: worldOf(manifest.spec),
    governance,
    history: governance === undefined ? others : [...others, governanceEntry(governance)],
  });
}
