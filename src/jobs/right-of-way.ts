// Clients go first: while many of them are connected and the main thread comes late to its work, the threads of jobs rest
// between two chunks. A lower priority alone would not do: two threads of one processor core slow each other down.

import type { JobSignals } from "./job-signals.ts";

/** Connections from which on clients are many: a job is not held up for the few that want its files. */
const many = 16;
/** Milliseconds between two looks, while clients are many and while they are few. */
const [shortLook, longLook] = [10, 250];
/** Milliseconds after its time at which the main thread is late. */
const late = 10;
/** Milliseconds for which one delay counts. */
const memory = 100;
/** Rest, by the time worked before it; so that a job goes on, if slowly, however long clients are many. */
const restShare = 3;
const longestRest = 100;

/** Not 0 while threads are to rest: the same for all jobs of this process. */
export const crowded = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Watches the delay of the thread that calls it; returns what ends the watch. `connections` gives how many are open. */
export function watchDelay(connections: () => number): () => void {
  let timer: NodeJS.Timeout;
  let lateUntil = 0;
  const look = (): void => {
    const delay = connections() >= many ? shortLook : longLook;
    const due = performance.now() + delay;
    timer = setTimeout(() => {
      const now = performance.now();
      if (delay === shortLook && now - due > late) lateUntil = now + memory;
      announce(now < lateUntil);
      look();
    }, delay).unref();
  };
  look();
  return () => {
    clearTimeout(timer);
    announce(false);
  };
}

function announce(isCrowded: boolean): void {
  Atomics.store(crowded, 0, isCrowded ? 1 : 0);
  if (!isCrowded) Atomics.notify(crowded, 0);
}

let wokeAt = performance.now();

/** Called by a thread between two pieces of work: rests while clients are to go first. */
export function giveWay(signals: JobSignals): void {
  if (Atomics.load(signals.crowded, 0) !== 0) {
    const worked = performance.now() - wokeAt;
    Atomics.wait(signals.crowded, 0, 1, Math.min(worked * restShare, longestRest));
  }
  wokeAt = performance.now();
}
