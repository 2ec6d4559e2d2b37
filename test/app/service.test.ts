// The whole service in one process: real jobs on real workers, over real sockets.

import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, buildApp } from "../../src/app.ts";
import { datasetNames } from "../../src/datasets.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import type { Job } from "../../src/jobs/job.ts";
import { type OpenJobService, openJobService } from "../../src/jobs/service.ts";
import type { RunReport } from "../../src/reports/schemas.ts";
import { isWritable } from "../../src/storage/data-directory.ts";
import type { Manifest } from "../../src/storage/manifest.ts";
import { ContractClient, type Request } from "./contract-client.ts";

let dataDir: string;
let service: OpenJobService;
let app: App;
let client: ContractClient;

const body = { asOf: "2026-01-01", customers: 400, content: 40 };

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "mockbuster-service-"));
  const logger = pino({ level: "silent" });
  const metrics = createMetrics();
  service = await openJobService({
    dataDir,
    workers: 2,
    queueLimit: 2,
    runsKept: 2,
    logger,
    observer: metrics.observer,
  });
  const { jobs, runs, history, verification } = service;
  const services = { jobs, runs, history, verification, isWritable: () => isWritable(dataDir), logger, metrics };
  app = await buildApp({ maxCustomers: 1000 }, services);
  client = await ContractClient.open(await app.listen({ host: "127.0.0.1", port: 0 }));
});
afterAll(async () => {
  await Promise.all([app.close(), service.jobs.close()]);
  await service.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const post = (request: Request["body"] & object, query = "") =>
  client.ask(`/generate${query}`, { method: "POST", headers: { prefer: "wait=60" }, body: request });

test("before the first job there is nothing to download, and the answer says what to POST", async () => {
  const { status, json } = await client.ask("/datasets/plans");
  expect([status, json()["code"]]).toEqual([404, "not-generated"]);
});

test("a posted job succeeds, and what is downloaded is what it says", async () => {
  const { status, json } = await post(body);
  const job = json<Job>();
  expect([status, job.state, job.published]).toEqual([200, "succeeded", true]);
  expect(job.datasets?.map(({ name }) => name)).toEqual(datasetNames);
  for (const { name, sha256, bytes, rows, url, digest } of job.datasets!) {
    const answer = await client.ask(url);
    expect(answer.body.length).toBe(bytes);
    expect(createHash("sha256").update(answer.body).digest("hex")).toBe(sha256);
    expect(answer.body.equals(readFileSync(path.join(dataDir, "raw", `${name}.csv`)))).toBe(true);
    expect(answer.headers["etag"]).toBe(`"${digest}"`);
    const ndjson = await client.ask(`/datasets/${name}?format=ndjson`);
    expect(ndjson.text.split("\n").length - 1).toBe(rows);
    const last = await client.ask(`/datasets/${name}?offset=${rows - 1}`);
    expect(answer.text.endsWith(last.text.split("\n").slice(1).join("\n"))).toBe(true);
    expect((await client.ask(`/datasets/${name}/report`)).json()["rows"]).toBe(rows);
  }
  const report = (await client.ask("/report")).json<RunReport>();
  expect(report.rows).toBe(job.progress.rowsWritten);
});

test("the digest of a dataset is SHA-256 over its partitions' digests as text, with nothing between them", async () => {
  const manifest = JSON.parse(readFileSync(path.join(dataDir, "raw", "manifest.json"), "utf8")) as Manifest;
  const { datasets } = (await client.ask("/datasets")).json<{ datasets: { name: string; digest: string }[] }>();
  const recomputed = manifest.datasets.map(({ name, partitions }) => {
    const text = partitions.map(({ sha256 }) => sha256).join("");
    return { name, digest: createHash("sha256").update(text, "utf8").digest("hex") };
  });
  expect(manifest.datasets.some(({ partitions }) => partitions.length > 1)).toBe(true);
  expect(recomputed).toEqual(datasets.map(({ name, digest }) => ({ name, digest })));
});

test("the same POST finds the same job; its events are its last one", async () => {
  const again = await client.ask("/generate", { method: "POST", body });
  const job = again.json<Job>();
  expect([again.status, job.requests]).toEqual([200, 2]);
  const { text } = await client.ask(`/jobs/${job.id}/events`);
  expect(text).toMatch(/^id: \d+\nevent: succeeded\ndata: \{/);
  const listed = (await client.ask("/jobs?state=succeeded")).json<{ jobs: Job[] }>();
  expect(listed.jobs.map(({ id }) => id)).toEqual([job.id]);
  expect((await client.ask(`/jobs/${job.id}`, { method: "DELETE" })).json()["code"]).toBe("not-cancelable");
});

test("another world replaces the published one, and the older run stays readable by its job", async () => {
  const first = (await client.ask("/jobs")).json<{ jobs: Job[] }>().jobs[0]!;
  const before = await client.ask("/datasets/customers");
  const second = (await post({ ...body, seed: "other", datasets: ["customers", "plans", "content"] })).json<Job>();
  expect(second.state).toBe("succeeded");
  expect((await client.ask("/datasets/customers")).headers["x-job-id"]).toBe(second.id);
  const older = await client.ask(`/datasets/customers?job=${first.id}`);
  expect(older.body.equals(before.body)).toBe(true);
  const left = await client.ask("/datasets/usage_logs");
  expect([left.status, left.json()["code"]]).toEqual([404, "not-generated"]);
});

test("a dataset whose upstream files belong to another world answers 409 missing-dependency", async () => {
  const { status, json } = await post({ ...body, datasets: ["usage_logs"] });
  expect([status, json()["code"]]).toEqual([409, "missing-dependency"]);
});

test("too many customers answer 422, and the metrics have counted what was written", async () => {
  expect((await post({ customers: 1001 })).json()["code"]).toBe("too-many-customers");
  const { text } = await client.ask("/metrics");
  expect(text).toContain('mockbuster_jobs_total{state="succeeded"} 2');
  expect(text).toContain('mockbuster_rows_generated_total{dataset="customers"} 800');
  expect((await client.ask("/readyz")).status).toBe(200);
});
