// How the bytes of a dataset are read and converted.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { headerLine } from "../../src/datasets.ts";
import { bodyPlan, datasetBody } from "../../src/http/dataset-body.ts";
import type { Representation } from "../../src/http/representation.ts";
import type { DatasetEntry } from "../../src/storage/manifest.ts";
import { PartitionVerifier } from "../../src/storage/partition-verifier.ts";
import { sha256 } from "../storage/samples.ts";

const rows = 150_000;
let directory: string;
let file: string;
let entry: DatasetEntry;

beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-body-"));
  file = path.join(directory, "plans.csv");
  const text = `${headerLine("plans")}\n${"P3,Premium,19.99,4,UHD with a long description\n".repeat(rows)}`;
  writeFileSync(file, text);
  const partitions = [{ partition: "all", offset: 0, bytes: text.length, rows, sha256: sha256(text) }];
  entry = { name: "plans", file: "plans.csv", rows, bytes: text.length, partitions } as unknown as DatasetEntry;
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Reads all of it; the largest chunk, and how often others had their turn on the event loop meanwhile. */
async function drained(body: AsyncIterable<Buffer>): Promise<{ bytes: number; largest: number; turns: number }> {
  let turns = 0;
  let done = false;
  const turn = (): void => {
    turns += 1;
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  let [bytes, largest] = [0, 0];
  for await (const chunk of body) {
    bytes += chunk.length;
    largest = Math.max(largest, chunk.length);
  }
  done = true;
  return { bytes, largest, turns };
}

async function bodyOf(format: Representation["format"]): Promise<AsyncIterable<Buffer>> {
  const dataset = { file: await open(file), entry, verifier: new PartitionVerifier() };
  return datasetBody(dataset, bodyPlan(entry, { format, gzip: false, page: undefined }));
}

test("datasetBody() gives the file in chunks", async () => {
  const { bytes, largest } = await drained(await bodyOf("csv"));
  expect(bytes).toBe(entry.bytes);
  expect(largest).toBeLessThanOrEqual(256 * 1024);
});

test("datasetBody() converts a chunk a turn, so that others have theirs", async () => {
  const { largest, turns } = await drained(await bodyOf("ndjson"));
  expect(largest).toBeLessThan(512 * 1024);
  expect(turns).toBeGreaterThan(entry.bytes / (64 * 1024) / 2);
});
