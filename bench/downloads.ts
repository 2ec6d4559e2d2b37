// What verifying costs a download: curl reads 256 MiB over loopback from a plain read stream, from the verified one the first
// time, and from it again, in turn; medians of MB/s and ratios. `npx tsx bench/downloads.ts`

import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { storedBody } from "../src/http/stored-body.ts";
import type { DatasetEntry, PartitionEntry } from "../src/storage/manifest.ts";
import { PartitionVerifier } from "../src/storage/partition-verifier.ts";

const rounds = 7;
/** A day's sessions of 65,536 customers. */
const partitionBytes = 1.5 * 2 ** 20;
const bytes = 256 * 2 ** 20;
const chunk = 128 * 1024;

const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-bench-"));
const file = path.join(directory, "usage_logs.csv");
const content = randomBytes(bytes);
writeFileSync(file, content);
const sha256 = (part: Uint8Array): string => createHash("sha256").update(part).digest("hex");
const partitions: PartitionEntry[] = [];
for (let offset = 0; offset < bytes; offset += partitionBytes) {
  const part = content.subarray(offset, offset + partitionBytes);
  partitions.push({ partition: String(offset), offset, bytes: part.length, rows: 1, sha256: sha256(part) });
}
const size = { rows: partitions.length, bytes, partitions };
const described = { file: "usage_logs.csv", sha256: "", digest: "", generatedAt: "", job: "" };
const entry: DatasetEntry = { name: "usage_logs", ...described, ...size };

let verifier = new PartitionVerifier();
async function bodyOf(url: string | undefined): Promise<Readable> {
  if (url === "/plain") return createReadStream(file, { highWaterMark: chunk });
  return storedBody({ file: await open(file), entry, verifier }, { start: 0, end: bytes });
}

const server = http.createServer((request, response) => {
  response.setHeader("content-length", bytes);
  void bodyOf(request.url).then((body) => body.pipe(response));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
const port = typeof address === "object" ? address?.port : undefined;

const ways: Record<string, number[]> = { plain: [], "verified first": [], "verified again": [] };
for (let round = 0; round < rounds; round++) {
  verifier = new PartitionVerifier();
  for (const [way, speeds] of Object.entries(ways)) {
    const url = `http://127.0.0.1:${port}/${way === "plain" ? "plain" : "verified"}`;
    const { stdout } = await promisify(execFile)("curl", ["-sf", "-o", "/dev/null", "-w", "%{speed_download}", url]);
    speeds.push(Number(stdout) / 2 ** 20);
  }
}
server.close();
rmSync(directory, { recursive: true });
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
const plain = median(ways["plain"] ?? []);
for (const [way, speeds] of Object.entries(ways)) {
  console.log(`${way}: ${median(speeds).toFixed(0)} MB/s, ${(median(speeds) / plain).toFixed(2)} of plain`);
}
