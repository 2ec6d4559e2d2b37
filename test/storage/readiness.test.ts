// What watchers are told of the data directory, and how often it is written for that: on a real directory.

import { renameSync, statSync, utimesSync } from "node:fs";
import { expect, test } from "vitest";
import { createDirectories, dataDirectory } from "../../src/storage/data-directory.ts";
import { readiness } from "../../src/storage/readiness.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A directory whose time of change tells of a probe, and the question to it on a clock that the test sets. */
function watched() {
  const directory = dataDirectory(temporaryDirectory());
  createDirectories(directory);
  const clock = { now: 5 };
  const ask = readiness(directory.root, () => clock.now);
  /** Whether there was a probe since this was asked last. */
  const wasProbed = (): boolean => {
    const changed = statSync(directory.runs).mtimeMs;
    utimesSync(directory.runs, 1, 1);
    return changed !== 1000;
  };
  wasProbed();
  return { directory, clock, ask, wasProbed };
}

test("readiness() writes once for all who ask within a second, and anew for the first one after it", async () => {
  const { clock, ask, wasProbed } = watched();
  expect(wasProbed()).toBe(false);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([true, true, true]);
  expect(wasProbed()).toBe(true);
  clock.now += 999;
  for (let asked = 0; asked < 1000; asked++) expect(await ask()).toBe(true);
  expect(wasProbed()).toBe(false);
  clock.now += 1;
  expect(await ask()).toBe(true);
  expect(wasProbed()).toBe(true);
});

test("readiness() tells of a directory that goes, and of one that comes back, a second later", async () => {
  const { directory, clock, ask } = watched();
  expect(await ask()).toBe(true);
  renameSync(directory.runs, `${directory.runs}-away`);
  expect(await ask()).toBe(true);
  clock.now += 1000;
  expect(await ask()).toBe(false);
  renameSync(`${directory.runs}-away`, directory.runs);
  expect(await ask()).toBe(false);
  clock.now += 1000;
  expect(await ask()).toBe(true);
});
