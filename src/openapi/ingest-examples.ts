// Examples of jobs that load a run into the warehouse.

import type { Job } from "../jobs/job.ts";
import { jobExample, runningJobExample } from "./examples.ts";

const { datasets: _, governance: __, verdicts: ___, ...ended } = jobExample;
const run = `${jobExample.id}-1`;
const common = { id: "fedcba9876543210fedcba9876543210", kind: "ingest", loads: { job: jobExample.id, run } } as const;

/** One that has succeeded. */
export const ingestExample: Job = {
  ...ended,
  ...common,
  published: false,
  result: {
    path: "data/warehouse.sqlite",
    datasets: {
      customers: { loaded: 1000, rejected: 0, manifest: "match" },
      plans: { loaded: 3, rejected: 0, manifest: "match" },
      content: { loaded: 500, rejected: 0, manifest: "match" },
      subscriptions: { loaded: 1100, rejected: 0, manifest: "match" },
      usage_logs: { loaded: 17_000, rejected: 0, manifest: "match" },
    },
    validation: { pass: 54, fail: 0, undecided: 8 },
  },
};

/** One that has just begun. */
export const runningIngestExample: Job = { ...runningJobExample, ...common };

/** The body of POST /ingest has nothing to say. */
export const ingestRequestExamples = { published: { summary: "The published run", value: {} } };
