// The data directory: made, tidied after crashes, and refused when nothing can be written in it.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  createDirectories,
  type DataDirectory,
  dataDirectory,
  freeBytes,
  isWritable,
  repairInProgress,
  tidyDirectories,
} from "../../src/storage/data-directory.ts";
import { RunStore } from "../../src/storage/run-store.ts";
import { completeRun, jobB } from "./samples.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { withoutWriteAccess } from "./unprivileged.ts";

function newDirectory(): DataDirectory {
  const directory = dataDirectory(path.join(temporaryDirectory(), "data"));
  createDirectories(directory);
  return directory;
}

test("tidyDirectories() removes runs without a manifest and links that were never renamed, and keeps the rest", async () => {
  const directory = newDirectory();
  const runs = new RunStore(directory);
  const complete = await completeRun(runs);
  runs.publish(complete);
  const crashed = runs.begin(jobB, 3).run;
  writeFileSync(path.join(runs.pathOf(crashed), "customers.csv"), "half");
  mkdirSync(path.join(directory.runs, "my-own-files"));
  symlinkSync(path.join("runs", crashed), path.join(directory.root, "raw.123.link"));
  expect(tidyDirectories(directory)).toEqual({ moved: [], removed: ["raw.123.link", path.join("runs", crashed)] });
  expect(readdirSync(directory.runs).sort()).toEqual([complete, "my-own-files"].sort());
  expect(runs.published()?.manifest.run).toBe(complete);
  expect(tidyDirectories(directory)).toEqual({ moved: [], removed: [] });
});

test("tidyDirectories() removes the copy of a file whose repair a crash has ended, and nothing else of the run", async () => {
  const directory = newDirectory();
  const runs = new RunStore(directory);
  const complete = await completeRun(runs);
  const before = readdirSync(runs.pathOf(complete));
  writeFileSync(repairInProgress(path.join(runs.pathOf(complete), "customers.csv")), "half");
  const removed = [path.join("runs", complete, "customers.csv.repair")];
  expect(tidyDirectories(directory)).toEqual({ moved: [], removed });
  expect(readdirSync(runs.pathOf(complete))).toEqual(before);
});

test("tidyDirectories() moves a real directory found at raw into runs, file for file", () => {
  const directory = newDirectory();
  mkdirSync(path.join(directory.runs, "found-1"));
  mkdirSync(directory.raw);
  writeFileSync(path.join(directory.raw, "customers.csv"), "mine");
  expect(tidyDirectories(directory).moved).toEqual([path.join("runs", "found-2")]);
  expect(readFileSync(path.join(directory.runs, "found-2", "customers.csv"), "utf8")).toBe("mine");
  expect(existsSync(directory.raw)).toBe(false);
  expect(tidyDirectories(directory).removed).toEqual([]);
  expect(existsSync(path.join(directory.runs, "found-2"))).toBe(true);
});

test("isWritable() is true for the owner and false for one who may only read", async () => {
  const directory = newDirectory();
  expect(await isWritable(directory.root)).toBe(true);
  expect(await Promise.all([1, 2, 3, 4].map(() => isWritable(directory.root)))).toEqual([true, true, true, true]);
  chmodSync(path.dirname(directory.root), 0o755);
  await withoutWriteAccess(directory.runs, async () => {
    expect(await isWritable(directory.root)).toBe(false);
    expect(() => createDirectories(directory)).toThrow(expect.objectContaining({ code: "data-directory-unwritable" }));
  });
  expect(readdirSync(directory.runs)).toEqual([]);
});

test("isWritable() is false for a directory that is gone", async () => {
  expect(await isWritable(path.join(temporaryDirectory(), "nowhere"))).toBe(false);
});

test("freeBytes() is what the file system has left", () => {
  const directory = temporaryDirectory();
  const [, blocks] = execFileSync("df", ["--output=avail", "-B1", directory], { encoding: "utf8" }).split("\n");
  expect(Math.abs(freeBytes(directory) - Number(blocks))).toBeLessThan(2 ** 30);
});
