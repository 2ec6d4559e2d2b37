// The verdicts over HTTP: of a real service, one of whose jobs has a defect in its generator.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, buildApp } from "../../src/app.ts";
import type { Job } from "../../src/jobs/job.ts";
import { type OpenJobService, openJobService } from "../../src/jobs/service.ts";
import type { Governance, GovernanceEntry } from "../../src/reports/governance.ts";
import { modelVersion } from "../../src/rules/model-version.ts";
import { ContractClient } from "../app/contract-client.ts";

let dataDir: string;
let service: OpenJobService;
let app: App;
let client: ContractClient;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "mockbuster-governance-"));
  const logger = pino({ level: "silent" });
  const workerFile = new URL("../jobs/biased-worker.ts", import.meta.url);
  service = await openJobService({ dataDir, workers: 1, queueLimit: 2, runsKept: 1, logger, workerFile });
  const { jobs, runs, history, verification } = service;
  app = await buildApp({ maxCustomers: 1000 }, { jobs, runs, history, verification, isWritable: async () => true });
  client = await ContractClient.open(await app.listen({ host: "127.0.0.1", port: 0 }));
});
afterAll(async () => {
  await Promise.all([app.close(), service.jobs.close()]);
  await service.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function generate(body: object, query = ""): Promise<Job> {
  const answer = await client.ask(`/generate${query}`, { method: "POST", headers: { prefer: "wait=60" }, body });
  return answer.json<Job>();
}

const historyOf = async (query = "") =>
  (await client.ask(`/governance/history${query}`)).json<{ entries: GovernanceEntry[]; nextCursor: string | null }>();

test("before the first run there are no verdicts, and the history is empty", async () => {
  const { status, json } = await client.ask("/governance");
  expect([status, json()["code"]]).toEqual([404, "not-generated"]);
  expect(await historyOf()).toEqual({ entries: [], nextCursor: null });
});

test("GET /governance gives the verdicts on the published run, and on a kept one by its job", async () => {
  const good = await generate({ asOf: "2026-01-01", customers: 400, content: 40 });
  const answer = await client.ask("/governance");
  const governance = answer.json<Governance>();
  expect(answer.headers["x-job-id"]).toBe(good.id);
  expect(governance).toMatchObject({ job: good.id, verdict: good.governance, modelVersion, asOf: "2026-01-01" });
  const stored = readFileSync(path.join(dataDir, "raw", "governance.json"), "utf8");
  expect(governance).toEqual(JSON.parse(stored));

  const bad = await generate({ seed: "biased", asOf: "2026-01-02", customers: 400, content: 40 });
  expect(bad).toMatchObject({ state: "succeeded", published: true, governance: "fail" });
  expect(bad.verdicts?.failed).toContain("weekend-lift/ratio");
  const failing = (await client.ask("/governance")).json<Governance>();
  expect(failing).toMatchObject({ job: bad.id, verdict: "fail" });
  expect(failing.checks.filter(({ verdict }) => verdict === "fail").map(({ id }) => id)).toEqual(bad.verdicts?.failed);
  expect((await client.ask(`/governance?job=${good.id}`)).json()).toEqual(governance);
  expect((await client.ask(`/jobs/${bad.id}`)).json()).toMatchObject({ governance: "fail", verdicts: bad.verdicts });
});

test("GET /governance answers 410 for a run that is gone and 404 for an unknown job; the history still has the run", async () => {
  const [bad, good] = (await historyOf()).entries as [GovernanceEntry, GovernanceEntry];
  expect([bad.verdict, bad.asOf, good.asOf]).toEqual(["fail", "2026-01-02", "2026-01-01"]);
  await generate({ seed: "third", asOf: "2026-01-01", customers: 100, content: 40 });
  // Submitted behind the other, it ends once that one's leftovers are gone.
  await generate({ seed: "third", asOf: "2026-01-01", customers: 100, content: 40 }, "?force=true");
  const gone = await client.ask(`/governance?job=${good.job}`);
  expect([gone.status, gone.json()["code"]]).toEqual([410, "job-evicted"]);
  const unknown = await client.ask(`/governance?job=${"0".repeat(32)}`);
  expect([unknown.status, unknown.json()["code"]]).toEqual([404, "unknown-job"]);
  expect((await historyOf(`?job=${good.job}`)).entries).toEqual([good]);
});

test("GET /governance/history pages newest first, and filters by as-of date, model version and job", async () => {
  const { entries: all } = await historyOf();
  expect(all.map(({ seed }) => seed)).toEqual(["third", "third", "biased", "42"]);
  expect(new Set(all.map(({ run }) => run)).size).toBe(4);
  const first = await historyOf("?limit=3");
  expect(first.entries).toEqual(all.slice(0, 3));
  expect(await historyOf(`?limit=3&cursor=${first.nextCursor}`)).toEqual({ entries: all.slice(3), nextCursor: null });
  expect((await historyOf("?asOf=2026-01-02")).entries.map(({ seed }) => seed)).toEqual(["biased"]);
  expect((await historyOf(`?modelVersion=${modelVersion}`)).entries).toEqual(all);
  expect((await historyOf("?modelVersion=2020.1-1")).entries).toEqual([]);
});

test("GET /governance/history refuses what it cannot read, with the parameter's name", async () => {
  const jobs = (await client.ask("/jobs?limit=1")).json<{ nextCursor: string }>();
  for (const [query, pointer] of [
    ["limit=0", "/limit"],
    ["cursor=nonsense", "/cursor"],
    [`cursor=${jobs.nextCursor}`, "/cursor"],
    ["asOf=yesterday", "/asOf"],
    ["verdict=fail", "/verdict"],
  ]) {
    const { status, json } = await client.ask(`/governance/history?${query}`);
    expect([status, json()["code"], json()["errors"]], query).toEqual([
      400,
      "invalid-query",
      [expect.objectContaining({ pointer })],
    ]);
  }
});

test("GET /governance answers run-damaged when a run's verdicts are gone or no JSON", async () => {
  const file = path.join(dataDir, "raw", "governance.json");
  for (const damage of [() => writeFileSync(file, "{"), () => rmSync(file)]) {
    damage();
    const { status, json } = await client.ask("/governance");
    expect([status, json()["code"]]).toEqual([500, "run-damaged"]);
  }
});
