// Following a job without one: the channel of its events, its progress, and the gate before its scans.

import { setMaxListeners } from "node:events";
import { expect, test } from "vitest";
import type { Job, JobEvent } from "../../src/jobs/job.ts";
import { JobChannel } from "../../src/jobs/job-channel.ts";
import { count, newJobSignals } from "../../src/jobs/job-signals.ts";
import { jobView } from "../../src/jobs/job-view.ts";
import { initialProgress, ProgressMeter } from "../../src/jobs/progress.ts";
import { ScanGate } from "../../src/jobs/scan-gate.ts";
import { dataDirectory } from "../../src/storage/data-directory.ts";
import { sampleRecord } from "../storage/samples.ts";

const job: Job = jobView(sampleRecord(), { directory: dataDirectory("data"), published: undefined });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const never = new AbortController().signal;

function eventOf(id: number, event: JobEvent["event"] = "progress"): JobEvent {
  return { id, event, job };
}

async function all(events: AsyncIterable<JobEvent>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of events) ids.push(id);
  return ids;
}

test("follow() gives a slow follower the latest event only, and always the last one of the job", async () => {
  const channel = new JobChannel();
  channel.publish(eventOf(1));
  const slow = channel.follow(undefined, never);
  expect((await slow.next()).value).toMatchObject({ id: 1 });
  for (const id of [2, 3, 4]) channel.publish(eventOf(id));
  expect((await slow.next()).value).toMatchObject({ id: 4 });
  const waiting = slow.next();
  channel.publish(eventOf(5, "succeeded"));
  expect((await waiting).value).toMatchObject({ id: 5 });
  expect((await slow.next()).done).toBe(true);
  expect(channel.closed).toBe(true);
});

test("many followers are woken less often, get the latest event then, and the last one of the job at once", async () => {
  const [channel, signal] = [new JobChannel(), new AbortController().signal];
  setMaxListeners(0, signal);
  channel.publish(eventOf(1));
  const many = Array.from({ length: 500 }, () => all(channel.follow(undefined, signal)));
  // None of these wakes them: the one before is less than a second ago.
  for (const id of [2, 3, 4]) {
    await pause(50);
    channel.publish(eventOf(id));
  }
  await pause(1500);
  channel.publish(eventOf(5, "succeeded"));
  for (const ids of await Promise.all(many)) expect(ids).toEqual([1, 4, 5]);
});

test("follow() leaves out the event that the follower saw last, but not the end of the job", async () => {
  const channel = new JobChannel();
  channel.publish(eventOf(7));
  const following = all(channel.follow(7, never));
  channel.publish(eventOf(8, "failed"));
  expect(await following).toEqual([8]);
  expect(await all(channel.follow(8, never))).toEqual([8]);
});

test("follow() ends when its signal aborts or the channel closes, without an event", async () => {
  const channel = new JobChannel();
  const leaving = new AbortController();
  const [left, closed] = [all(channel.follow(undefined, leaving.signal)), all(channel.follow(undefined, never))];
  leaving.abort();
  expect(await left).toEqual([]);
  channel.close();
  expect(await closed).toEqual([]);
  expect(await channel.ended(never)).toBeUndefined();
});

test("read() counts rows and bytes, never goes back, and extrapolates from the work done", () => {
  const signals = newJobSignals();
  const expected = { plans: { rows: 3, bytes: 100 }, content: { rows: 50, bytes: 900 } };
  const meter = new ProgressMeter(["plans", "content"], expected, signals);
  expect(meter.read(0)).toEqual(initialProgress(["plans", "content"], expected));
  count(signals, "content", "written", 450);
  count(signals, "content", "rows", 20);
  meter.markRunning("content");
  const half = meter.read(10);
  expect(half).toMatchObject({ rowsWritten: 20, rowsExpected: 53, bytesWritten: 450, rowsPerSecond: 2 });
  expect(half.datasets).toEqual({
    plans: { state: "waiting", rows: 0, bytes: 0 },
    content: { state: "running", rows: 20, bytes: 450 },
  });
  expect(half.fraction).toBeCloseTo(450 / 1800, 10);
  expect(half.etaSeconds).toBeCloseTo((10 * 1350) / 450, 6);
  // Twice what was expected: the fraction would fall.
  count(signals, "content", "written", 1350);
  expect(meter.read(20).fraction).toBeGreaterThanOrEqual(half.fraction);
  meter.markGenerated("content");
  count(signals, "content", "hashed", 1800);
  count(signals, "content", "scanned", 1800);
  expect(meter.read(30).fraction).toBeLessThan(1);
});

test("ready() opens a group once those before it are scanned, with room for the rows that were written", async () => {
  const gate = new ScanGate(["customers", "plans", "content", "subscriptions", "usage_logs"]);
  const opened: string[] = [];
  const wait = (name: "customers" | "plans" | "subscriptions" | "usage_logs") =>
    gate.ready(name).then((lookups) => opened.push(`${name} ${lookups.counts.customers}`));
  const waiting = [wait("usage_logs"), wait("subscriptions"), wait("customers"), wait("plans")];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  gate.noteRows("customers", 5);
  gate.noteRows("content", 4);
  await settle();
  expect(opened).toEqual([]);
  gate.noteRows("subscriptions", 6);
  await settle();
  expect(opened.sort()).toEqual(["customers 5", "plans 5"]);
  for (const name of ["customers", "plans", "content"] as const) gate.noteScanned(name);
  await settle();
  expect(opened).toHaveLength(3);
  gate.noteScanned("subscriptions");
  await Promise.all(waiting);
  expect(opened.at(-1)).toBe("usage_logs 5");
});

test("ready() does not wait for datasets that are not scanned", async () => {
  const gate = new ScanGate(["content"]);
  const lookups = gate.ready("content");
  gate.noteRows("content", 4);
  expect((await lookups).counts).toEqual({ customers: 0, content: 4, subscriptions: 0 });
});

test("hundreds of followers are served in turns, and others have theirs in between", async () => {
  const channel = new JobChannel();
  const leaving = new AbortController();
  let served = 0;
  const following = Array.from({ length: 300 }, async () => {
    for await (const _ of channel.follow(undefined, leaving.signal)) served++;
  });
  channel.publish(eventOf(1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(served).toBeGreaterThan(0);
  expect(served).toBeLessThan(300);
  while (served < 300) await new Promise((resolve) => setImmediate(resolve));
  leaving.abort();
  await Promise.all(following);
  expect(served).toBe(300);
});
