// The small files of a run: manifest, checkpoints, and the verification of the large ones.

import { appendFileSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  type Checkpoint,
  checkpointFile,
  checkpointLine,
  readCheckpoints,
  writeCheckpoints,
} from "../../src/storage/checkpoints.ts";
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

const owner = { job: "j", world: "w", modelVersion: "v" };

function checkpoint(index: number): Checkpoint {
  const place = { partition: `2026-01-0${index}/0`, offset: index * 10, bytes: 10, rows: 1 };
  return { dataset: "usage_logs", ...place, sha256: sha256(`${index}`) };
}

test("readCheckpoints() gives the lines in order up to the first that is torn or changed", async () => {
  const directory = temporaryDirectory();
  const file = path.join(directory, checkpointFile);
  expect(readCheckpoints(directory, owner)).toBeUndefined();
  await writeCheckpoints(directory, owner, []);
  expect(readCheckpoints(directory, owner)).toEqual([]);
  await writeCheckpoints(directory, owner, [checkpoint(1), checkpoint(2)]);
  const whole = readFileSync(file, "utf8");
  appendFileSync(file, checkpointLine(checkpoint(3)).slice(0, -20));
  expect(readCheckpoints(directory, owner)).toEqual([checkpoint(1), checkpoint(2)]);
  writeFileSync(file, `${whole.replace('"rows":1', '"rows":2')}${checkpointLine(checkpoint(3))}`);
  expect(readCheckpoints(directory, owner)).toEqual([]);
  writeFileSync(file, `${whole}${"\0".repeat(80)}\n${checkpointLine(checkpoint(3))}`);
  expect(readCheckpoints(directory, owner)).toEqual([checkpoint(1), checkpoint(2)]);
});

test("readCheckpoints() knows none of another job, world or model version, nor under a torn header", async () => {
  const directory = temporaryDirectory();
  await writeCheckpoints(directory, owner, [checkpoint(1)]);
  for (const other of [{ job: "k" }, { world: "x" }, { modelVersion: "u" }]) {
    expect(readCheckpoints(directory, { ...owner, ...other })).toBeUndefined();
  }
  const file = path.join(directory, checkpointFile);
  writeFileSync(file, readFileSync(file, "utf8").slice(1));
  expect(readCheckpoints(directory, owner)).toBeUndefined();
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
