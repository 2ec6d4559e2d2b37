// Ranges, conditional requests and HEAD of the stored files.

import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

const stored = (name: string): Buffer => readFileSync(path.join(fixture.runs.current!.directory, `${name}.csv`));
const entryOf = (name: string) => fixture.runs.current!.manifest.datasets.find((entry) => entry.name === name)!;

test("HEAD /datasets/{name} answers as GET does, without the bytes", async () => {
  for (const headers of [{}, { accept: "application/x-ndjson" }, { "accept-encoding": "gzip" }]) {
    const get = await client.ask("/datasets/customers", { headers });
    const head = await client.ask("/datasets/customers", { method: "HEAD", headers });
    expect(head.body.length).toBe(0);
    expect(head.status).toBe(get.status);
    for (const name of ["date", "x-request-id", "transfer-encoding"]) {
      delete get.headers[name];
      delete head.headers[name];
    }
    expect(head.headers).toEqual(get.headers);
  }
});

test("HEAD /datasets/{name} takes no notice of Range, which means something to GET alone", async () => {
  const size = String(stored("customers").length);
  for (const range of ["bytes=0-9", `bytes=${size}-`, "bytes=-0"]) {
    const { status, headers } = await client.ask("/datasets/customers", { method: "HEAD", headers: { range } });
    expect([status, headers["content-length"], headers["content-range"]], range).toEqual([200, size, undefined]);
  }
});

test("If-None-Match and If-Modified-Since answer 304 while the file is current", async () => {
  const { digest } = entryOf("plans");
  const status = async (headers: Record<string, string>) => (await client.ask("/datasets/plans", { headers })).status;
  expect(await status({ "if-none-match": `"${digest}"` })).toBe(304);
  expect(await status({ "if-none-match": `"other", W/"${digest}"` })).toBe(304);
  expect(await status({ "if-none-match": "*" })).toBe(304);
  expect(await status({ "if-none-match": '"other"' })).toBe(200);
  expect(await status({ "if-modified-since": "Thu, 01 Jan 2026 09:00:04 GMT" })).toBe(304);
  expect(await status({ "if-modified-since": "Thu, 01 Jan 2026 09:00:03 GMT" })).toBe(200);
  expect(await status({ "if-none-match": '"other"', "if-modified-since": "Fri, 02 Jan 2026 00:00:00 GMT" })).toBe(200);
});

test("Range serves one range of bytes, from the front, the middle or the end", async () => {
  const bytes = stored("customers");
  const size = bytes.length;
  const ranges: [string, number, number][] = [
    ["bytes=0-0", 0, 0],
    ["bytes=100-199", 100, 199],
    [`bytes=${size - 5}-`, size - 5, size - 1],
    ["bytes=-7", size - 7, size - 1],
    [`bytes=-${size + 100}`, 0, size - 1],
    [`bytes=10-${size + 100}`, 10, size - 1],
  ];
  for (const [range, start, end] of ranges) {
    const { status, headers, body } = await client.ask("/datasets/customers", { headers: { range } });
    expect(status, range).toBe(206);
    expect(headers["content-range"]).toBe(`bytes ${start}-${end}/${size}`);
    expect(body.equals(bytes.subarray(start, end + 1)), range).toBe(true);
  }
});

test("Range outside the file answers 416; several ranges and unreadable ones serve the whole file", async () => {
  const size = stored("customers").length;
  for (const range of [`bytes=${size}-`, "bytes=-0", `bytes=${size + 5}-${size + 9}`]) {
    const { status, headers, json } = await client.ask("/datasets/customers", { headers: { range } });
    expect(status, range).toBe(416);
    expect(headers["content-range"]).toBe(`bytes */${size}`);
    expect(json()["code"]).toBe("range-not-satisfiable");
    expect(headers["content-type"]).toContain("application/problem+json");
  }
  for (const range of ["bytes=0-1,5-6", "bytes=9-3", "bytes=a-b", "rows=0-5", "bytes=-"]) {
    const { status, body } = await client.ask("/datasets/customers", { headers: { range } });
    expect(status, range).toBe(200);
    expect(body.length).toBe(size);
  }
});

test("If-Range serves the range only when it names these very bytes", async () => {
  const { digest } = entryOf("customers");
  const status = async (ifRange: string) =>
    (await client.ask("/datasets/customers", { headers: { range: "bytes=0-9", "if-range": ifRange } })).status;
  expect(await status(`"${digest}"`)).toBe(206);
  expect(await status("Thu, 01 Jan 2026 09:00:04 GMT")).toBe(206);
  expect(await status(`W/"${digest}"`)).toBe(200);
  expect(await status('"other"')).toBe(200);
  expect(await status("Thu, 01 Jan 2026 09:00:05 GMT")).toBe(200);
  expect(await status("yesterday")).toBe(200);
});

test("a Range request is answered without gzip", async () => {
  const headers = { range: "bytes=0-9", "accept-encoding": "gzip" };
  const answer = await client.ask("/datasets/customers", { headers });
  expect(answer.status).toBe(206);
  expect(answer.headers["content-encoding"]).toBeUndefined();
});
