// A thread beside the one that runs SQL: ends the whole process when it grows beyond what its question may take, or when its parent
// is gone, since SQLite listens to nothing while it works. SQLite's own heap limit counts nothing as better-sqlite3 builds it.
// It stands here as text: a thread of a process that runs from TypeScript could not begin in a file of it.

import { Worker } from "node:worker_threads";
import { lastWordsDescriptor, outOfMemoryMark } from "./messages.ts";

const millisecondsBetweenLooks = 10;

const source = `
const { writeSync } = require("node:fs");
const { workerData } = require("node:worker_threads");
const mostBytes = new BigInt64Array(workerData);
const parent = process.ppid;
for (;;) {
  Atomics.wait(mostBytes, 0, 0n);
  const most = Atomics.load(mostBytes, 0);
  if (most === 0n) continue;
  const isTooLarge = BigInt(process.memoryUsage.rss()) > most;
  if (isTooLarge) writeSync(${lastWordsDescriptor}, ${JSON.stringify(outOfMemoryMark)});
  if (isTooLarge || process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  Atomics.wait(mostBytes, 0, most, ${millisecondsBetweenLooks});
}
`;

export interface MemoryWatch {
  /** Begins to watch: the process may grow by so many bytes from here. */
  begin(bytes: number): void;
  end(): void;
}

/** Resolves once the thread runs. */
export async function startMemoryWatch(): Promise<MemoryWatch> {
  /** Bytes that the process may have while it works; 0 while it waits. */
  const mostBytes = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  const set = (bytes: number): void => {
    Atomics.store(mostBytes, 0, BigInt(bytes));
    Atomics.notify(mostBytes, 0);
  };
  const thread = new Worker(source, { eval: true, workerData: mostBytes.buffer, execArgv: [] });
  await new Promise((resolve, reject) => thread.once("online", resolve).once("error", reject));
  return { begin: (bytes) => set(process.memoryUsage.rss() + bytes), end: () => set(0) };
}
