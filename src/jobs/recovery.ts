// The unfinished jobs of an earlier process, at the start of the next: what goes back to the queue, and what does not. It
// changes records only.

import type { Logger } from "pino";
import { CodedError } from "../errors.ts";
import { modelVersion } from "../rules/model-version.ts";
import { readCheckpoints } from "../storage/checkpoints.ts";
import type { JobRecord } from "../storage/job-record.ts";
import type { JobStore } from "../storage/job-store.ts";
import type { RunStore } from "../storage/run-store.ts";
import { checkpointOwner, claimedPartitions } from "./resumption.ts";

/**
 * Times in a row that a process may end while it runs a job without the job having got any further. More than once or
 * twice is seldom the job's fault: machines restart, and a job may be long at what leaves nothing on the disk, its scan.
 */
export const mostDeaths = 10;

export interface RecoveryContext {
  readonly store: JobStore;
  readonly runs: RunStore;
  readonly logger: Logger;
  readonly now: () => Date;
}

/**
 * Puts jobs that an earlier process left running back in the queue; the ids of all that wait, in their order. A job of
 * another model version cannot be run any more under its id, and is canceled; what an ingest loads has been written already.
 * A job that ends every process that runs it is failed, so that the service can live.
 */
export function recover(context: RecoveryContext): string[] {
  const { store } = context;
  for (const record of store.inState("running")) {
    const deaths = isOutdated(record) ? undefined : deathsOf(record, context.runs);
    // The attempt is gone on with, under its number.
    const queued = { ...record, state: "queued", startedAt: null, attempt: record.attempt - 1 } as const;
    if (deaths === undefined) store.put(queued);
    else if (deaths.count < mostDeaths) store.put({ ...queued, deaths });
    else fail({ ...record, deaths }, context);
  }
  const waiting = store.inState("queued");
  const outdated = waiting.filter(isOutdated);
  for (const record of outdated) {
    context.logger.warn({ event: "job-outdated", job: record.id }, "canceled a job of another model version");
    store.put({ ...record, state: "canceled", finishedAt: record.createdAt });
  }
  return waiting.filter((record) => !outdated.includes(record)).map((record) => record.id);
}

function isOutdated(record: JobRecord): boolean {
  return record.kind !== "ingest" && record.modelVersion !== modelVersion;
}

/** With the death of the process that left the job running; from none again where the job has got further than ever. */
function deathsOf(record: JobRecord, runs: RunStore): NonNullable<JobRecord["deaths"]> {
  const { count, partitions } = record.deaths ?? { count: 0, partitions: 0 };
  const found = durablePartitions(record, runs);
  return found > partitions ? { count: 0, partitions: found } : { count: count + 1, partitions };
}

/**
 * How far the interrupted attempt is, in partitions that the next one goes on from. Those beyond a gap are made anew each
 * time, and are no progress.
 */
function durablePartitions({ id, kind, spec, attempt }: JobRecord, runs: RunStore): number {
  if (kind === "ingest") return 0;
  for (const run of runs.attemptsFrom(id, attempt)) {
    // Further than any that is not complete.
    if (runs.isComplete(run)) return Number.MAX_SAFE_INTEGER;
    const checkpoints = readCheckpoints(runs.pathOf(run), checkpointOwner(id, spec));
    if (checkpoints === undefined) continue;
    return [...claimedPartitions(spec, checkpoints).values()].reduce((sum, { length }) => sum + length, 0);
  }
  return 0;
}

function fail(record: JobRecord, { store, logger, now }: RecoveryContext): void {
  const { id, progress, lastEvent } = record;
  const detail = `The service ended ${mostDeaths} times in a row while the job ran, and the job got no further.`;
  const error = new CodedError("process-died", detail, { publicDetail: detail });
  logger.error({ err: error, event: "job-failed", job: id }, "the job is not tried again");
  store.put({
    ...record,
    state: "failed",
    finishedAt: now().toISOString(),
    progress: { ...progress, etaSeconds: null },
    problem: error.toProblem(`/jobs/${id}`),
    lastEvent: lastEvent + 1,
  });
}
