// The pool of worker threads: the order of tasks, failures that come back, threads that die or do not listen.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { newFileOrder } from "../../src/jobs/file-order.ts";
import { newJobSignals, StoppedError } from "../../src/jobs/job-signals.ts";
import type { HashTask } from "../../src/jobs/tasks.ts";
import { runTask } from "../../src/jobs/tasks.ts";
import { WorkerPool } from "../../src/jobs/worker-pool.ts";
import { sha256 } from "../storage/samples.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { specOf } from "./specs.ts";

function newPool(workers: number, workerFile?: URL): WorkerPool {
  const pool = new WorkerPool({ workers, ...(workerFile === undefined ? {} : { workerFile }) });
  onTestFinished(() => pool.close());
  return pool;
}

function hashTask(file: string): HashTask {
  return { kind: "hash", run: "r", spec: specOf(), signals: newJobSignals(), dataset: "plans", path: file };
}

test("run() starts tasks by priority, and first in, first out within one", async () => {
  const pool = newPool(1);
  const directory = temporaryDirectory();
  const ended: string[] = [];
  const run = async (name: string, priority: number): Promise<void> => {
    const file = path.join(directory, name);
    writeFileSync(file, name);
    expect(await pool.run(hashTask(file), priority)).toBe(sha256(name));
    ended.push(name);
  };
  await Promise.all([run("first", 9), run("d", 3), run("b", 2), run("e", 3), run("a", 1), run("c", 2)]);
  expect(ended).toEqual(["first", "a", "b", "c", "d", "e"]);
});

test("run() rejects with what the task failed with, and the thread goes on", async () => {
  const pool = newPool(1);
  const file = path.join(temporaryDirectory(), "plans.csv");
  await expect(pool.run(hashTask(file), 1)).rejects.toMatchObject({
    code: "storage-failed",
    message: expect.stringContaining("Could not read plans.csv: ENOENT"),
  });
  writeFileSync(file, "x");
  expect(await pool.run(hashTask(file), 1)).toBe(sha256("x"));
});

test("stop() drops what waits, ends threads that do not listen, and the next task finds new ones", async () => {
  const pool = newPool(2, new URL("./stubborn-worker.ts", import.meta.url));
  const file = path.join(temporaryDirectory(), "plans.csv");
  const tasks = ["deaf", "deaf", "plans.csv"].map((name) => pool.run(hashTask(path.join(path.dirname(file), name)), 1));
  const outcomes = Promise.allSettled(tasks);
  await pool.stop(100);
  const reasons = (await outcomes).map((outcome) => (outcome.status === "rejected" ? outcome.reason : undefined));
  expect(reasons).toEqual([
    expect.objectContaining({ code: "worker-died" }),
    expect.objectContaining({ code: "worker-died" }),
    expect.any(StoppedError),
  ]);
  writeFileSync(file, "x");
  expect(await pool.run(hashTask(file), 1)).toBe(sha256("x"));
});

test("run() rejects with worker-died when the worker cannot even start, each time anew", async () => {
  const pool = newPool(2, new URL("./no-such-worker.mjs", import.meta.url));
  for (let turn = 0; turn < 2; turn++) {
    await expect(pool.run(hashTask("/nowhere"), 1)).rejects.toMatchObject({ code: "worker-died" });
  }
});

test("runTask() codes a disk that is full while a partition is written", () => {
  const task = {
    kind: "generate",
    run: "full",
    spec: specOf(),
    signals: newJobSignals(),
    partition: { dataset: "plans", name: "all" },
    index: 0,
    tables: undefined,
    path: "/dev/full",
    order: newFileOrder(1),
    heldChunks: 8,
  } as const;
  expect(runTask(task)).toMatchObject({
    state: "failed",
    code: "disk-full",
    message: expect.stringContaining("Could not write full: ENOSPC"),
    publicDetail: "The operating system answered ENOSPC.",
  });
});

test("runTask() never throws: what is no storage failure comes back with its message", () => {
  const task = { ...hashTask("/nowhere"), spec: { ...specOf(), asOf: "no date" } };
  const broken = {
    ...task,
    kind: "prepare",
    tables: { subscribers: { facts: new Int32Array(0) } },
    first: 1,
    last: 1,
  };
  // A task that no caller can build with types: what matters is that it comes back as a value.
  expect(runTask(broken as unknown as Parameters<typeof runTask>[0])).toMatchObject({
    state: "failed",
    code: undefined,
    message: expect.stringContaining("no date"),
  });
});

test("a thread that runs out of memory fails its task alone: the process lives, and fresh threads take the next one", async () => {
  const workerFile = new URL("./greedy-worker.ts", import.meta.url);
  const pool = new WorkerPool({ workers: 1, workerFile, heapMegabytes: 64 });
  onTestFinished(() => pool.close());
  const directory = temporaryDirectory();
  const file = path.join(directory, "modest");
  writeFileSync(file, "modest");
  await expect(pool.run(hashTask(path.join(directory, "greed")), 1)).rejects.toMatchObject({
    code: "worker-died",
    cause: { code: "ERR_WORKER_OUT_OF_MEMORY" },
  });
  expect(await pool.run(hashTask(file), 1)).toBe(sha256("modest"));
});
