// What a job makes of the verdicts on its run: a part of its record, and a line in the log.

import type { Logger } from "pino";
import type { Governance } from "../reports/governance.ts";
import type { RunVerdicts } from "../storage/job-record.ts";

/** What a job's record keeps of the verdicts. */
export function verdictsOf({ verdict, counts, checks }: Governance): RunVerdicts {
  const failed = checks.filter((check) => check.verdict === "fail");
  return { governance: verdict, counts, failed: failed.map(({ id }) => id) };
}

/** A warning that names the failed checks, with what they saw and what they expected; else one line of counts. */
export function logGovernance(logger: Logger, { run, job, verdict, counts, checks }: Governance): void {
  if (verdict !== "fail") {
    logger.info({ event: "run-judged", job, run, verdict, counts }, "the files of the run were judged");
    return;
  }
  const failed = checks
    .filter((check) => check.verdict === "fail")
    .map(({ id, observed, expected }) => ({ id, observed, expected }));
  logger.warn({ event: "governance-failed", job, run, counts, failed }, "files do not show what is declared");
}
