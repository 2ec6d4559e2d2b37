// The small files of a run: manifest, checkpoints, and the verification of the large ones.

import { appendFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type Checkpoint, checkpointFile, openCheckpoints, readCheckpoints } from "../../src/storage/checkpoints.ts";
import { FileVerifier } from "../../src/storage/file-verifier.ts";
import { readManifest, writeDurably } from "../../src/storage/manifest-file.ts";
import { storageError } from "../../src/storage/storage-error.ts";
import { sha256 } from "./samples.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

test("writeDurably() leaves the whole file and no temporary one", async () => {
  const directory = temporaryDirectory();
  const file = path.join(directory, "manifest.json");
  await writeDurably(file, '{"format":1,"run":"a"}');
  await writeDurably(file, '{"format":1,"run":"b"}');
  expect(readdirSync(directory)).toEqual(["manifest.json"]);
  expect(readManifest(directory)?.run).toBe("b");
});

test("readManifest() is undefined without one, and refuses another format", () => {
  const directory = temporaryDirectory();
  expect(readManifest(directory)).toBeUndefined();
  writeFileSync(path.join(directory, "manifest.json"), '{"format":2}');
  expect(() => readManifest(directory)).toThrow(expect.objectContaining({ code: "run-damaged" }));
});

test("readCheckpoints() gives the lines in order, over several openings, and leaves out one that was cut off", () => {
  const directory = temporaryDirectory();
  expect(readCheckpoints(directory)).toEqual([]);
  const checkpoint = (index: number): Checkpoint => ({
    dataset: "usage_logs",
    partition: `2026-01-0${index}/0`,
    offset: index * 10,
    bytes: 10,
    rows: 1,
    sha256: sha256(`${index}`),
  });
  for (const index of [1, 2]) {
    const writer = openCheckpoints(directory);
    writer.append(checkpoint(index));
    writer.close();
  }
  appendFileSync(path.join(directory, checkpointFile), '{"dataset":"usage_lo');
  expect(readCheckpoints(directory)).toEqual([checkpoint(1), checkpoint(2)]);
});

test("verify() sees a missing file, another size, another byte, and a byte restored", async () => {
  const file = path.join(temporaryDirectory(), "plans.csv");
  const expected = { bytes: 4, sha256: sha256("abcd") };
  const verifier = new FileVerifier();
  expect(await verifier.verify(file, expected)).toBe(false);
  writeFileSync(file, "abcd");
  expect(await verifier.verify(file, expected)).toBe(true);
  const hour = new Date("2026-01-01T01:00:00Z");
  writeFileSync(file, "abcX");
  utimesSync(file, hour, hour);
  expect(await verifier.verify(file, expected)).toBe(false);
  writeFileSync(file, "abcde");
  expect(await verifier.verify(file, expected)).toBe(false);
  writeFileSync(file, "abcd");
  expect(await verifier.verify(file, expected)).toBe(true);
});

test("trust() spares a file the reading until it changes", async () => {
  const file = path.join(temporaryDirectory(), "plans.csv");
  writeFileSync(file, "abcd");
  const verifier = new FileVerifier();
  // A digest that is not the file's shows that the file was not read.
  const told = { bytes: 4, sha256: sha256("else") };
  await verifier.trust(file, told);
  expect(await verifier.verify(file, told)).toBe(true);
  const hour = new Date("2026-01-01T02:00:00Z");
  utimesSync(file, hour, hour);
  expect(await verifier.verify(file, told)).toBe(false);
});

test("storageError() codes what the system throws and passes the rest on", () => {
  const system = (code: string): Error => Object.assign(new Error(`${code}: no`), { code });
  expect(storageError(system("EROFS"), "write")).toMatchObject({ code: "data-directory-unwritable" });
  expect(storageError(system("ENOSPC"), "write plans.csv")).toMatchObject({
    code: "disk-full",
    message: "Could not write plans.csv: ENOSPC: no.",
  });
  expect(storageError(system("EIO"), "read plans.csv")).toMatchObject({
    code: "storage-failed",
    message: "Could not read plans.csv: EIO: no.",
  });
  expect(storageError(system("SQLITE_FULL"), "write")).toMatchObject({ code: "disk-full" });
  const other = new RangeError("no");
  expect(storageError(other, "write")).toBe(other);
});
