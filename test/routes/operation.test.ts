// Health, readiness and metrics.

import { afterAll, beforeAll, expect, test } from "vitest";
import { createMetrics } from "../../src/http/metrics.ts";
import { jobExample } from "../../src/openapi/examples.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, jobOf, openFixture, spec } from "../app/fixture.ts";

const metrics = createMetrics();
let isWritable = true;
let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture({ metrics, isWritable: async () => isWritable });
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

test("GET /healthz answers 200", async () => {
  expect((await client.ask("/healthz")).json()).toEqual({ status: "ok" });
});

test("GET /readyz answers 503 while the data directory is not writable", async () => {
  expect((await client.ask("/readyz")).status).toBe(200);
  isWritable = false;
  const { status, json } = await client.ask("/readyz");
  expect([status, json()["code"]]).toEqual([503, "data-directory-unwritable"]);
  isWritable = true;
  expect((await client.ask("/readyz")).status).toBe(200);
});

test("GET /metrics counts rows, bytes, jobs, their durations, the queue, requests by route and the event loop", async () => {
  metrics.observer.rowsGenerated("plans", 3, 120);
  metrics.observer.rowsGenerated("plans", 2, 80);
  metrics.observer.jobEnded(jobExample, 1.5);
  const job = jobOf(spec);
  fixture.jobs.jobs.set(job.id, job);
  await client.ask("/datasets/plans");
  await client.ask("/nothing/of/the/kind");
  const { text, headers } = await client.ask("/metrics");
  expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  for (const line of [
    'mockbuster_rows_generated_total{dataset="plans"} 5',
    'mockbuster_bytes_generated_total{dataset="plans"} 200',
    'mockbuster_jobs_total{state="succeeded"} 1',
    "mockbuster_job_duration_seconds_sum 1.5",
    "mockbuster_queue_depth 1",
    'http_request_duration_seconds_count{method="GET",route="/datasets/:name",status_code="200"} 1',
    'http_request_duration_seconds_count{method="GET",route="__unknown__",status_code="404"} 1',
  ]) {
    expect(text.split("\n")).toContain(line);
  }
  expect(text).toContain("nodejs_eventloop_lag_p99_seconds");
});

test("two applications in one process count apart", async () => {
  const other = await openFixture();
  try {
    const text = await (await fetch(`${other.url}/metrics`)).text();
    expect(text).toContain('mockbuster_rows_generated_total{dataset="plans"} 0');
  } finally {
    await other.close();
  }
});
