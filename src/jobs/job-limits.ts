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

/** What waits or runs on account of the key `name`. */
function unfinishedOf(name: string, store: JobStore): JobRecord[] {
  return [...store.inState("queued"), ...store.inState("running")].filter((record) => isOf(name, record));
}

/** A job counts for the key that asked for it first. */
function isOf(name: string, record: JobRecord | undefined): boolean {
  return record?.askedBy?.[0] === name;
}

/** That one more job of the key `name` may wait. Throws CodedError too-many-jobs. */
export function assertKeyJobs(name: string, { store, limits, retrySeconds }: Omit<KeyContext, "runs">): void {
  const { jobsPerKey } = limits;
  if (jobsPerKey === 0) return;
  const unfinished = unfinishedOf(name, store).length;
  if (unfinished < jobsPerKey) return;
  throw new CodedError("too-many-jobs", `${unfinished} jobs of this key wait or run, as many as may.`, {
    headers: { "retry-after": String(retrySeconds) },
  });
}

/** That the key `name` may have what the spec writes besides what it has. Throws CodedError key-quota-exceeded. */
export function assertKeyBytes(
  name: string,
  spec: Spec,
  { store, runs, limits }: Omit<KeyContext, "retrySeconds">,
): void {
  const { bytesPerKey } = limits;
  if (bytesPerKey === 0) return;
  // A run counts for whose job wrote it; files that it shares with an older run count there.
  const kept = runs
    .complete()
    .filter(({ manifest }) => isOf(name, store.get(manifest.job)))
    .flatMap(({ manifest }) => manifest.datasets.filter(({ job }) => job === manifest.job))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const due = unfinishedOf(name, store)
    .filter(({ kind }) => kind !== "ingest")
    .reduce((sum, job) => sum + mostOf(job.spec).bytes, 0);
  const needed = kept + due + mostOf(spec).bytes;
  if (needed <= bytesPerKey) return;
  const detail = `With this job the key's runs may have ${needed} bytes; the limit is ${bytesPerKey}.`;
  throw new CodedError("key-quota-exceeded", detail);
}
