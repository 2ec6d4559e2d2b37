// The archive and the reports of a run.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Package } from "datapackage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetNames } from "../../src/datasets.ts";
import { CodedError } from "../../src/errors.ts";
import type { CsvwTableGroup } from "../../src/openapi/csvw.ts";
import type { RunReport } from "../../src/reports/schemas.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture, samples, sha256, spec, writeRun } from "../app/fixture.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { linesOf, testWorld } from "../worlds.ts";
import { unzip } from "./unzip.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

const descriptions = ["manifest.json", "datapackage.json", "csv-metadata.json"];

test("GET /archive is a zip of the run's files, its manifest and what describes them, the same bytes each time", async () => {
  const { body, headers } = await client.ask("/archive");
  expect(headers["content-type"]).toBe("application/zip");
  expect(headers["content-disposition"]).toBe('attachment; filename="mockbuster.zip"');
  const { directory, manifest } = fixture.runs.current!;
  expect(headers["x-job-id"]).toBe(manifest.job);
  const files = unzip(body);
  expect([...files.keys()]).toEqual([...descriptions, ...datasetNames.map((name) => `${name}.csv`)]);
  for (const name of datasetNames) {
    expect(files.get(`${name}.csv`)!.equals(readFileSync(path.join(directory, `${name}.csv`))), name).toBe(true);
  }
  expect(JSON.parse(files.get("manifest.json")!.toString())).toEqual(manifest);
  expect((await client.ask("/archive")).body.equals(body)).toBe(true);
});

test.each(["/archive", "/datasets/plans"])(
  "GET %s of a run that is evicted as it is opened gives the next one",
  async (route) => {
    const { runs } = fixture;
    const next = runs.current!;
    const evicted = writeRun(path.join(temporaryDirectory(), "evicted"), { plans: samples.plans });
    const job = evicted.manifest.job;
    rmSync(evicted.directory, { recursive: true });
    let found = 0;
    runs.published = async () => (found++ === 0 ? evicted : next);
    runs.ofJob = async () => {
      if (found++ === 0) return evicted;
      throw new CodedError("job-evicted", "It has been removed.");
    };
    try {
      expect((await client.ask(route)).status).toBe(200);
      found = 0;
      expect((await client.ask(`${route}?job=${job}`)).json()).toMatchObject({ status: 410, code: "job-evicted" });
    } finally {
      Reflect.deleteProperty(runs, "published");
      Reflect.deleteProperty(runs, "ofJob");
    }
  },
);

test("GET /archive of a run that holds some datasets packs those", async () => {
  const run = writeRun(path.join(fixture.directory, "run-some"), { plans: samples.plans });
  fixture.runs.byJob.set("some", run);
  expect([...unzip((await client.ask("/archive?job=some")).body).keys()]).toEqual([...descriptions, "plans.csv"]);
});

/** The archive of a run, as a third-party reader of Data Packages takes it. */
async function packageOf(job: string): Promise<Package> {
  const zip = path.join(temporaryDirectory(), "mockbuster.zip");
  writeFileSync(zip, (await client.ask(`/archive?job=${job}`)).body);
  return Package.load(zip, { strict: true });
}

/** A run of generated rows, under a job of the given name. */
function generatedRun(job: string, change: (lines: string[]) => string[] = (lines) => lines): void {
  const world = testWorld({ customers: 40 });
  const files = datasetNames.map((name) => {
    const rows = linesOf(world, name);
    return [name, { rows: name === "subscriptions" ? change(rows) : rows, partitionRows: 1_000_000 }];
  });
  const run = writeRun(path.join(fixture.directory, job), Object.fromEntries(files), { ...spec, content: 100 });
  fixture.runs.byJob.set(job, run);
}

test("the archive is a Data Package whose files a third-party reader finds whole, typed and rightly linked", async () => {
  generatedRun("generated");
  const { directory, manifest } = await fixture.runs.ofJob("generated");
  const { resources } = await packageOf("generated");
  expect(resources.map(({ name }) => name)).toEqual(datasetNames);
  for (const [index, resource] of resources.entries()) {
    const bytes = readFileSync(path.join(directory, resource.descriptor.path));
    expect(resource.descriptor).toMatchObject({ bytes: bytes.length, hash: `sha256:${sha256(bytes)}` });
    expect((await resource.read()).length).toBe(manifest.datasets[index]!.rows);
    await expect(resource.checkRelations()).resolves.toBe(true);
  }
});

test("a subscription of nobody breaks the Data Package's references", async () => {
  generatedRun("broken", ([first = "", ...rest]) => [first.replace(/,C\d{9},/, ",C999999999,"), ...rest]);
  const subscriptions = (await packageOf("broken")).resources.find(({ name }) => name === "subscriptions");
  await expect(subscriptions!.checkRelations()).rejects.toThrow(/[Ff]oreign key/);
});

test("an archive of some datasets has no references that lead out of it", async () => {
  const { subscriptions, customers } = samples;
  fixture.runs.byJob.set("two", writeRun(path.join(fixture.directory, "run-two"), { subscriptions, customers }));
  const { resources } = await packageOf("two");
  expect(resources.map(({ name }) => name)).toEqual(["customers", "subscriptions"]);
  await expect(resources[1]!.checkRelations()).resolves.toBe(true);
  const csvw = unzip((await client.ask("/archive?job=two")).body).get("csv-metadata.json")!;
  const [, table] = (JSON.parse(csvw.toString()) as CsvwTableGroup).tables;
  expect(table!.tableSchema.foreignKeys?.map(({ reference }) => reference.resource)).toEqual(["customers.csv"]);
});

test("GET /report and GET /datasets/{name}/report give what was read from the files", async () => {
  const whole = await client.ask("/report");
  const report = whole.json<RunReport>();
  expect(whole.headers["x-job-id"]).toBe(fixture.runs.current!.manifest.job);
  expect(Object.keys(report.datasets).sort()).toEqual([...datasetNames].sort());
  for (const name of datasetNames) {
    const one = await client.ask(`/datasets/${name}/report`);
    expect(one.json()).toEqual(report.datasets[name]);
    expect(one.json()["rows"]).toBe(samples[name].rows.length);
  }
});

test("GET /report is a page by Accept or ?format=html, which may load nothing", async () => {
  for (const [query, accept] of [
    ["", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
    ["?format=html", "application/json"],
  ]) {
    const { status, headers, text } = await client.ask(`/report${query}`, { headers: { accept: accept! } });
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).not.toContain("script-src");
    expect(headers["vary"]).toBe("Accept");
    expect(headers["x-job-id"]).toBe(fixture.runs.current!.manifest.job);
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).toContain('<figure id="sessions-a-day"');
  }
});

test("GET /report prefers JSON where a client takes either, and answers 406 to what it does not serve", async () => {
  for (const [query, accept] of [
    ["?format=json", "text/html"],
    ["", "*/*"],
    ["", "application/json, text/html"],
  ]) {
    const { headers } = await client.ask(`/report${query}`, { headers: { accept: accept! } });
    expect(headers["content-type"]).toContain("application/json");
    expect(headers["content-security-policy"]).not.toContain("style-src");
  }
  for (const [query, accept] of [
    ["", "text/csv"],
    ["?format=csv", "*/*"],
  ]) {
    const { status, json } = await client.ask(`/report${query}`, { headers: { accept: accept! } });
    expect([status, json()["code"]]).toEqual([406, "not-acceptable"]);
    expect(json()["detail"]).toContain("format=html");
  }
});
