// Who goes first, by what the kernel says of real threads and processes.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import { afterEach, expect, test } from "vitest";
import { putClientsFirst, putProcess, putThreadLast } from "../src/priorities.ts";

const isRootOnLinux = process.platform === "linux" && process.getuid?.() === 0;
const before = os.getPriority(0);
const nobody = 65_534;

afterEach(() => {
  process.seteuid?.(0);
  putAllBack();
});

function putAllBack(): void {
  for (const thread of threads()) os.setPriority(thread, before);
}

function threads(): number[] {
  return readdirSync("/proc/self/task").map(Number);
}

function niceness(thread: number): number {
  const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
}

test.runIf(isRootOnLinux)("putClientsFirst() raises the calling thread and none of the others", () => {
  expect(putClientsFirst()).toBe(true);
  expect(niceness(process.pid)).toBe(-10);
  const others = threads().filter((thread) => thread !== process.pid);
  expect(others.length).toBeGreaterThan(0);
  expect(new Set(others.map(niceness))).toEqual(new Set([before]));
});

test.runIf(isRootOnLinux)("putClientsFirst() is refused to who may not, and changes nothing", () => {
  process.seteuid?.(nobody);
  expect(putClientsFirst()).toBe(false);
  expect(niceness(process.pid)).toBe(before);
});

test.runIf(isRootOnLinux)("a thread or process that is started by the first one is no higher for it", () => {
  putClientsFirst();
  putThreadLast();
  expect(niceness(process.pid)).toBe(10);
  putAllBack();
  putClientsFirst();
  const inherited = execFileSync("nice", { encoding: "utf8" });
  expect(inherited.trim()).toBe("-10");
  putProcess("among others");
  expect(new Set(threads().map(niceness))).toEqual(new Set([Math.max(before, 0)]));
  putProcess("last");
  expect(new Set(threads().map(niceness))).toEqual(new Set([Math.max(before, 0) + 10]));
});
