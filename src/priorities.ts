// Who goes first on the machine. The thread that answers clients works in moments, and each that it waits for a processor every
// client waits for; what jobs compute can wait. As `nice` counts: of two threads that want the same processor, one nicer by 10
// gets a tenth of it. Linux only: there a thread is what the kernel schedules, elsewhere these calls would mean the whole process.

import { readdirSync } from "node:fs";
import os from "node:os";

const clientsFirst = -10;
const jobsLast = 10;
const isKnown = process.platform === "linux";
/** Names the calling thread. */
const self = 0;

/**
 * Puts the calling thread before all else; false where the system does not allow it (it does to root, and with a limit,
 * docs/operations.md). Threads and processes that are started later begin like it, and say themselves what they are.
 */
export function putClientsFirst(): boolean {
  if (!isKnown) return false;
  try {
    os.setPriority(self, Math.min(clientsFirst, os.getPriority(self)));
    return true;
  } catch {
    return false;
  }
}

/** Puts the calling thread behind the others of its process, and of a machine that is not itself nice. */
export function putThreadLast(): void {
  if (isKnown) os.setPriority(self, nicer(os.getPriority(self), jobsLast));
}

/** Puts the calling process with all its threads where a process is by itself, or behind it. */
export function putProcess(place: "among others" | "last"): void {
  const by = place === "last" ? jobsLast : 0;
  const threads = isKnown ? readdirSync("/proc/self/task").map(Number) : [process.pid];
  for (const thread of threads) os.setPriority(thread, nicer(os.getPriority(thread), by));
}

/** Counted from where the parent was before it put itself first. */
function nicer(priority: number, by: number): number {
  return Math.min(Math.max(priority, 0) + by, os.constants.priority.PRIORITY_LOW);
}
