// How the bytes of a dataset are read and converted.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { headerLine } from "../../src/datasets.ts";
import { convertedBody, storedBody } from "../../src/http/dataset-body.ts";
import type { DatasetEntry } from "../../src/storage/manifest.ts";

const rows = 150_000;
let directory: string;
let file: string;
let entry: DatasetEntry;

beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-body-"));
  file = path.join(directory, "plans.csv");
  const text = `${headerLine("plans")}\n${"P3,Premium,19.99,4,UHD with a long description\n".repeat(rows)}`;
  writeFileSync(file, text);
  const partitions = [{ partition: "all", offset: 0, bytes: text.length, rows, sha256: "" }];
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

test("storedBody() gives the file in chunks", async () => {
  const { bytes, largest } = await drained(storedBody(await open(file), undefined));
  expect(bytes).toBe(entry.bytes);
  expect(largest).toBeLessThanOrEqual(256 * 1024);
});

test("convertedBody() converts a chunk a turn, so that others have theirs", async () => {
  const representation = { format: "ndjson", gzip: false, page: undefined } as const;
  const { largest, turns } = await drained(convertedBody(await open(file), entry, representation));
  expect(largest).toBeLessThan(512 * 1024);
  expect(turns).toBeGreaterThan(entry.bytes / (64 * 1024) / 2);
});
