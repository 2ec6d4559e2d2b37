// No byte of a damaged partition leaves: by its digest, by its length, and by changes while it is read.

import { appendFileSync, mkdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { expect, test, vi } from "vitest";
import { storedBody } from "../../src/http/stored-body.ts";
import { verifiedBytes, verifyFirst } from "../../src/http/verified-bytes.ts";
import type { DatasetEntry, PartitionEntry } from "../../src/storage/manifest.ts";
import { PartitionVerifier } from "../../src/storage/partition-verifier.ts";
import { sha256 } from "../app/fixture.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";

const chunk = 1024;
/** More than fits in memory at once, and then two small ones. */
const sizes = [9 * 2 ** 20, 5000, 3000];

interface Written {
  readonly file: string;
  readonly bytes: Buffer;
  readonly entry: DatasetEntry;
}

function written(partitionSizes = sizes): Written {
  const directory = temporaryDirectory();
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "plans.csv");
  const bytes = Buffer.alloc(
    partitionSizes.reduce((sum, size) => sum + size, 0),
    "0123456789,\n",
  );
  let offset = 0;
  const partitions = partitionSizes.map((size, index): PartitionEntry => {
    const part = bytes.subarray(offset, offset + size);
    offset += size;
    return { partition: `part-${index}`, offset: offset - size, bytes: size, rows: 1, sha256: sha256(part) };
  });
  writeFileSync(file, bytes);
  const digests = { sha256: sha256(bytes), digest: sha256(partitions.map((part) => part.sha256).join("")) };
  const size = { rows: 3, bytes: bytes.length, partitions };
  return { file, bytes, entry: { name: "plans", file: "plans.csv", ...size, ...digests, generatedAt: "", job: "" } };
}

function damage({ file, bytes }: Written, at: number): void {
  const damaged = Buffer.from(bytes);
  damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
  writeFileSync(file, damaged);
}

/** What arrives of the file as it is served, and why it ended. */
async function received(
  { file, entry }: Written,
  span = { start: 0, end: entry.bytes },
  verifier = new PartitionVerifier(),
): Promise<{ bytes: Buffer; error: unknown; handle: FileHandle }> {
  const handle = await open(file);
  const parts: Buffer[] = [];
  const body = storedBody({ file: handle, entry, verifier }, span);
  body.pipe(
    new Writable({
      write(part: Buffer, _encoding, done) {
        parts.push(Buffer.from(part));
        done();
      },
    }),
  );
  const error = await finished(body).catch((reason: unknown) => reason);
  return { bytes: Buffer.concat(parts), error, handle };
}

test("storedBody() gives the bytes of any span, and closes the file", async () => {
  const dataset = written();
  const [large = 0, middle = 0] = sizes;
  const spans = [
    [0, dataset.bytes.length],
    [0, 1],
    [large - 1, large + 1],
    [large + 10, large + middle],
    [dataset.bytes.length - 1, dataset.bytes.length],
    [5, 5],
  ] as const;
  for (const [start, end] of spans) {
    const { bytes, error, handle } = await received(dataset, { start, end });
    expect(error).toBeUndefined();
    expect(bytes.equals(dataset.bytes.subarray(start, end)), `${start}-${end}`).toBe(true);
    expect(handle.fd).toBe(-1);
  }
});

test("empty partitions change nothing: what follows them is given as it is, and found when it is damaged", async () => {
  const dataset = written([0, 300, 0, 0, 200, 0]);
  const verifier = new PartitionVerifier();
  for (const [start, end] of [
    [0, 500],
    [0, 500],
    [300, 500],
    [299, 301],
  ] as const) {
    const { bytes, error } = await received(dataset, { start, end }, verifier);
    expect([bytes.toString(), error]).toEqual([dataset.bytes.subarray(start, end).toString(), undefined]);
  }
  // Not even when the empty ones have been verified first.
  damage(dataset, 310);
  const handle = await open(dataset.file);
  const opened = { file: handle, entry: dataset.entry };
  for (const index of [0, 2, 3, 5]) await verifier.verify(opened, dataset.entry.partitions[index]!);
  await expect(verifier.verify(opened, dataset.entry.partitions[4]!)).rejects.toMatchObject({ code: "run-damaged" });
  await handle.close();
});

