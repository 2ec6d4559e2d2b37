// Threads of jobs rest while many clients wait for a main thread that is late. The main thread here plays both parts.

import { afterEach, expect, test } from "vitest";
import { newJobSignals } from "../../src/jobs/job-signals.ts";
import { crowded, giveWay, watchDelay } from "../../src/jobs/right-of-way.ts";

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
  Atomics.store(crowded, 0, 0);
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function compute(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

function watch(connections: number): void {
  ends.push(watchDelay(() => connections));
}

/** The main thread computes while many clients wait, and has noticed it. */
async function comeLate(): Promise<void> {
  watch(20);
  compute(60);
  await pause(0);
  await pause(0);
  expect(Atomics.load(crowded, 0)).toBe(1);
}

/** Milliseconds that a thread rests which has worked for so long. */
function restAfter(milliseconds: number): number {
  const signals = newJobSignals();
  giveWay(signals);
  compute(milliseconds);
  const began = performance.now();
  giveWay(signals);
  return performance.now() - began;
}

test("a main thread that is late to many clients says so, until it is in time again", async () => {
  await comeLate();
  await expect.poll(() => Atomics.load(crowded, 0), { timeout: 10_000 }).toBe(0);
});

test("for few clients no job is held up", async () => {
  watch(15);
  for (let round = 0; round < 6; round++) {
    compute(60);
    await pause(0);
    expect(Atomics.load(crowded, 0)).toBe(0);
  }
});

test("a thread rests longer than it has worked while clients go first, but never for long, and not at all otherwise", () => {
  expect(restAfter(20)).toBeLessThan(20);
  Atomics.store(crowded, 0, 1);
  expect(restAfter(10)).toBeGreaterThanOrEqual(29);
  const [least, most] = [99, 1000];
  const rest = restAfter(200);
  expect(rest).toBeGreaterThanOrEqual(least);
  expect(rest).toBeLessThan(most);
});

test("the end of the watch lets all threads go on", async () => {
  await comeLate();
  ends.pop()?.();
  expect(Atomics.load(crowded, 0)).toBe(0);
});
