// Files damaged or deleted under the service: what is not whole is told as a problem or cut, in every form, and the log says where.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { DatasetName } from "../../src/datasets.ts";
import type { PartitionEntry } from "../../src/storage/manifest.ts";
import { type Fixture, openFixture, samples, writeRun } from "../app/fixture.ts";
import { logLines } from "../jobs/log-lines.ts";

interface Received {
  readonly status: number;
  readonly bytes: Buffer;
  /** Whether the body arrived to the end that its length or its last chunk names. */
  readonly complete: boolean;
}

/** A request whose answer may be cut. */
function receive(url: string, headers: Record<string, string> = {}): Promise<Received> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { "accept-encoding": "identity", ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", () => {});
      response.on("close", () =>
        resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(parts), complete: response.complete }),
      );
    });
    request.on("error", reject);
  });
}

interface Damaged extends Fixture {
  readonly events: () => readonly Record<string, unknown>[];
  readonly fileOf: (name: DatasetName) => string;
  readonly partitionsOf: (name: DatasetName) => readonly PartitionEntry[];
}

/** Many rows in partitions of a kilobyte, so that a body is under way before a later one is read. */
const customers = {
  partitionRows: 3000,
  rows: Array.from({ length: 12_000 }, (_, index) => samples.customers.rows[index % 300]!),
};

async function openDamaged(): Promise<Damaged> {
  const { logger, lines } = logLines();
  const fixture = await openFixture({ logger });
  onTestFinished(() => fixture.close());
  const run = writeRun(path.join(fixture.directory, "run-2"), { ...samples, customers });
  fixture.runs.current = run;
  return {
    ...fixture,
    events: () => lines().filter(({ event }) => event === "file-damaged"),
    fileOf: (name) => path.join(run.directory, `${name}.csv`),
    partitionsOf: (name) => run.manifest.datasets.find((entry) => entry.name === name)!.partitions,
  };
}

/** Changes a letter and keeps the length. */
function flip(file: string, at: number): Buffer {
  const bytes = readFileSync(file);
  const damaged = Buffer.from(bytes);
  damaged.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, damaged);
  return bytes;
}

test("a damaged partition cuts the download before its first byte, whichever form it has, and the log names it", async () => {
  const fixture = await openDamaged();
  const url = `${fixture.url}/datasets/customers`;
  const whole = await receive(url);
  expect([whole.status, whole.complete]).toEqual([200, true]);
  const third = fixture.partitionsOf("customers")[2]!;
  const good = flip(fixture.fileOf("customers"), third.offset + 100);
  const stored = await receive(url);
  expect([stored.status, stored.complete]).toEqual([200, false]);
  expect(stored.bytes.length).toBeLessThanOrEqual(third.offset);
  expect(stored.bytes.equals(good.subarray(0, stored.bytes.length))).toBe(true);
  const forms: [string, Record<string, string>][] = [
    ["?format=ndjson", {}],
    ["?format=ndjson", { "accept-encoding": "gzip" }],
    ["", { "accept-encoding": "gzip" }],
    ["?offset=4000&limit=4000", {}],
    ["", { range: `bytes=10-${third.offset}` }],
  ];
  for (const [query, headers] of forms) {
    const { status, complete } = await receive(`${url}${query}`, headers);
    expect([status === 206 ? 200 : status, complete], `${query} ${JSON.stringify(headers)}`).toEqual([200, false]);
  }
  const archive = await receive(`${fixture.url}/archive`);
  expect([archive.status, archive.complete]).toEqual([200, false]);
  expect(fixture.events()).toHaveLength(forms.length + 2);
  for (const event of fixture.events()) {
    expect(event).toMatchObject({
      run: "run-2",
      dataset: "customers",
      ...third,
      msg: expect.stringContaining("SHA-256"),
    });
  }
});

test("what lies in other partitions is served, and what begins in a damaged one answers 500 run-damaged", async () => {
  const fixture = await openDamaged();
  const url = `${fixture.url}/datasets/customers`;
  const [first, second] = fixture.partitionsOf("customers") as [PartitionEntry, PartitionEntry];
  const good = flip(fixture.fileOf("customers"), 50);
  const range = { range: `bytes=${second.offset}-${second.offset + 99}` };
  const served = await receive(url, range);
  expect([served.status, served.complete]).toEqual([206, true]);
  expect(served.bytes.equals(good.subarray(second.offset, second.offset + 100))).toBe(true);
  expect((await receive(`${url}?offset=${first.rows}&limit=5`)).complete).toBe(true);
  for (const [query, headers] of [
    ["", {}],
    ["?format=ndjson", {}],
    ["?limit=5", {}],
    ["", { range: "bytes=500-600" }],
  ] as const) {
    const { status, bytes, complete } = await receive(`${url}${query}`, headers);
    expect([status, complete, JSON.parse(String(bytes)).code]).toEqual([500, true, "run-damaged"]);
    expect(String(bytes)).not.toContain(fixture.directory);
  }
  const head = await fetch(url, { method: "HEAD" });
  expect(head.status).toBe(200);
  writeFileSync(fixture.fileOf("customers"), good);
  expect((await receive(url)).complete).toBe(true);
});

test("a deleted file answers 500 run-damaged; a download of it that was under way ends whole", async () => {
  const fixture = await openDamaged();
  const url = `${fixture.url}/datasets/customers`;
  const { length } = readFileSync(fixture.fileOf("customers"));
  const answer = await new Promise<http.IncomingMessage>((resolve) => http.get(url, resolve));
  rmSync(fixture.fileOf("customers"));
  let received = 0;
  for await (const part of answer) received += (part as Buffer).length;
  expect(received).toBe(length);
  const gone = await receive(url);
  expect([gone.status, JSON.parse(String(gone.bytes)).code]).toEqual([500, "run-damaged"]);
  expect((await receive(`${fixture.url}/archive`)).status).toBe(500);
});
