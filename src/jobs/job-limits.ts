// Holds a job against the limits of a job and of the key that asks for it, before it is queued. Decides nothing else.

import type { JobLimits } from "../access/job-limits.ts";
import { CodedError } from "../errors.ts";
import { estimate } from "../expectations/estimate.ts";
import { worldOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import type { JobRecord } from "../storage/job-record.ts";
import type { JobStore } from "../storage/job-store.ts";
import type { RunStore } from "../storage/run-store.ts";

/** Rows and bytes that a job may write, at the upper end of what is expected. */
function mostOf(spec: Spec): { rows: number; bytes: number } {
  const { totals } = estimate(worldOf(spec), spec.datasets);
  return { rows: Math.ceil(totals.rows.high), bytes: Math.ceil(totals.bytes.high) };
}

/** Throws CodedError too-many-rows, job-too-large. */
export function assertJobSize(spec: Spec, { rowsPerJob, bytesPerJob }: JobLimits): void {
  const { rows, bytes } = mostOf(spec);
  if (rowsPerJob > 0 && rows > rowsPerJob) {
    throw new CodedError("too-many-rows", `The job may write ${rows} rows; the limit is ${rowsPerJob}.`);
  }
  if (bytesPerJob > 0 && bytes > bytesPerJob) {
    throw new CodedError("job-too-large", `The job may write ${bytes} bytes; the limit is ${bytesPerJob}.`);
  }
}

interface KeyContext {
  readonly store: JobStore;
  readonly runs: RunStore;
  readonly limits: JobLimits;
  /** Seconds after which the queue is expected to have moved on. */
  readonly retrySeconds: number;
}

/** That the key `name` may have this job besides what it has. Throws CodedError too-many-jobs, key-quota-exceeded. */
export function assertKeyShare(name: string, spec: Spec, { store, runs, limits, retrySeconds }: KeyContext): void {
  const { jobsPerKey, bytesPerKey } = limits;
  const isOwn = (record: JobRecord | undefined): boolean => record?.askedBy?.[0] === name;
  const unfinished = [...store.inState("queued"), ...store.inState("running")].filter(isOwn);
  if (jobsPerKey > 0 && unfinished.length >= jobsPerKey) {
    throw new CodedError("too-many-jobs", `${unfinished.length} jobs of this key wait or run, as many as may.`, {
      headers: { "retry-after": String(retrySeconds) },
    });
  }
  if (bytesPerKey === 0) return;
  // A run counts for whose job wrote it; files that it shares with an older run count there.
  const kept = runs
    .complete()
    .filter(({ manifest }) => isOwn(store.get(manifest.job)))
    .flatMap(({ manifest }) => manifest.datasets.filter(({ job }) => job === manifest.job))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const due = unfinished.filter(({ kind }) => kind !== "ingest").reduce((sum, job) => sum + mostOf(job.spec).bytes, 0);
  const needed = kept + due + mostOf(spec).bytes;
  if (needed > bytesPerKey) {
    const detail = `With this job the key's runs may have ${needed} bytes; the limit is ${bytesPerKey}.`;
    throw new CodedError("key-quota-exceeded", detail);
  }
}
