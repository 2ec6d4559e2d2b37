// The archive and the reports of a run.

import { readFileSync } from "node:fs";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetNames } from "../../src/datasets.ts";
import type { RunReport } from "../../src/reports/schemas.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture, samples, writeRun } from "../app/fixture.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

/** The files of a zip, by its central directory. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < zip.readUInt16LE(end + 10); entry++) {
    const [packed, nameLength, extra, comment, local] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
      zip.readUInt32LE(at + 42),
    ];
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    files.set(name, inflateRawSync(zip.subarray(start, start + packed)));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

test("GET /archive is a zip of the run's files and its manifest, the same bytes each time", async () => {
  const { body, headers } = await client.ask("/archive");
  expect(headers["content-type"]).toBe("application/zip");
  expect(headers["content-disposition"]).toBe('attachment; filename="mockbuster.zip"');
  const { directory, manifest } = fixture.runs.current!;
  expect(headers["x-job-id"]).toBe(manifest.job);
  const files = unzip(body);
  expect([...files.keys()]).toEqual(["manifest.json", ...datasetNames.map((name) => `${name}.csv`)]);
  for (const name of datasetNames) {
    expect(files.get(`${name}.csv`)!.equals(readFileSync(path.join(directory, `${name}.csv`))), name).toBe(true);
  }
  expect(JSON.parse(files.get("manifest.json")!.toString())).toEqual(manifest);
  expect((await client.ask("/archive")).body.equals(body)).toBe(true);
});

test("GET /archive of a run that holds some datasets packs those", async () => {
  const run = writeRun(path.join(fixture.directory, "run-some"), { plans: samples.plans });
  fixture.runs.byJob.set("some", run);
  expect([...unzip((await client.ask("/archive?job=some")).body).keys()]).toEqual(["manifest.json", "plans.csv"]);
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
    expect(headers["content-security-policy"]).toBeUndefined();
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
