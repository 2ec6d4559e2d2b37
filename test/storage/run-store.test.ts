// The run store on real directories: publishing, finding, adopting and evicting runs.

import { pbkdf2 } from "node:crypto";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { createDirectories, dataDirectory, linkInProgress } from "../../src/storage/data-directory.ts";
import { manifestFile } from "../../src/storage/manifest-file.ts";
import { datasetEntry } from "../../src/storage/run.ts";
import { RunStore } from "../../src/storage/run-store.ts";
import { completeRun, jobA, jobB } from "./samples.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

function newStore(): RunStore {
  const directory = dataDirectory(path.join(temporaryDirectory(), "data"));
  createDirectories(directory);
  return new RunStore(directory);
}

test("publish() makes raw a relative link to the run, and published() reads its manifest", async () => {
  const runs = newStore();
  expect(runs.published()).toBeUndefined();
  const run = await completeRun(runs);
  runs.publish(run);
  expect(readlinkSync(runs.directory.raw)).toBe(path.join("runs", run));
  expect(readFileSync(path.join(runs.directory.raw, "plans.csv"), "utf8")).toBe("plan_id\nP1\n");
  expect(runs.published()?.manifest.run).toBe(run);
  expect(readdirSync(runs.directory.root).sort()).toEqual(["raw", "runs"]);
});

test("publish() gives each publication a whole second of its own, later than all before, also when the clock goes back", async () => {
  const { directory } = newStore();
  let now = Date.parse("2026-01-01T00:00:10.900Z");
  const runs = new RunStore(directory, () => now);
  const first = await completeRun(runs);
  const second = await completeRun(runs, { job: jobB });
  const seconds: number[] = [];
  for (const [run, time] of [
    [first, now],
    [second, now],
    [first, now - 60_000],
    [second, now + 3_600_000],
  ] as const) {
    now = time;
    runs.publish(run);
    seconds.push(runs.published()!.publishedAt! - Date.parse("2026-01-01T00:00:00Z"));
  }
  expect(seconds).toEqual([10_000, 11_000, 12_000, 3_610_000]);
  expect(new RunStore(directory).published()?.publishedAt).toBe(runs.published()?.publishedAt);
  expect(runs.find(second)?.publishedAt).toBeUndefined();
});

test("publish() replaces a link that a failed publication left", async () => {
  const runs = newStore();
  const run = await completeRun(runs);
  symlinkSync("nowhere", linkInProgress(runs.directory));
  runs.publish(run);
  expect(runs.published()?.manifest.run).toBe(run);
});

test("publish() refuses a run without a manifest and leaves what is published", async () => {
  const runs = newStore();
  const run = await completeRun(runs);
  runs.publish(run);
  const incomplete = runs.begin(jobB, 1).run;
  expect(() => runs.publish(incomplete)).toThrow(expect.objectContaining({ code: "run-damaged" }));
  expect(runs.published()?.manifest.run).toBe(run);
});

test("a run that is being removed is neither found nor published, also before the disk has begun with it", async () => {
  const runs = newStore();
  const run = await completeRun(runs);
  // The threads that would remove its manifest are at other work.
  const busy = Array.from({ length: 8 }, () => promisify(pbkdf2)("", "", 50_000, 64, "sha512"));
  const removed = runs.discard(run);
  expect(runs.isComplete(run)).toBe(true);
  expect(runs.find(run)).toBeUndefined();
  expect(runs.complete()).toEqual([]);
  expect(() => runs.publish(run)).toThrow(expect.objectContaining({ code: "run-damaged" }));
  await Promise.all([removed, ...busy]);
  expect(runs.published()).toBeUndefined();
});

test("publish() shows a reader that loops on raw one whole run at every moment", async () => {
  const runs = newStore();
  const first = await completeRun(runs, { text: "A\n" });
  const second = await completeRun(runs, { job: jobB, text: "BB\n" });
  runs.publish(first);
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const reader = new Worker(new URL("./looping-reader.mjs", import.meta.url), {
    workerData: { raw: runs.directory.raw, shared },
  });
  const seen = new Promise<string[]>((resolve, reject) => reader.once("message", resolve).once("error", reject));
  for (let turn = 0; Atomics.load(shared, 1) < 200 || turn < 200; turn++) {
    runs.publish(turn % 2 === 0 ? second : first);
    await new Promise((resolve) => setImmediate(resolve));
  }
  Atomics.store(shared, 0, 1);
  expect((await seen).sort()).toEqual([`${first} A\n`, `${second} BB\n`]);
  await reader.terminate();
});

