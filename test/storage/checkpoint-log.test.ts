// The order in which partitions become durable: first the data, then what names it, and nothing that could not be synced.

import { readlinkSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { CheckpointLog } from "../../src/storage/checkpoint-log.ts";
import { type Checkpoint, checkpointFile, readCheckpoints, writeCheckpoints } from "../../src/storage/checkpoints.ts";
import { sha256 } from "./samples.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const owner = { job: "j", world: "w", modelVersion: "v" };

function checkpoint(dataset: "plans" | "content"): Checkpoint {
  return { dataset, partition: "all", offset: 0, bytes: 4, rows: 1, sha256: sha256("abcd") };
}

/** The prototype of file handles, which Node does not export. */
async function handlePrototype(file: string): Promise<FileHandle> {
  const handle = await open(file, "r");
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}

interface Opened {
  readonly log: CheckpointLog;
  readonly named: () => readonly Checkpoint[] | undefined;
  /** What happened, in order. */
  readonly order: string[];
  readonly failSyncs: () => void;
}

async function openLog(begun = Promise.resolve()): Promise<Opened> {
  const directory = temporaryDirectory();
  for (const name of ["plans", "content"]) writeFileSync(path.join(directory, `${name}.csv`), "abcd");
  await writeCheckpoints(directory, owner, []);
  const named = () => readCheckpoints(directory, owner);
  const order: string[] = [];
  const prototype = await handlePrototype(path.join(directory, checkpointFile));
  const datasync = Reflect.get(prototype, "datasync") as (this: FileHandle) => Promise<void>;
  let fails = false;
  const spy = vi.spyOn(prototype, "datasync").mockImplementation(async function (this: FileHandle) {
    if (fails) throw Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
    await datasync.call(this);
    order.push(`synced ${path.basename(readlinkSync(`/proc/self/fd/${this.fd}`))}, ${named()?.length ?? "none"} named`);
  });
  onTestFinished(() => spy.mockRestore());
  const log = new CheckpointLog(directory, begun, (step) => order.push(step));
  const failSyncs = (): void => {
    fails = true;
  };
  return { log, named, order, failSyncs };
}

test("settle() names a partition once its file is synced, and syncs what names it", async () => {
  const { log, named, order } = await openLog();
  log.add(checkpoint("plans"));
  await log.settle();
  expect(order).toEqual([
    "synced plans.csv, 0 named",
    "data-synced",
    `synced ${checkpointFile}, 1 named`,
    "checkpoints-synced",
  ]);
  for (const _ of [1, 2]) log.add(checkpoint("content"));
  await log.settle();
  // Both in one group: each file is synced once.
  expect(order.slice(4)).toEqual([
    "synced content.csv, 1 named",
    "data-synced",
    `synced ${checkpointFile}, 3 named`,
    "checkpoints-synced",
  ]);
  await log.close();
  expect(named()).toHaveLength(3);
});

test("a partition whose file cannot be synced is never named, and the failure is told", async () => {
  const { log, named, failSyncs } = await openLog();
  failSyncs();
  log.add(checkpoint("plans"));
  await expect(log.failed).rejects.toMatchObject({ code: "EIO" });
  await expect(log.settle()).rejects.toMatchObject({ code: "EIO" });
  await log.close();
  expect(named()).toEqual([]);
});

test("nothing is named before the run directory itself is durable, and a log that closes leaves the rest unnamed", async () => {
  let begin = (): void => {};
  const { log, named, order } = await openLog(new Promise((resolve) => (begin = resolve)));
  log.add(checkpoint("plans"));
  const closed = log.close();
  begin();
  await closed;
  expect(order).toEqual([]);
  expect(named()).toEqual([]);
});
