// The job store on a real database: records come back after a restart, in order and page by page.

import { existsSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { dataDirectory } from "../../src/storage/data-directory.ts";
import { JobStore } from "../../src/storage/job-store.ts";
import { sampleRecord } from "./samples.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

function newStore(root = temporaryDirectory()): JobStore {
  const store = new JobStore(dataDirectory(root));
  onTestFinished(() => store.close());
  return store;
}

const idOf = (number: number): string => String(number).padStart(32, "0");

test("get() gives a record back after the database was closed and opened again", () => {
  const root = temporaryDirectory();
  const first = new JobStore(dataDirectory(root));
  const record = sampleRecord({ state: "succeeded", run: "r", requests: 3 });
  first.put(record);
  first.close();
  const store = newStore(root);
  expect(store.get(record.id)).toEqual(record);
  expect(store.get(idOf(9))).toBeUndefined();
});

test("put() replaces the record of the same job", () => {
  const store = newStore();
  store.put(sampleRecord());
  store.put(sampleRecord({ sequence: store.nextSequence(), state: "running" }));
  expect(store.page({ limit: 10 }).records).toEqual([sampleRecord({ sequence: 2, state: "running" })]);
  expect(store.nextSequence()).toBe(3);
});

test("what was read or written is given out again as it was, and never after it was replaced", () => {
  const root = temporaryDirectory();
  const first = new JobStore(dataDirectory(root));
  for (let number = 1; number <= 1500; number++) {
    first.put(sampleRecord({ id: idOf(number), sequence: number, state: "succeeded" }));
  }
  first.close();
  const store = newStore(root);
  const read = store.get(idOf(1));
  expect(store.get(idOf(1))).toBe(read);
  const replaced = sampleRecord({ id: idOf(1), sequence: 1, state: "failed" });
  store.keep(replaced);
  expect(store.get(idOf(1))).toEqual(replaced);
  expect(store.page({ limit: 1, before: 2 }).records).toEqual([replaced]);
  // More than are kept in memory.
  for (let number = 1500; number >= 1; number--) expect(store.get(idOf(number))?.sequence).toBe(number);
});

test("page() goes through the jobs newest first, without gap or repetition, also by state", () => {
  const store = newStore();
  for (let number = 1; number <= 7; number++) {
    const state = number % 2 === 0 ? "failed" : "succeeded";
    store.put(sampleRecord({ id: idOf(number), sequence: store.nextSequence(), state }));
  }
  const numbers: number[] = [];
  let before: number | undefined;
  do {
    const { records, next } = store.page({ limit: 3, ...(before === undefined ? {} : { before }) });
    numbers.push(...records.map((record) => Number(record.id)));
    before = next ?? undefined;
  } while (before !== undefined);
  expect(numbers).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(store.page({ limit: 7 }).next).toBeNull();
  expect(store.page({ limit: 2, state: "failed" }).records.map((record) => Number(record.id))).toEqual([6, 4]);
});

test("inState() gives the queue in the order in which it was filled", () => {
  const store = newStore();
  for (const number of [3, 1, 2]) store.put(sampleRecord({ id: idOf(number), sequence: store.nextSequence() }));
  expect(store.inState("queued").map((record) => Number(record.id))).toEqual([3, 1, 2]);
  expect(store.inState("running")).toEqual([]);
});

test("keep() holds in memory what the store refuses for whatever reason, tells once, and writes what comes after it", () => {
  const root = temporaryDirectory();
  const told: unknown[] = [];
  const watcher = { onHeld: (error: unknown) => told.push(error), onWritten: () => {}, onSetAside: () => {} };
  const store = new JobStore(dataDirectory(root), watcher);
  store.put(sampleRecord({ id: idOf(1), sequence: 1 }));
  store.put(sampleRecord({ id: idOf(2), sequence: 2 }));
  // No JSON can be made of it.
  const unwritable = sampleRecord({ id: idOf(1), sequence: 1, state: "failed", lastEvent: 1n as never });
  store.keep(unwritable);
  expect(store.get(idOf(1))).toBe(unwritable);
  store.keep(sampleRecord({ id: idOf(2), sequence: 2, state: "succeeded" }));
  expect(told).toEqual([expect.any(TypeError)]);
  store.close();
  const states = newStore(root)
    .page({ limit: 10 })
    .records.map(({ state }) => state);
  expect(states).toEqual(["succeeded", "queued"]);
});

test("a job store that cannot be used is closed, and says so in a coded error", () => {
  const root = temporaryDirectory();
  const file = path.join(root, "jobs.sqlite");
  const foreign = new Database(file);
  foreign.exec(
    "CREATE TABLE governance (sequence INTEGER, run TEXT, job TEXT, as_of TEXT, model_version TEXT, entry TEXT)",
  );
  foreign.close();
  expect(() => newStore(root)).toThrow(expect.objectContaining({ code: "storage-failed" }));
  // SQLite removes it when the last connection is closed.
  expect(existsSync(`${file}-wal`)).toBe(false);
});
