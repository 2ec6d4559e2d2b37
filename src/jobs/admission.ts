// What must be true before a job is queued, and again before it starts: its dependencies are published and whole, and
// what it may write fits on the disk.

import { CodedError } from "../errors.ts";
import { estimate } from "../expectations/estimate.ts";
import { worldOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import { freeBytes, isWritable, leastFreeBytes } from "../storage/data-directory.ts";
import type { FileVerifier } from "../storage/file-verifier.ts";
import type { RunStore } from "../storage/run-store.ts";
import { storageError } from "../storage/storage-error.ts";
import { verifyDependencies } from "./dependencies.ts";
import type { Expected } from "./progress.ts";

export interface AdmissionContext {
  readonly runs: RunStore;
  readonly verifier: FileVerifier;
  /** Bytes free on the disk of the data directory; default: asks the file system. */
  readonly freeBytes?: () => number;
}

/**
 * What the job is expected to write. The files it may replace stay until it has succeeded, so that they make no room;
 * `bytesLeft` are on the disk already, from an attempt that was interrupted.
 * Throws CodedError data-directory-unwritable, missing-dependency, disk-too-small, disk-full, storage-failed.
 */
export async function admit(spec: Spec, context: AdmissionContext, bytesLeft = 0): Promise<Expected> {
  await assertWritable(context);
  try {
    await verifyDependencies(spec, context.runs, context.verifier);
  } catch (error) {
    throw storageError(error, "read the published files");
  }
  const { datasets } = estimate(worldOf(spec), spec.datasets);
  const estimates = spec.datasets.flatMap((name) => {
    const found = datasets[name];
    return found === undefined ? [] : [{ name, rows: found.rows, bytes: found.bytes }];
  });
  const toWrite = estimates.reduce((sum, { bytes }) => sum + bytes.high, 0);
  assertRoom(Math.max(0, toWrite - bytesLeft), context);
  return Object.fromEntries(
    estimates.map(({ name, rows, bytes }) => [name, { rows: rows.expected, bytes: bytes.expected }]),
  );
}

/** Throws CodedError data-directory-unwritable, disk-full. */
export async function assertWritable({ runs }: Pick<AdmissionContext, "runs">): Promise<void> {
  const { root } = runs.directory;
  if (await isWritable(root)) return;
  throw new CodedError("data-directory-unwritable", "Nothing can be written in the data directory.");
}

/** That what a job may write fits on the disk, with room for what lies beside it. Throws CodedError disk-too-small. */
export function assertRoom(bytes: number, context: Pick<AdmissionContext, "runs" | "freeBytes">): void {
  const { root } = context.runs.directory;
  const needed = leastFreeBytes + bytes;
  const free = (context.freeBytes ?? (() => freeBytes(root)))();
  if (needed <= free) return;
  throw new CodedError(
    "disk-too-small",
    `The job may write ${Math.ceil(needed)} bytes and the disk has ${free} free: ` +
      `${Math.ceil(needed - free)} are missing.`,
  );
}
