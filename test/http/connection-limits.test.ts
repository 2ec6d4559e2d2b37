// Clients that are slow, silent or too many, over real sockets with short limits: who is cut, and who is not.

import { readdirSync, readlinkSync } from "node:fs";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContractClient } from "../app/contract-client.ts";
import { type FileRows, type Fixture, jobOf, openFixture, sha256, spec, writeRun } from "../app/fixture.ts";
import { parseAnswer } from "../app/raw-socket.ts";

/** Milliseconds. */
const limits = {
  headersTime: 500,
  requestTime: 800,
  sweepTime: 50,
  keepAliveTime: 400,
  idleTime: 1500,
  connections: 20,
};

/** About 24 MB, more than the buffers of two sockets take in on their own. */
const large: FileRows = {
  partitionRows: 100_000,
  rows: Array.from({ length: 300_000 }, (_, index) => {
    const key = String(index + 1).padStart(9, "0");
    return `C${key},Zoe,"Smith, Jr.",zoe.${index}@example.com,1980,CA,West,mobile,2025-06-01`;
  }),
};

let fixture: Fixture;
let digest: string;

beforeAll(async () => {
  fixture = await openFixture({ limits });
  const run = writeRun(path.join(fixture.directory, "run-large"), { customers: large });
  fixture.runs.current = run;
  digest = run.manifest.datasets[0]?.sha256 ?? "";
});
afterAll(() => fixture.close());

function open(): Socket {
  const { hostname, port } = new URL(fixture.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  return socket;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once("close", () => resolve()));
const get = (target: string): string => `GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`;

/** Writes a byte every 50 ms, and gives what came back by the end. */
async function trickle(text: string): Promise<string> {
  const socket = open();
  let received = "";
  socket.on("data", (chunk) => {
    received += String(chunk);
  });
  const ended = closed(socket);
  const timer = setInterval(() => socket.write("x"), 50);
  socket.write(text);
  await ended;
  clearInterval(timer);
  return received;
}

test.each([
  ["headers", "GET /jobs HTTP/1.1\r\nhost: x\r\na: "],
  ["a body", "POST /estimate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"],
])("a client that sends %s a byte at a time is answered 408 and cut", async (_, text) => {
  const { status, body } = parseAnswer(await trickle(text));
  expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([408, "request-timeout"]);
});

test("a connection on which nothing follows an answer is closed", async () => {
  const socket = open();
  const ended = closed(socket);
  socket.write(get("/healthz"));
  socket.resume();
  await ended;
});

/** How often this process holds the large file open. */
function descriptors(): number {
  return readdirSync("/proc/self/fd").filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).includes("run-large");
    } catch {
      return false; // closed while the directory was read
    }
  }).length;
}

async function connectionsOpen(): Promise<number> {
  return new Promise((resolve, reject) => {
    fixture.app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}

test.each(["/datasets/customers", "/datasets/customers?format=ndjson", "/archive"])(
  "a client that reads nothing of %s is cut, and the file is closed",
  async (target) => {
    const socket = open();
    socket.pause();
    socket.write(get(target));
    while (descriptors() === 0) await pause(10);
    while (descriptors() > 0 || (await connectionsOpen()) > 0) await pause(10);
    socket.destroy();
    expect([descriptors(), await connectionsOpen()]).toEqual([0, 0]);
  },
);

test("a follower that reads nothing of a job's events is cut, one that reads stays", async () => {
  const job = jobOf(spec, { state: "running", spec: { ...spec, seed: "x".repeat(100_000) } });
  fixture.jobs.jobs.set(job.id, job);
  const [reading, silent] = [open(), open()];
  silent.pause();
  reading.resume();
  let isReadingClosed = false;
  void closed(reading).then(() => {
    isReadingClosed = true;
  });
  for (const socket of [reading, silent]) socket.write(get(`/jobs/${job.id}/events`));
  while (fixture.jobs.openIterators < 2) await pause(5);
  while (fixture.jobs.openIterators === 2) {
    fixture.jobs.change(job.id, {});
    await pause(5);
  }
  expect([fixture.jobs.openIterators, isReadingClosed]).toEqual([1, false]);
  for (const socket of [reading, silent]) socket.destroy();
  while (fixture.jobs.openIterators > 0) await pause(5);
});

test("a slow reader who goes on reading gets every byte, though it takes longer than the limit", async () => {
  const socket = open();
  const began = performance.now();
  socket.write(get("/datasets/customers").replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));
  const chunks: Buffer[] = [];
  let taken = 0;
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    taken += chunk.length;
    if (taken < 400_000) return;
    taken = 0;
    socket.pause();
    setTimeout(() => socket.resume(), 60);
  });
  await closed(socket);
  const all = Buffer.concat(chunks);
  expect(sha256(all.subarray(all.indexOf("\r\n\r\n") + 4))).toBe(digest);
  expect(performance.now() - began).toBeGreaterThan(limits.idleTime);
});

test("a client that waits for a job is not cut while the service has nothing to send", async () => {
  const job = jobOf(spec, { state: "running" });
  fixture.jobs.jobs.set(job.id, job);
  const response = await fetch(`${fixture.url}/jobs/${job.id}`, { headers: { prefer: "wait=3" } });
  expect([response.status, response.headers.get("preference-applied")]).toEqual([200, "wait=3"]);
});

test("beyond the limit requests are answered 503 with Retry-After, but the watchers' are not", async () => {
  const client = await ContractClient.open(fixture.url);
  const holders = Array.from({ length: limits.connections }, open);
  while ((await connectionsOpen()) < limits.connections) await pause(5);
  const refused = await client.ask("/jobs");
  expect([refused.status, refused.json()["code"]]).toEqual([503, "too-many-connections"]);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect((await client.ask("/healthz")).status).toBe(200);
  for (const socket of holders) socket.destroy();
  while ((await connectionsOpen()) > 1) await pause(5);
  expect((await client.ask("/jobs")).status).toBe(200);
});
