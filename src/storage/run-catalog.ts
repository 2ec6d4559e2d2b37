// The catalog of runs: which run a reader means by "the published one" and by a job's id, and which are wanted by jobs that wait.

import { CodedError } from "../errors.ts";
import type { JobStore } from "./job-store.ts";
import type { Run, RunCatalog } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import { withStorageErrors } from "./storage-error.ts";

/** The runs of ingests that have been accepted and have not ended: what was promised to be loaded stays until then. */
export function runsToLoad(jobs: Pick<JobStore, "page">): Set<string> {
  const unended = (["queued", "running"] as const).flatMap((state) => jobs.page({ limit: mostUnended, state }).records);
  return new Set(unended.flatMap(({ loads }) => loads?.run ?? []));
}

/** More than any queue holds. */
const mostUnended = 100_000;

/** Throws, beside what the interface says, CodedError run-damaged for a manifest that cannot be read, storage-failed. */
export function runCatalog(runs: RunStore, jobs: JobStore): RunCatalog {
  const ofJob = (id: string): Run => {
    const record = jobs.get(id);
    if (record === undefined) throw new CodedError("unknown-job", `No job has the id ${id}.`);
    const name = record.loads?.run ?? record.run;
    if (name === null) throw new CodedError("job-not-finished", `The job ${id} is ${record.state}.`);
    const run = runs.find(name);
    if (run === undefined) throw new CodedError("job-evicted", `The run ${name} has been removed.`);
    return run;
  };
  return {
    published: async () => withStorageErrors("read the published run", () => runs.published()),
    ofJob: async (id) => withStorageErrors(`read the run of the job ${id}`, () => ofJob(id)),
  };
}