test.each([0, 1, 2])(
  "a flipped bit in partition %d ends the stream before its first byte, and names it",
  async (index) => {
    const dataset = written();
    const { offset, partition, bytes: size } = dataset.entry.partitions[index]!;
    damage(dataset, offset + size - 1);
    const { bytes, error, handle } = await received(dataset);
    expect(bytes.equals(dataset.bytes.subarray(0, offset))).toBe(true);
    expect(error).toMatchObject({
      code: "run-damaged",
      dataset: "plans",
      partition: { partition, offset },
      message: expect.stringMatching(
        `^plans.csv is damaged in its partition ${partition} .*its SHA-256 is [0-9a-f]{64}, and`,
      ),
    });
    expect(handle.fd).toBe(-1);
  },
);

test("a range is refused for damage anywhere in its partitions, and served where the damage lies in others", async () => {
  const dataset = written();
  const { offset } = dataset.entry.partitions[1]!;
  damage(dataset, offset);
  const inside = await received(dataset, { start: offset + 4000, end: offset + 4001 });
  expect([inside.bytes.length, inside.error]).toEqual([0, expect.objectContaining({ code: "run-damaged" })]);
  const outside = await received(dataset, { start: offset + 5000, end: offset + 5001 });
  expect([outside.bytes.length, outside.error]).toEqual([1, undefined]);
});

test("a file that is shorter ends the stream where it ends, and one that is changed while it is sent before that is complete", async () => {
  const short = written();
  truncateSync(short.file, short.bytes.length - 1);
  expect((await received(short)).error).toMatchObject({ message: expect.stringContaining("the file ends before") });
  const dataset = written([5000]);
  const handle = await open(dataset.file);
  const body = verifiedBytes(
    { file: handle, entry: dataset.entry, verifier: new PartitionVerifier() },
    { start: 0, end: 5000 },
    chunk,
  );
  let arrived = 0;
  const reading = (async () => {
    for await (const part of body) {
      if (arrived === 0) appendFileSync(dataset.file, "more");
      arrived += (part as Buffer).length;
    }
  })();
  await expect(reading).rejects.toMatchObject({ message: expect.stringContaining("changed while it was sent") });
  expect(arrived).toBeLessThan(5000);
});

test("a partition is read once for all who ask until the file changes, also when its old time is set again", async () => {
  const dataset = written([5000]);
  const verifier = new PartitionVerifier();
  const hour = new Date("2026-01-01T01:00:00Z");
  utimesSync(dataset.file, hour, hour);
  const all = await Promise.all([1, 2, 3, 4, 5].map(() => received(dataset, undefined, verifier)));
  expect(all.map(({ error }) => error)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  damage(dataset, 77);
  utimesSync(dataset.file, hour, hour);
  expect((await received(dataset, undefined, verifier)).error).toMatchObject({ code: "run-damaged" });
  writeFileSync(dataset.file, readFileSync(dataset.file).fill("0123456789,\n"));
  expect((await received(dataset, undefined, verifier)).error).toBeUndefined();
});

test("what is in memory is not read again, and not sent once the file is another", async () => {
  const dataset = written([5000, 3000]);
  const verifier = new PartitionVerifier();
  await received(dataset, undefined, verifier);
  const handle = await open(dataset.file);
  const read = vi.spyOn(handle, "read");
  const again = storedBody({ file: handle, entry: dataset.entry, verifier }, { start: 100, end: 8000 });
  expect(Buffer.concat(await again.toArray()).equals(dataset.bytes.subarray(100))).toBe(true);
  expect(read).not.toHaveBeenCalled();
  damage(dataset, 77);
  const { bytes, error } = await received(dataset, undefined, verifier);
  expect([bytes.length, error]).toEqual([0, expect.objectContaining({ code: "run-damaged" })]);
});

test("who waits for another's reading reads for itself when that one gives up", async () => {
  const dataset = written();
  const verifier = new PartitionVerifier();
  const first = await open(dataset.file);
  const given = verifier.verify({ file: first, entry: dataset.entry }, dataset.entry.partitions[0]!);
  const waiting = received(dataset, { start: 0, end: 10 }, verifier);
  const refused = expect(given).rejects.toThrow();
  await first.close();
  await refused;
  expect((await waiting).error).toBeUndefined();
});

test("verifyFirst() throws for damage in the first partition of the span, and for no other", async () => {
  const dataset = written();
  const { offset } = dataset.entry.partitions[1]!;
  damage(dataset, offset);
  const opened = { file: await open(dataset.file), entry: dataset.entry, verifier: new PartitionVerifier() };
  await verifyFirst(opened, { start: 0, end: dataset.entry.bytes });
  await verifyFirst(opened, { start: offset, end: offset });
  await expect(verifyFirst(opened, { start: offset + 1, end: offset + 2 })).rejects.toMatchObject({
    code: "run-damaged",
  });
  await opened.file.close();
});
