// Downloads under trouble: clients that leave, do not read, or read while another run is published.

import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import http from "node:http";
import { connect } from "node:net";
import path from "node:path";
import v8 from "node:v8";
import vm from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Run } from "../../src/storage/run.ts";
import { type FileRows, type Fixture, jobOf, openFixture, samples, sha256, spec, writeRun } from "./fixture.ts";

/** About 16 MiB, more than sockets take in on their own. */
const large: FileRows = {
  partitionRows: 50_000,
  rows: Array.from({ length: 220_000 }, (_, index) => {
    const key = String(index + 1).padStart(9, "0");
    return `C${key},Zoe,"Smith, Jr.",zoe.${index}@example.com,1980,CA,West,mobile,2025-06-01`;
  }),
};

let fixture: Fixture;
let run: Run;
let file: string;

beforeAll(async () => {
  fixture = await openFixture();
  run = writeRun(path.join(fixture.directory, "run-large"), { customers: large });
  fixture.runs.current = run;
  file = path.join(run.directory, "customers.csv");
});
afterAll(() => fixture.close());

/** How often this process holds the file open. */
function openDescriptors(): number {
  return readdirSync("/proc/self/fd").filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(file);
    } catch {
      return false; // closed while the directory was read
    }
  }).length;
}

async function descriptorsClosed(): Promise<void> {
  while (openDescriptors() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** An answer of which nothing has been read. */
function begin(route: string, headers: Record<string, string> = {}): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.get(`${fixture.url}${route}`, { headers, agent: false }, resolve).on("error", reject);
  });
}

async function readAll(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test.each([
  ["/datasets/customers", {}],
  ["/datasets/customers", { "accept-encoding": "gzip" }],
  ["/datasets/customers?format=ndjson", {}],
  ["/datasets/customers?offset=10", {}],
  ["/archive", {}],
])("a client that leaves %s closes the file", async (route, headers: Record<string, string>) => {
  const response = await begin(route, headers);
  await new Promise((resolve) => response.once("readable", resolve));
  expect(openDescriptors()).toBeGreaterThan(0);
  response.destroy();
  await descriptorsClosed();
  expect(openDescriptors()).toBe(0);
});

test.each(["/datasets/customers", "/datasets/customers?format=ndjson", "/archive"])(
  "%s asked for behind an answer that still waits is begun after it, and not at all once the client has left",
  async (route) => {
    const job = jobOf(spec, { state: "running" });
    fixture.jobs.jobs.set(job.id, job);
    const asked = `GET /jobs/${job.id} HTTP/1.1\r\nhost: x\r\nprefer: wait=60\r\n\r\nGET ${route} HTTP/1.1\r\nhost: x\r\n\r\n`;
    for (const leaves of [true, false]) {
      const { hostname, port } = new URL(fixture.url);
      const socket = connect(Number(port), hostname, () => socket.write(asked));
      // Time enough for both to be read, and for the second to open its files if it did.
      await once(fixture.app.server, "request");
      for (let round = 0; round < 5; round++) await fetch(`${fixture.url}/healthz`);
      if (leaves) {
        socket.destroy();
        await expect.poll(openDescriptors).toBe(0);
        continue;
      }
      expect(openDescriptors()).toBe(0);
      fixture.jobs.change(job.id, { state: "succeeded" });
      let received = "";
      socket.on("data", (chunk) => {
        received += chunk.toString("latin1");
      });
      await expect.poll(() => received.match(/HTTP\/1\.1 200 OK/g)?.length).toBe(2);
      expect(openDescriptors()).toBeGreaterThan(0);
      socket.destroy();
      await descriptorsClosed();
    }
  },
);

test("answers without a body close the file too", async () => {
  const { digest, bytes } = run.manifest.datasets[0]!;
  await readAll(await begin("/datasets/customers", { "if-none-match": `"${digest}"` }));
  await readAll(await begin("/datasets/customers", { range: `bytes=${bytes}-` }));
  await fetch(`${fixture.url}/datasets/customers`, { method: "HEAD" });
  await readAll(await begin("/datasets/customers?offset=300000"));
  await descriptorsClosed();
  expect(openDescriptors()).toBe(0);
});

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

/** Bytes that are really held, in megabytes. */
function heldMegabytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

test("twenty clients that do not read hold little memory and hold up nobody", async () => {
  const before = heldMegabytes();
  const routes = [
    "/datasets/customers",
    "/datasets/customers?format=ndjson",
    "/archive",
    "/datasets/customers?offset=1",
  ];
  const idle = await Promise.all(Array.from({ length: 20 }, (_, index) => begin(routes[index % routes.length]!)));
  let bytes = 0;
  for await (const chunk of await begin("/datasets/customers")) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(run.manifest.datasets[0]!.bytes);
  // A client and its server together hold a few chunks; the files add up to 20 times 16 MiB and more.
  expect(heldMegabytes() - before).toBeLessThan(60);
  for (const response of idle) response.destroy();
  await descriptorsClosed();
});

test("a download that began before a publication ends with the bytes it began with", async () => {
  const expected = sha256(readFileSync(file));
  const response = await begin("/datasets/customers");
  fixture.runs.current = writeRun(path.join(fixture.directory, "run-next"), samples, { ...spec, seed: "next" });
  rmSync(run.directory, { recursive: true });
  expect(sha256(await readAll(response))).toBe(expected);
  const next = await begin("/datasets/customers");
  expect(sha256(await readAll(next))).not.toBe(expected);
  await descriptorsClosed();
});
