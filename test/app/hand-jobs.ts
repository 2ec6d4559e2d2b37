// A job service that a test drives by hand: jobs change their state only when the test says so.

import { CodedError } from "../../src/errors.ts";
import type { Job, JobEvent, JobService, SubmitOptions } from "../../src/jobs/job.ts";
import { jobExample } from "../../src/openapi/examples.ts";
import { ingestIdOf, jobIdOf } from "../../src/spec/identity.ts";
import type { Spec } from "../../src/spec/spec.ts";
import type { Run } from "../../src/storage/run.ts";

export function jobOf(jobSpec: Spec, change: Partial<Job> = {}): Job {
  const { datasets: _, ...queued } = jobExample;
  return {
    ...queued,
    id: jobIdOf(jobSpec),
    spec: jobSpec,
    state: "queued",
    startedAt: null,
    finishedAt: null,
    published: false,
    progress: { ...jobExample.progress, fraction: 0, etaSeconds: null },
    ...change,
  };
}

/** Keeps jobs in memory; they change state only when a test says so. */
export class HandJobs implements JobService {
  readonly jobs = new Map<string, Job>();
  readonly submitted: { spec: Spec; options: SubmitOptions }[] = [];
  /** Names of runs. */
  readonly ingested: string[] = [];
  readonly #watchers = new Set<() => void>();
  refusal: Error | undefined;
  openIterators = 0;

  async submit(jobSpec: Spec, options: SubmitOptions): Promise<{ job: Job; existing: boolean }> {
    if (this.refusal !== undefined) throw this.refusal;
    this.submitted.push({ spec: jobSpec, options });
    const id = jobIdOf(jobSpec);
    const job = this.jobs.get(id) ?? jobOf(jobSpec);
    this.jobs.set(id, job);
    return { job, existing: job.state === "succeeded" };
  }

  async ingest(run: Run): Promise<Job> {
    if (this.refusal !== undefined) throw this.refusal;
    this.ingested.push(run.manifest.run);
    const { job, spec, run: name } = run.manifest;
    const id = ingestIdOf(name);
    const queued = this.jobs.get(id) ?? jobOf(spec, { id, kind: "ingest", loads: { job, run: name } });
    this.jobs.set(id, queued);
    return queued;
  }

  get(id: string): Job {
    const job = this.jobs.get(id);
    if (job === undefined) throw new CodedError("unknown-job", `There is no job ${id}.`);
    return job;
  }

  list({ limit }: { limit: number }): { jobs: Job[]; nextCursor: string | null } {
    return {
      jobs: [...this.jobs.values()].reverse().slice(0, limit),
      nextCursor: this.jobs.size > limit ? "next" : null,
    };
  }

  cancel(id: string, { force }: { force: boolean }): Job {
    const job = this.get(id);
    if (job.state === "succeeded") throw new CodedError("not-cancelable", `Job ${id} has ended.`);
    if (job.requests > 1 && !force) throw new CodedError("shared-job", `${job.requests} requests asked for job ${id}.`);
    return this.change(id, { state: "canceled", finishedAt: "2026-01-01T10:00:00.000Z" });
  }

  change(id: string, change: Partial<Job>): Job {
    const job = { ...this.get(id), ...change };
    this.jobs.set(id, job);
    for (const watcher of this.#watchers) watcher();
    return job;
  }

  async waitFor(id: string, seconds: number, signal?: AbortSignal): Promise<Job> {
    const end = AbortSignal.timeout(seconds * 1000);
    while (!["succeeded", "failed", "canceled"].includes(this.get(id).state)) {
      if (signal?.aborted || end.aborted) break;
      await this.#changed(signal === undefined ? end : AbortSignal.any([end, signal]));
    }
    return this.get(id);
  }

  async *events(id: string, lastEventId: number | undefined, signal: AbortSignal): AsyncIterable<JobEvent> {
    this.openIterators += 1;
    try {
      for (let event = (lastEventId ?? 0) + 1; !signal.aborted; event++) {
        const job = this.get(id);
        const ended = job.state !== "queued" && job.state !== "running";
        yield { id: event, event: ended ? (job.state as "succeeded") : "progress", job };
        if (ended) return;
        await this.#changed(signal);
      }
    } finally {
      this.openIterators -= 1;
    }
  }

  #changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#watchers.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#watchers.add(done);
      signal.addEventListener("abort", done);
    });
  }

  get queueDepth(): number {
    return [...this.jobs.values()].filter((job) => job.state === "queued").length;
  }

  async close(): Promise<void> {}
}
