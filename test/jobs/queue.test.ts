// Waiting, canceling and being refused: the queue of the job service, with jobs too long to end by themselves.

import { statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  complete,
  longSpec,
  newDataDir,
  openService,
  publish,
  runDirectories,
  specOf,
  untilWriting,
} from "./open-service.ts";

const force = { force: true } as const;
const gently = { force: false } as const;

test("cancel() stops a running job within a second, leaves nothing, and what was published stays", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir, { workers: 2 });
  const published = await complete(service, specOf());
  const { job } = await service.jobs.submit(longSpec(), publish);
  await untilWriting(service, job.id);
  const asked = performance.now();
  expect(service.jobs.cancel(job.id, gently).id).toBe(job.id);
  const canceled = await service.jobs.waitFor(job.id, 30);
  expect(performance.now() - asked).toBeLessThan(1000);
  expect(canceled).toMatchObject({ state: "canceled", published: false });
  expect(canceled.finishedAt).not.toBeNull();
  expect(runDirectories(dataDir)).toEqual([`${published.id}-1`]);
  expect((await service.runs.published())?.manifest.job).toBe(published.id);
  expect(() => service.jobs.cancel(job.id, force)).toThrow(expect.objectContaining({ code: "not-cancelable" }));
  await expect(service.runs.ofJob(job.id)).rejects.toMatchObject({ code: "job-not-finished" });
});

test("a job canceled before it has begun to write ends as well, and may be asked for anew at once", async () => {
  const service = await openService();
  const { job } = await service.jobs.submit(longSpec(), publish);
  service.jobs.cancel(job.id, gently);
  const again = await service.jobs.submit(longSpec(), publish);
  expect(again).toMatchObject({ existing: false, job: { id: job.id, requests: 1 } });
  expect(["queued", "running"]).toContain(again.job.state);
  service.jobs.cancel(job.id, gently);
  expect((await service.jobs.waitFor(job.id, 30)).state).toBe("canceled");
  expect((await complete(service, specOf())).state).toBe("succeeded");
});

test("cancel() takes a waiting job out of the queue, and refuses one that others asked for unless forced", async () => {
  const service = await openService();
  const { job: running } = await service.jobs.submit(longSpec(1), publish);
  const { job: waiting } = await service.jobs.submit(longSpec(2), publish);
  expect(service.jobs.queueDepth).toBe(1);
  expect(service.jobs.cancel(waiting.id, gently)).toMatchObject({ state: "canceled", startedAt: null });
  expect(service.jobs.queueDepth).toBe(0);

  expect((await service.jobs.submit(longSpec(1), publish)).job.requests).toBe(2);
  expect(() => service.jobs.cancel(running.id, gently)).toThrow(expect.objectContaining({ code: "shared-job" }));
  service.jobs.cancel(running.id, force);
  expect((await service.jobs.waitFor(running.id, 30)).state).toBe("canceled");
  expect(() => service.jobs.cancel("0".repeat(32), force)).toThrow(expect.objectContaining({ code: "unknown-job" }));
});

test("submit() answers queue-full with Retry-After once as many jobs wait as may", async () => {
  const service = await openService(newDataDir(), { queueLimit: 1 });
  const jobs = [
    (await service.jobs.submit(longSpec(1), publish)).job,
    (await service.jobs.submit(longSpec(2), publish)).job,
  ];
  await expect(service.jobs.submit(longSpec(3), publish)).rejects.toMatchObject({
    code: "queue-full",
    headers: { "retry-after": expect.stringMatching(/^[1-9]\d*$/) },
  });
  expect((await service.jobs.submit(longSpec(2), publish)).job.requests).toBe(2);
  for (const { id } of jobs.reverse()) service.jobs.cancel(id, force);
});

test("submit() takes the next job once one has ended, also where none may wait and while old runs are removed", async () => {
  const service = await openService(newDataDir(), { queueLimit: 0, runsKept: 0 });
  for (let seed = 1; seed <= 12; seed += 1) {
    const job = await complete(service, specOf({ seed, datasets: ["plans", "content"] }));
    expect(job.state).toBe("succeeded");
  }
});

test("submit() sends nobody away for more than a minute", async () => {
  const service = await openService(newDataDir(), { queueLimit: 0, freeBytes: () => Number.MAX_SAFE_INTEGER });
  const rate = { Basic: 20, Standard: 20, Premium: 20 };
  const endless = specOf({ customers: 600_000, behaviour: { "session-rate": { rate } } });
  const { job } = await service.jobs.submit(endless, publish);
  await expect(service.jobs.submit(longSpec(), publish)).rejects.toMatchObject({
    code: "queue-full",
    headers: { "retry-after": "60" },
  });
  service.jobs.cancel(job.id, force);
});

test("waitFor() answers when the time is over, when its signal aborts, or when the job ends", async () => {
  const service = await openService();
  const { job } = await service.jobs.submit(longSpec(), publish);
  expect((await service.jobs.waitFor(job.id, 0.01)).state).toBe("running");
  expect((await service.jobs.waitFor(job.id, 30, AbortSignal.abort())).state).toBe("running");
  const leaving = new AbortController();
  const left = service.jobs.waitFor(job.id, 30, leaving.signal);
  leaving.abort();
  expect((await left).state).toBe("running");
  const ended = service.jobs.waitFor(job.id, 30);
  service.jobs.cancel(job.id, force);
  expect((await ended).state).toBe("canceled");
  await expect(service.jobs.waitFor("0".repeat(32), 1)).rejects.toMatchObject({ code: "unknown-job" });
});

test("submit() of the same spec by many clients at once starts one job", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const answers = await Promise.all(Array.from({ length: 20 }, () => service.jobs.submit(specOf(), publish)));
  expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
  const job = await service.jobs.waitFor(answers[0]!.job.id, 50);
  expect(job).toMatchObject({ state: "succeeded", requests: 20 });
  const [written] = job.datasets ?? [];
  expect(statSync(path.join(path.dirname(dataDir), written!.path)).size).toBe(written!.bytes);
});
