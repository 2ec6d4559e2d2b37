// A job service on a directory of its own, closed when the test ends.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { onTestFinished } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { type JobServiceOptions, type OpenJobService, openJobService } from "../../src/jobs/service.ts";
import type { Spec } from "../../src/spec/spec.ts";
import { publish } from "./specs.ts";

export { longSpec, publish, specOf } from "./specs.ts";

/** A data directory that goes when the test ends, after what uses it has been closed. */
export function newDataDir(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "mockbuster-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return path.join(directory, "data");
}

/** One worker, a queue of four, two further runs kept, no log. */
export async function openService(
  dataDir = newDataDir(),
  options: Partial<JobServiceOptions> = {},
): Promise<OpenJobService> {
  const logger = pino({ level: "silent" });
  const service = await openJobService({ dataDir, workers: 1, queueLimit: 4, runsKept: 2, logger, ...options });
  onTestFinished(() => service.close());
  return service;
}

/** Submits and waits for the end. */
export async function complete({ jobs }: OpenJobService, spec: Spec, options = publish as SubmitOptions): Promise<Job> {
  const { job } = await jobs.submit(spec, options);
  return jobs.waitFor(job.id, 50);
}

interface SubmitOptions {
  readonly publish: boolean;
  readonly force: boolean;
}

/** Resolves once the job that runs has written some bytes. */
export async function untilWriting({ jobs }: OpenJobService, id: string): Promise<void> {
  for await (const { job } of jobs.events(id, undefined, new AbortController().signal)) {
    if (job.progress.bytesWritten > 0) return;
  }
  throw new Error(`The job ${id} ended before it wrote anything`);
}

export function runDirectories(dataDir: string): string[] {
  return readdirSync(path.join(dataDir, "runs")).sort();
}
