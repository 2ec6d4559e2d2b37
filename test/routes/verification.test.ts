// POST /datasets/verify over HTTP, held against the published document.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, buildApp } from "../../src/app.ts";
import type { Verification } from "../../src/jobs/run-verification.ts";
import { type OpenJobService, openJobService } from "../../src/jobs/service.ts";
import { isWritable } from "../../src/storage/data-directory.ts";
import { ContractClient } from "../app/contract-client.ts";
import { specOf } from "../jobs/specs.ts";

let dataDir: string;
let service: OpenJobService;
let app: App;
let client: ContractClient;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "mockbuster-verify-"));
  service = await openJobService({
    dataDir,
    workers: 1,
    queueLimit: 2,
    runsKept: 2,
    logger: pino({ level: "silent" }),
  });
  app = await buildApp({ maxCustomers: 1000 }, { ...service, isWritable: () => isWritable(dataDir) });
  client = await ContractClient.open(await app.listen({ host: "127.0.0.1", port: 0 }));
});
afterAll(async () => {
  await app.close();
  await service.close();
  rmSync(dataDir, { recursive: true });
});

const post = { method: "POST" };

async function generate(seed: number): Promise<string> {
  const { job } = await service.jobs.submit(specOf({ seed }), { publish: true, force: false });
  expect((await service.jobs.waitFor(job.id, 50)).state).toBe("succeeded");
  return job.id;
}

test("POST /datasets/verify says that nothing is published, whether all is whole, what is damaged, and repairs it", async () => {
  expect((await client.ask("/datasets/verify", post)).json().code).toBe("not-generated");
  const first = await generate(1);
  const second = await generate(2);
  const whole = await client.ask("/datasets/verify", post);
  expect([whole.status, whole.headers["x-job-id"]]).toEqual([200, second]);
  expect(whole.json()).toMatchObject({ job: second, intact: true, damaged: [], repaired: [] });
  const file = path.join(dataDir, "raw", "customers.csv");
  const good = readFileSync(file);
  writeFileSync(file, good.subarray(0, -1));
  const damaged = await client.ask("/datasets/verify?repair=false", post);
  expect(damaged.status).toBe(200);
  expect(damaged.json<Verification>()).toMatchObject({
    intact: false,
    damaged: [{ dataset: "customers", partition: "1-150", offset: 0, bytes: good.length, found: "missing" }],
  });
  expect((await client.ask(`/datasets/verify?job=${first}`, post)).json()).toMatchObject({ job: first, intact: true });
  const repaired = await client.ask("/datasets/verify?repair=true", post);
  expect(repaired.json()).toMatchObject({ intact: true, repaired: ["customers"] });
  expect((await client.ask("/datasets/customers")).body.equals(good)).toBe(true);
  for (const [query, code] of [
    ["?repair=maybe", "invalid-query"],
    ["?mend=true", "invalid-query"],
    [`?job=${"0".repeat(32)}`, "unknown-job"],
  ]) {
    expect((await client.ask(`/datasets/verify${query}`, post)).json().code).toBe(code);
  }
});

test("POST /datasets/verify?repair=true answers 409 model-version-differs on a run of another version", async () => {
  const file = path.join(dataDir, "raw", "manifest.json");
  const manifest = readFileSync(file, "utf8");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(manifest), modelVersion: "2020.1-1" }));
  rmSync(path.join(dataDir, "raw", "plans.csv"));
  const { status, json } = await client.ask("/datasets/verify?repair=true", post);
  expect([status, json().code]).toEqual([409, "model-version-differs"]);
  writeFileSync(file, manifest);
  expect((await client.ask("/datasets/verify?repair=true", post)).json().intact).toBe(true);
});
