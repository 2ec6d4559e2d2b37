// The jobs as records: reading, waiting, listing, canceling.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, jobOf, openFixture, spec } from "../app/fixture.ts";

let fixture: Fixture;
let client: ContractClient;
let job: Job;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.jobs.jobs.clear();
  job = jobOf(spec, { state: "running" });
  fixture.jobs.jobs.set(job.id, job);
});

test("GET /jobs/{id} gives the job, with Retry-After while it has not ended", async () => {
  const running = await client.ask(`/jobs/${job.id}`);
  expect(running.json()).toEqual(job);
  expect(running.headers["retry-after"]).toBe("1");
  fixture.jobs.change(job.id, { progress: { ...job.progress, etaSeconds: 12.3 } });
  expect((await client.ask(`/jobs/${job.id}`)).headers["retry-after"]).toBe("13");
  fixture.jobs.change(job.id, { progress: { ...job.progress, etaSeconds: 5000 } });
  expect((await client.ask(`/jobs/${job.id}`)).headers["retry-after"]).toBe("30");
  fixture.jobs.change(job.id, { state: "canceled" });
  expect((await client.ask(`/jobs/${job.id}`)).headers["retry-after"]).toBeUndefined();
});

test("GET /jobs/{id} shows the problem of a failed job", async () => {
  const problem = {
    type: "https://mockbuster.example/errors#worker-died",
    title: "t",
    status: 500,
    detail: "d",
    code: "worker-died",
  };
  fixture.jobs.change(job.id, { state: "failed", problem: problem as NonNullable<Job["problem"]> });
  const { status, json } = await client.ask(`/jobs/${job.id}`);
  expect([status, json()["problem"]]).toEqual([200, problem]);
});

test("GET /jobs/{id} with Prefer: wait answers when the job ends", async () => {
  const waiting = client.ask(`/jobs/${job.id}`, { headers: { prefer: "wait=30" } });
  await new Promise((resolve) => setTimeout(resolve, 50));
  fixture.jobs.change(job.id, { state: "succeeded" });
  const { json, headers } = await waiting;
  expect([json()["state"], headers["preference-applied"]]).toEqual(["succeeded", "wait=30"]);
});

test("unknown jobs answer 404 unknown-job, whatever the id looks like", async () => {
  for (const id of ["f".repeat(32), "nope", "..%2f..", "0", `${job.id}0`]) {
    for (const [method, path] of [
      ["GET", ""],
      ["DELETE", ""],
      ["GET", "/events"],
    ] as const) {
      const { status, json } = await client.ask(`/jobs/${id}${path}`, { method });
      expect([status, json()["code"]], `${method} ${id}`).toEqual([404, "unknown-job"]);
    }
  }
});

test("GET /jobs lists jobs in pages and by state", async () => {
  const other = jobOf({ ...spec, seed: "7" });
  fixture.jobs.jobs.set(other.id, other);
  const all = await client.ask("/jobs");
  expect(all.json<{ jobs: Job[] }>().jobs.map(({ id }) => id)).toEqual([other.id, job.id]);
  expect((await client.ask("/jobs?limit=1")).json()).toMatchObject({ nextCursor: "next", jobs: [{ id: other.id }] });
  expect((await client.ask("/jobs?state=queued&cursor=x")).status).toBe(200);
  for (const query of ["limit=0", "limit=101", "limit=ten", "state=lost", "page=2"]) {
    const { status, json } = await client.ask(`/jobs?${query}`);
    expect([status, json()["code"]], query).toEqual([400, "invalid-query"]);
  }
});

test("DELETE /jobs/{id} cancels with 202, and refuses a finished or shared job with 409", async () => {
  fixture.jobs.change(job.id, { requests: 2 });
  const shared = await client.ask(`/jobs/${job.id}`, { method: "DELETE" });
  expect([shared.status, shared.json()["code"]]).toEqual([409, "shared-job"]);
  const forced = await client.ask(`/jobs/${job.id}?force=true`, { method: "DELETE" });
  expect([forced.status, forced.json()["state"]]).toEqual([202, "canceled"]);
  fixture.jobs.change(job.id, { state: "succeeded" });
  const late = await client.ask(`/jobs/${job.id}`, { method: "DELETE" });
  expect([late.status, late.json()["code"]]).toEqual([409, "not-cancelable"]);
});
