// Memory that is lent to a download and then to another never mixes the two up, over real sockets.

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storedBody } from "../../src/http/stored-body.ts";
import type { VerifiedDataset } from "../../src/http/verified-bytes.ts";
import type { DatasetEntry } from "../../src/storage/manifest.ts";
import { PartitionVerifier } from "../../src/storage/partition-verifier.ts";
import { sha256 } from "../app/fixture.ts";

/** Far more than the kernel keeps for a connection; and chunks of it begin and end anywhere. */
const bytes = randomBytes(24 * 2 ** 20 + 12_345);
const verifier = new PartitionVerifier();
const handles: FileHandle[] = [];
let directory: string;
let entry: DatasetEntry;
let file: string;
let server: http.Server;
let url: string;

async function opened(): Promise<VerifiedDataset> {
  const handle = await open(file);
  handles.push(handle);
  return { file: handle, entry, verifier };
}

/** `?start=` is where the answer begins in the file. */
beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-stored-"));
  file = path.join(directory, "usage_logs.csv");
  writeFileSync(file, bytes);
  const partitions = Array.from({ length: Math.ceil(bytes.length / 1_500_000) }, (_, index) => {
    const part = bytes.subarray(index * 1_500_000, (index + 1) * 1_500_000);
    return { partition: String(index), offset: index * 1_500_000, bytes: part.length, rows: 1, sha256: sha256(part) };
  });
  const described = { name: "usage_logs", file: "usage_logs.csv", sha256: "", generatedAt: "", job: "" } as const;
  entry = { ...described, digest: sha256(bytes), rows: 1, bytes: bytes.length, partitions };
  server = http.createServer((request, response) => {
    const start = Number(new URL(request.url ?? "", "http://x").searchParams.get("start"));
    response.setHeader("content-length", bytes.length - start);
    void opened().then((dataset) => {
      const body = storedBody(dataset, { start, end: bytes.length });
      response.once("close", () => body.destroy());
      body.pipe(response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

/** What a client gets that rests now and then, or goes away after `most` bytes. */
function read(start: number, rest: number, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    http
      .get(`${url}?start=${start}`, { agent: false }, (response) => {
        response.on("data", (part: Buffer) => {
          parts.push(part);
          length += part.length;
          if (length >= most) {
            response.destroy();
            resolve(Buffer.concat(parts));
          } else if (rest > 0 && parts.length % 64 === 0) {
            response.pause();
            setTimeout(() => response.resume(), rest);
          }
        });
        response.once("end", () => resolve(Buffer.concat(parts)));
        response.once("error", reject);
      })
      .once("error", reject);
  });
}

/** How many bytes came, to a process of its own. */
async function readElsewhere(): Promise<number> {
  const { stdout } = await promisify(execFile)("curl", ["-sf", "-o", "/dev/null", "-w", "%{size_download}", url]);
  return Number(stdout);
}

const allClosed = (): boolean => handles.every(({ fd }) => fd === -1);

test("every one of many clients, fast, slow or gone in the middle, gets its own bytes, and all files are closed", async () => {
  const clients = Array.from({ length: 12 }, (_, client) => ({
    start: client * 100_001,
    rest: (client % 3) * 10,
    most: client % 4 === 3 ? 3_000_000 : undefined,
  }));
  const answers = await Promise.all(
    clients.map(async ({ start, rest, most }) => {
      const answer = await read(start, rest, most);
      return (
        answer.equals(bytes.subarray(start, start + answer.length)) && (most ?? bytes.length - start) <= answer.length
      );
    }),
  );
  expect(answers).toEqual(clients.map(() => true));
  await expect.poll(allClosed).toBe(true);
});

test("one download after another takes no new memory", async () => {
  await read(0, 0);
  const before = process.memoryUsage().arrayBuffers;
  const most: number[] = [];
  const watch = setInterval(() => most.push(process.memoryUsage().arrayBuffers - before), 5);
  // Read by another process, so that what it reads is not counted here.
  for (let download = 0; download < 3; download++) expect(await readElsewhere()).toBe(bytes.length);
  clearInterval(watch);
  expect(Math.max(...most)).toBeLessThan(4 * 2 ** 20);
});

test("who iterates over it gets copies that stay what they are", async () => {
  const parts: Buffer[] = [];
  for await (const part of storedBody(await opened(), { start: 7, end: bytes.length })) parts.push(part as Buffer);
  expect(Buffer.concat(parts).equals(bytes.subarray(7))).toBe(true);
  await expect.poll(allClosed).toBe(true);
});

test("a body that nobody reads closes its file when it is destroyed", async () => {
  const body = storedBody(await opened(), { start: 0, end: bytes.length });
  body.destroy();
  await expect.poll(allClosed).toBe(true);
});
