// Dates as validators: what one publication gave must not pass for what another gives, however soon it follows.

import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CodedError } from "../../src/errors.ts";
import { createDirectories, dataDirectory, runName } from "../../src/storage/data-directory.ts";
import type { RunCatalog } from "../../src/storage/run.ts";
import { RunStore } from "../../src/storage/run-store.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture, samples, sha256, spec, writeRun } from "../app/fixture.ts";

/** What the clock of the run store says, in milliseconds. */
let now = Date.parse("2026-01-02T10:00:00.250Z");
let fixture: Fixture;
let client: ContractClient;
let runs: RunStore;
/** Run names; the jobs are their first 32 digits. */
let older: string;
let newer: string;

beforeAll(async () => {
  const catalog: RunCatalog = {
    published: async () => runs.published(),
    ofJob: async (id) => {
      const run = runs.find(runName(id, 1));
      if (run === undefined) throw new CodedError("unknown-job", `There is no job ${id}.`);
      return run;
    },
  };
  fixture = await openFixture({ runs: catalog });
  client = await ContractClient.open(fixture.url);
  const directory = dataDirectory(path.join(fixture.directory, "data"));
  createDirectories(directory);
  runs = new RunStore(directory, () => now);
  older = runName("a".repeat(32), 1);
  newer = runName("b".repeat(32), 1);
  writeRun(runs.pathOf(older), samples);
  // Other bytes, as of the same second.
  const rows = samples.customers.rows.map((row) => row.replace("Zoë", "Zoe"));
  writeRun(runs.pathOf(newer), { ...samples, customers: { ...samples.customers, rows } }, { ...spec, seed: "7" });
});
afterAll(() => fixture.close());

const get = (headers: Record<string, string> = {}, query = "") =>
  client.ask(`/datasets/customers${query}`, { headers });
const dateOf = async (): Promise<string> => (await get()).headers["last-modified"]!;

test("Last-Modified is the publication's date, and that of the file for ?job=", async () => {
  runs.publish(older);
  expect(await dateOf()).toBe("Fri, 02 Jan 2026 10:00:00 GMT");
  const kept = await get({}, `?job=${"a".repeat(32)}`);
  expect(kept.headers["last-modified"]).toBe("Thu, 01 Jan 2026 09:00:04 GMT");
});

test("Last-Modified is the file's date when that is later than the publication's", async () => {
  const before = now;
  now = Date.parse("2025-12-31T00:00:00Z");
  const early = new RunStore(dataDirectory(path.join(fixture.directory, "early")), () => now);
  createDirectories(early.directory);
  writeRun(early.pathOf(older), samples);
  early.publish(older);
  const usual = runs;
  runs = early;
  try {
    expect(await dateOf()).toBe("Thu, 01 Jan 2026 09:00:04 GMT");
  } finally {
    runs = usual;
    now = before;
  }
});

test("an older run that is published again is no 304 to who holds the newer one, within one second too", async () => {
  runs.publish(newer);
  const held = await dateOf();
  expect((await get({ "if-modified-since": held })).status).toBe(304);
  runs.publish(older);
  const answer = await get({ "if-modified-since": held });
  expect(answer.status).toBe(200);
  expect(sha256(answer.body)).toBe(runs.find(older)!.manifest.datasets[0]!.sha256);
  expect((await get({ "if-modified-since": await dateOf() })).status).toBe(304);
});

test("an If-Range date of the run before gives the whole new file, and never a part of it", async () => {
  const range = "bytes=100-";
  for (const run of [newer, older, newer]) {
    const held = await dateOf();
    expect((await get({ range, "if-range": held })).status).toBe(206);
    runs.publish(run);
    const { status, body } = await get({ range, "if-range": held });
    expect(status).toBe(200);
    expect(sha256(body)).toBe(runs.find(run)!.manifest.datasets[0]!.sha256);
  }
});
