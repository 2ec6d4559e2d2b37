// POST /ingest over HTTP, held against the OpenAPI document: what it asks the job service for, and what it answers.

import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { CodedError } from "../../src/errors.ts";
import { ingestExample } from "../../src/openapi/ingest-examples.ts";
import { ingestIdOf } from "../../src/spec/identity.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.jobs.jobs.clear();
  fixture.jobs.ingested.length = 0;
  fixture.jobs.refusal = undefined;
});

const post = { method: "POST" } as const;

test("POST /ingest asks for the ingest of the published run and says where to follow it", async () => {
  const { run, job } = fixture.runs.current!.manifest;
  const { status, headers, json } = await client.ask("/ingest", post);
  const id = ingestIdOf(run);
  expect([status, headers["location"], headers["retry-after"]]).toEqual([202, `/jobs/${id}`, "1"]);
  expect(json()).toMatchObject({ id, kind: "ingest", state: "queued", loads: { job, run } });
  expect(fixture.jobs.ingested).toEqual([run]);
});

test("POST /ingest with Prefer: wait answers 200 with what has come in, once the job has ended", async () => {
  const id = ingestIdOf(fixture.runs.current!.manifest.run);
  const answer = client.ask("/ingest", { ...post, headers: { prefer: "wait=20" } });
  while (!fixture.jobs.jobs.has(id)) await new Promise((resolve) => setTimeout(resolve, 5));
  fixture.jobs.change(id, { state: "succeeded", result: ingestExample.result! });
  const { status, headers, json } = await answer;
  expect([status, headers["preference-applied"], headers["retry-after"]]).toEqual([200, "wait=20", undefined]);
  expect(json()).toMatchObject({ state: "succeeded", result: ingestExample.result });
});

test("POST /ingest answers 404 for a job that there is not, and 400 for a parameter or a field that there is not", async () => {
  const unknown = await client.ask("/ingest?job=0123456789abcdef0123456789abcde0", post);
  expect([unknown.status, unknown.json()["code"]]).toEqual([404, "unknown-job"]);
  const misspelt = await client.ask("/ingest?jbo=1", post);
  expect([misspelt.status, misspelt.json()["code"]]).toEqual([400, "invalid-query"]);
  const told = await client.ask("/ingest", { ...post, body: { job: "x" } });
  expect([told.status, told.json()["code"]]).toEqual([400, "invalid-spec"]);
  expect(fixture.jobs.ingested).toEqual([]);
});

test("POST /ingest answers 404 while nothing is published, and names what a run lacks", async () => {
  const published = fixture.runs.current!;
  try {
    fixture.runs.current = undefined;
    const nothing = await client.ask("/ingest", post);
    expect([nothing.status, nothing.json()["code"]]).toEqual([404, "not-generated"]);
    const datasets = published.manifest.datasets.filter(({ name }) => name !== "usage_logs");
    fixture.runs.current = { ...published, manifest: { ...published.manifest, datasets } };
    const partial = await client.ask("/ingest", post);
    expect([partial.status, partial.json()["code"]]).toEqual([404, "not-generated"]);
    expect(partial.json()["detail"]).toContain("holds no usage_logs");
  } finally {
    fixture.runs.current = published;
  }
});

test("POST /ingest is of one run, whatever is published while it is looked at", async () => {
  const { runs } = fixture;
  const first = runs.current!;
  const datasets = first.manifest.datasets.filter(({ name }) => name !== "usage_logs");
  const next = { ...first, manifest: { ...first.manifest, run: "f".repeat(32), datasets } };
  const published = vi.spyOn(runs, "published").mockResolvedValueOnce(first).mockResolvedValue(next);
  onTestFinished(() => published.mockRestore());
  const { status, json } = await client.ask("/ingest", post);
  expect([status, json()["loads"]]).toEqual([202, { job: first.manifest.job, run: first.manifest.run }]);
});

test("POST /ingest passes on why no job is taken on", async () => {
  fixture.jobs.refusal = new CodedError("queue-full", "16 jobs wait.", { headers: { "retry-after": "7" } });
  const { status, headers, json } = await client.ask("/ingest", post);
  expect([status, headers["retry-after"], json()["code"]]).toEqual([503, "7", "queue-full"]);
});
