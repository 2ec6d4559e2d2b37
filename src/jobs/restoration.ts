// What the job store has lost, taken from the runs that are kept: jobs that have a run and no record, and verdicts that the
// history lacks. Queued and failed jobs leave no run, and cannot be had back.

import type { Logger } from "pino";
import { CodedError } from "../errors.ts";
import { type Governance, governanceEntry } from "../reports/governance.ts";
import { readGovernance } from "../storage/governance-file.ts";
import type { GovernanceStore } from "../storage/governance-store.ts";
import type { JobRecord } from "../storage/job-record.ts";
import type { JobStore } from "../storage/job-store.ts";
import type { Run } from "../storage/run.ts";
import type { RunStore } from "../storage/run-store.ts";
import { verdictsOf } from "./governance-result.ts";
import { writtenDatasets } from "./written-datasets.ts";

/** To be called before any job runs. Throws CodedError data-directory-unwritable, disk-full, storage-failed. */
export function restoreFromRuns(store: JobStore, runs: RunStore, logger: Logger): void {
  // The oldest first, so that the list comes out in the order in which they ended, and of a job's runs the latest stays.
  const kept = runs.complete().reverse();
  const lost = new Set(kept.map(({ manifest }) => manifest.job).filter((job) => store.get(job) === undefined));
  for (const run of kept) {
    const governance = verdictsIn(run);
    if (lost.has(run.manifest.job)) store.put(recordOf(run, governance, store.nextSequence()));
    if (governance !== undefined && !isKept(store.governance, run)) store.governance.keep(governanceEntry(governance));
  }
  if (lost.size === 0) return;
  const jobs = [...lost];
  logger.warn({ event: "jobs-restored", jobs }, "the job store lacked jobs whose runs are kept; took them from there");
}

function verdictsIn({ directory }: Run): Governance | undefined {
  try {
    return readGovernance(directory);
  } catch (error) {
    if (error instanceof CodedError && error.code === "run-damaged") return undefined;
    throw error;
  }
}

/** More runs of one job are kept at no time. */
const mostRunsOfJob = 1000;

function isKept(history: GovernanceStore, { manifest: { job, run } }: Run): boolean {
  return history.page({ job, limit: mostRunsOfJob }).entries.some((entry) => entry.run === run);
}

function recordOf({ manifest }: Run, governance: Governance | undefined, sequence: number): JobRecord {
  const { job: id, run, spec, modelVersion, startedAt, finishedAt } = manifest;
  const datasets = writtenDatasets(manifest);
  const rows = datasets.reduce((sum, entry) => sum + entry.rows, 0);
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return {
    id,
    sequence,
    state: "succeeded",
    spec,
    modelVersion,
    requests: 1,
    publish: true,
    createdAt: startedAt,
    startedAt,
    finishedAt,
    attempt: Number(run.slice(run.lastIndexOf("-") + 1)),
    run,
    progress: {
      fraction: 1,
      rowsWritten: rows,
      rowsExpected: rows,
      bytesWritten: datasets.reduce((sum, entry) => sum + entry.bytes, 0),
      rowsPerSecond: seconds > 0 ? Math.round(rows / seconds) : 0,
      etaSeconds: 0,
      datasets: Object.fromEntries(
        datasets.map((entry) => [entry.name, { state: "done", rows: entry.rows, bytes: entry.bytes }]),
      ),
    },
    datasets,
    verdicts: governance === undefined ? null : verdictsOf(governance),
    problem: null,
    lastEvent: 1,
  };
}