test("find() sees a manifest that was replaced, and none once it is gone", async () => {
  const runs = newStore();
  const run = await completeRun(runs);
  const found = runs.find(run);
  expect(found?.manifest.job).toBe(jobA);
  expect(runs.find(run)?.manifest).toBe(found?.manifest);
  writeFileSync(path.join(runs.pathOf(run), manifestFile), JSON.stringify({ ...found?.manifest, job: jobB }));
  expect(runs.find(run)?.manifest.job).toBe(jobB);
  writeFileSync(path.join(runs.pathOf(run), manifestFile), "{");
  expect(() => runs.find(run)).toThrow(expect.objectContaining({ code: "run-damaged" }));
  await runs.discard(run);
  expect(runs.find(run)).toBeUndefined();
});

test("begin() takes the first free number and never an existing directory", () => {
  const runs = newStore();
  expect(runs.begin(jobA, 1)).toEqual({ run: `${jobA}-1`, attempt: 1 });
  expect(runs.begin(jobA, 1)).toEqual({ run: `${jobA}-2`, attempt: 2 });
});

test("evict() keeps the published run, the run just written and the newest others", async () => {
  const runs = newStore();
  const made: string[] = [];
  for (const minute of [0, 1, 2, 3, 4]) made.push(await completeRun(runs, { minute }));
  const [oldest, second, third, fourth, newest] = made as [string, string, string, string, string];
  runs.publish(oldest);
  expect(await runs.evict(2, newest)).toEqual([third, second]);
  expect(readdirSync(runs.directory.runs).sort()).toEqual([oldest, fourth, newest].sort());
  runs.publish(newest);
  expect(await runs.evict(0, newest)).toEqual([fourth, oldest]);
  expect(readdirSync(runs.directory.runs)).toEqual([newest]);
});

test("evict() spares the runs that are wanted, also those that come to be wanted while it removes others", async () => {
  const runs = newStore();
  const made: string[] = [];
  for (const minute of [0, 1, 2, 3]) made.push(await completeRun(runs, { minute }));
  const [oldest, second, third, newest] = made as [string, string, string, string];
  runs.publish(newest);
  const wanted = new Set([second]);
  runs.spare(() => {
    // Asked after the newest of those that go has gone.
    if (!existsSync(runs.pathOf(third))) wanted.add(oldest);
    return wanted;
  });
  expect(await runs.evict(0, newest)).toEqual([third]);
  runs.spare(() => new Set());
  expect(await runs.evict(0, newest)).toEqual([second, oldest]);
});

test("evict() leaves directories that are not ours and open files readable", async () => {
  const runs = newStore();
  const old = await completeRun(runs, { minute: 0, text: "old bytes" });
  const kept = await completeRun(runs, { minute: 1 });
  runs.publish(kept);
  createDirectories(dataDirectory(path.join(runs.directory.runs, "found-1")));
  const file = openSync(path.join(runs.pathOf(old), "plans.csv"), "r");
  try {
    expect(await runs.evict(0, kept)).toEqual([old]);
    expect(existsSync(runs.pathOf(old))).toBe(false);
    const buffer = Buffer.alloc(20);
    expect(buffer.toString("utf8", 0, readSync(file, buffer, 0, 20, 0))).toBe("old bytes");
  } finally {
    closeSync(file);
  }
  expect(readdirSync(runs.directory.runs)).toContain("found-1");
});

test("adopt() links a whole file and leaves out one whose size is not the manifest's", async () => {
  const runs = newStore();
  const from = runs.find(await completeRun(runs))!;
  const entry = datasetEntry(from, "plans")!;
  const { run } = runs.begin(jobB, 1);
  expect(await runs.adopt(from, entry, run)).toBe(true);
  const linked = statSync(path.join(runs.pathOf(run), "plans.csv"));
  expect(linked.ino).toBe(statSync(path.join(from.directory, "plans.csv")).ino);
  const other = runs.begin(jobB, 1).run;
  expect(await runs.adopt(from, { ...entry, bytes: entry.bytes + 1 }, other)).toBe(false);
  expect(readdirSync(runs.pathOf(other))).toEqual([]);
});
