// The lock on a data directory, between processes: it holds while its holder lives and falls with it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { createDirectories, type DataDirectory, dataDirectory } from "../../src/storage/data-directory.ts";
import { lockDataDirectory } from "../../src/storage/lock.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { withoutWriteAccess } from "./unprivileged.ts";

function newDirectory(): DataDirectory {
  const directory = dataDirectory(temporaryDirectory());
  createDirectories(directory);
  return directory;
}

/** Another process that holds the lock until it is killed. */
async function otherHolder(directory: DataDirectory): Promise<ChildProcess> {
  const script = `
    const { lockDataDirectory } = await import(${JSON.stringify(new URL("../../src/storage/lock.ts", import.meta.url).href)});
    lockDataDirectory(${JSON.stringify(directory)});
    process.stdout.write("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout!, "data");
  return child;
}

test("lockDataDirectory() is refused while another process holds it, naming its pid, and granted once that was killed", async () => {
  const directory = newDirectory();
  const child = await otherHolder(directory);
  expect(() => lockDataDirectory(directory)).toThrow(
    expect.objectContaining({ code: "data-directory-locked", message: expect.stringContaining(`${child.pid}`) }),
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  lockDataDirectory(directory).release();
});

test("lockDataDirectory() is refused twice in one process, and granted after release()", () => {
  const directory = newDirectory();
  const lock = lockDataDirectory(directory);
  expect(() => lockDataDirectory(directory)).toThrow(
    expect.objectContaining({ code: "data-directory-locked", message: expect.stringContaining(`${process.pid}`) }),
  );
  lock.release();
  lockDataDirectory(directory).release();
});

test("lockDataDirectory() says so when it may not write in the directory", async () => {
  const directory = newDirectory();
  await withoutWriteAccess(directory.root, async () => {
    expect(() => lockDataDirectory(directory)).toThrow(expect.objectContaining({ code: "data-directory-unwritable" }));
  });
});
