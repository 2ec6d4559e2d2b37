// Examples of the OpenAPI document that hold for every server: requests that work, and what an answer looks like.

import { type DatasetName, datasetNames, tiers } from "../datasets.ts";
import type { Job, JobDataset } from "../jobs/job.ts";
import type { DatasetReport, RunReport } from "../reports/schemas.ts";
import { modelVersion } from "../rules/model-version.ts";
import type { GenerateRequest } from "../spec/request.ts";

const id = "0123456789abcdef0123456789abcdef";
const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const sizes: Readonly<Record<DatasetName, readonly [rows: number, bytes: number]>> = {
  customers: [1000, 98_000],
  plans: [3, 138],
  content: [500, 31_000],
  subscriptions: [1100, 66_000],
  usage_logs: [17_000, 1_600_000],
};

/** Bodies of POST /generate and POST /estimate that any server accepts. */
export const generateExamples: Readonly<Record<string, { summary: string; value: GenerateRequest }>> = {
  small: {
    summary: "A small world: 1,000 customers as seen on 1 January 2026",
    value: { seed: 42, asOf: "2026-01-01", customers: 1000 },
  },
  defaults: { summary: "The defaults: 10,000 customers as seen today", value: {} },
  scenario: {
    summary: "A named scenario, see GET /scenarios",
    value: { asOf: "2026-01-01", customers: 1000, scenario: "churn-crisis" },
  },
  behaviour: {
    summary: "Another behaviour: twice as much on weekends, and mostly music",
    value: {
      asOf: "2026-01-01",
      customers: 1000,
      behaviour: { "weekend-lift": { lift: 2 }, "genre-mix": { movie: 0.2, music: 0.6, podcast: 0.2 } },
    },
  },
};

function jobDataset(name: DatasetName): JobDataset {
  const [rows, bytes] = sizes[name];
  return {
    name,
    rows,
    bytes,
    sha256,
    digest: sha256,
    path: `data/raw/${name}.csv`,
    url: `/datasets/${name}?job=${id}`,
  };
}

const endedJob: Job = {
  id,
  kind: "generate",
  state: "succeeded",
  spec: {
    seed: "42",
    asOf: "2026-01-01",
    anchor: "2026-01-01",
    customers: 1000,
    content: 500,
    datasets: datasetNames,
    behaviour: {},
  },
  modelVersion,
  requests: 1,
  createdAt: "2026-01-01T09:00:00.000Z",
  startedAt: "2026-01-01T09:00:00.010Z",
  finishedAt: "2026-01-01T09:00:00.510Z",
  published: true,
  progress: {
    fraction: 1,
    rowsWritten: 19_603,
    rowsExpected: 19_600,
    bytesWritten: 1_795_138,
    rowsPerSecond: 39_206,
    etaSeconds: 0,
    datasets: Object.fromEntries(
      datasetNames.map((name) => [name, { state: "done", rows: sizes[name][0], bytes: sizes[name][1] }]),
    ),
  },
};

/** A job that has succeeded. */
export const jobExample: Job = {
  ...endedJob,
  datasets: datasetNames.map(jobDataset),
  governance: "undecided",
  verdicts: { pass: 61, fail: 0, undecided: 14, failed: [] },
};

/** A job that has just begun. */
export const runningJobExample: Job = {
  ...endedJob,
  state: "running",
  finishedAt: null,
  published: false,
  progress: {
    ...jobExample.progress,
    fraction: 0.25,
    rowsWritten: 2603,
    bytesWritten: 195_138,
    etaSeconds: 0.4,
    datasets: Object.fromEntries(
      datasetNames.map((name) => {
        const written = name !== "usage_logs";
        const [rows, bytes] = written ? sizes[name] : [0, 0];
        return [name, { state: written ? "done" : "running", rows, bytes }];
      }),
    ),
  },
};

const shares = (values: readonly string[]) => ({
  total: values.length,
  unresolved: 0,
  values: values.map((value) => ({ value, count: 1, share: 1 / values.length })),
});

/** The report of plans: the shortest there is. */
export const datasetReportExample: DatasetReport = {
  dataset: "plans",
  rows: 3,
  nulls: { plan_id: 0, tier: 0, monthly_price: 0, max_streams: 0, max_resolution: 0 },
  references: {},
  categories: { tier: shares(tiers) },
  numbers: {
    monthly_price: {
      unit: "USD",
      count: 3,
      min: 7.99,
      max: 19.99,
      mean: 13.99,
      standardDeviation: 4.898979,
      quantiles: { "0.5": 13.99 },
      histogram: {
        width: 10,
        bins: [
          { from: 0, to: 10, count: 1 },
          { from: 10, to: 20, count: 2 },
        ],
      },
    },
  },
  numbersBy: {},
  coverage: {},
  hours: null,
  sessions: null,
};

export const runReportExample: RunReport = {
  run: `${id}-1`,
  job: id,
  modelVersion,
  world: id,
  asOf: "2026-01-01",
  seed: "42",
  rows: 3,
  bytes: 138,
  datasets: { plans: datasetReportExample },
};

const around = (expected: number) => ({ expected, low: Math.floor(0.9 * expected), high: Math.ceil(1.1 * expected) });
const totalOf = (part: 0 | 1): number => datasetNames.reduce((sum, name) => sum + sizes[name][part], 0);

export const estimateExample = {
  spec: jobExample.spec,
  modelVersion,
  datasets: Object.fromEntries(
    datasetNames.map((name) => [name, { rows: around(sizes[name][0]), bytes: around(sizes[name][1]) }]),
  ),
  totals: { rows: around(totalOf(0)), bytes: around(totalOf(1)) },
};

export const datasetListExample = {
  datasets: datasetNames.map((name) => ({
    name,
    rows: sizes[name][0],
    bytes: sizes[name][1],
    sha256,
    digest: sha256,
    generatedAt: "2026-01-01T09:00:00.510Z",
    job: id,
    links: {
      csv: `/datasets/${name}`,
      ndjson: `/datasets/${name}?format=ndjson`,
      schema: `/datasets/${name}/schema`,
      report: `/datasets/${name}/report`,
    },
  })),
};
