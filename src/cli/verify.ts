// Verifies the files of a run as they lie on the disk now, beside a service that may be at work on the same directory; only a
// repair takes the lock, and asks that there be none.

import path from "node:path";
import pino from "pino";
import type { Config } from "../config.ts";
import { CodedError } from "../errors.ts";
import { StoppedError } from "../jobs/job-signals.ts";
import { RunVerification, type Verification } from "../jobs/run-verification.ts";
import { WorkerPool } from "../jobs/worker-pool.ts";
import { dataDirectory } from "../storage/data-directory.ts";
import { lockDataDirectory } from "../storage/lock.ts";
import { readManifest } from "../storage/manifest-file.ts";
import type { Run } from "../storage/run.ts";
import { withStorageErrors } from "../storage/storage-error.ts";
import { exitCodes } from "./failures.ts";
import { runDirectory } from "./governance.ts";
import { grouped } from "./progress.ts";
import type { Surroundings } from "./surroundings.ts";
import type { VerifyCommand } from "./verify-options.ts";

/** Prints what was found; the exit code. Throws CodedError as `RunVerification` does, and data-directory-locked. */
export async function runVerify(
  { job, repair, json }: VerifyCommand,
  { dataDir, workers }: Config,
  { stdout, interrupted }: Pick<Surroundings, "stdout" | "interrupted">,
): Promise<number> {
  const run = withStorageErrors(`read ${dataDir}`, () => runOf(runDirectory(dataDir, job)));
  const lock = repair ? lockDataDirectory(dataDirectory(dataDir)) : undefined;
  const pool = new WorkerPool({ workers });
  try {
    // What is found is the command's output: a log beside it would say it twice.
    const verification = new RunVerification(pool, pino({ level: "silent" }));
    const found = await verification.verify(run, { repair, signal: interrupted });
    stdout.write(json ? `${JSON.stringify(found)}\n` : verificationText(found));
    return found.intact ? exitCodes.done : exitCodes.damaged;
  } catch (error) {
    if (error instanceof StoppedError) return exitCodes.interrupted;
    throw error;
  } finally {
    await pool.close();
    lock?.release();
  }
}

function runOf(directory: string): Run {
  const manifest = readManifest(directory);
  if (manifest === undefined) throw new CodedError("run-damaged", `${path.basename(directory)} has no manifest.`);
  return { directory, manifest };
}

/** A line a damaged partition, then one for the whole. */
function verificationText({ run, intact, datasets, damaged, repaired }: Verification): string {
  const partitions = datasets.reduce((sum, file) => sum + file.partitions, 0);
  const bytes = datasets.reduce((sum, file) => sum + file.bytes, 0);
  const lines = [
    ...damaged.map(
      ({ dataset, partition, offset, bytes: size, expected, found }) =>
        `${dataset} ${partition}: ${grouped(size)} bytes from ${grouped(offset)}: expected ${expected}, found ${found}`,
    ),
    ...datasets
      .filter(({ surplusBytes }) => surplusBytes > 0)
      .map(({ name, surplusBytes }) => `${name}: ${grouped(surplusBytes)} bytes follow the last partition`),
    ...(repaired.length === 0 ? [] : [`repaired: ${repaired.join(", ")}`]),
    `${run}: ${intact ? "intact" : "damaged"} (${grouped(partitions)} partitions, ${grouped(bytes)} bytes read)`,
  ];
  return `${lines.join("\n")}\n`;
}
