// What a restart finds: finished jobs, the queue, and the job that was interrupted, by closing or by a crash.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { JobEvent } from "../../src/jobs/job.ts";
import type { OpenJobService } from "../../src/jobs/service.ts";
import { jobIdOf } from "../../src/spec/identity.ts";
import { dataDirectory } from "../../src/storage/data-directory.ts";
import { JobStore } from "../../src/storage/job-store.ts";
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

async function nextEvent({ jobs }: OpenJobService, id: string): Promise<JobEvent> {
  for await (const event of jobs.events(id, undefined, new AbortController().signal)) return event;
  throw new Error(`The job ${id} has no event`);
}

test("close() puts the running job back; after it, all jobs are listed, the queue runs in its order, and ids rise", async () => {
  const dataDir = newDataDir();
  const first = await openService(dataDir);
  const done = await complete(first, specOf({ seed: 1 }));
  const { job: interrupted } = await first.jobs.submit(longSpec(), publish);
  const { job: waiting } = await first.jobs.submit(specOf({ seed: 2 }), publish);
  await untilWriting(first, interrupted.id);
  const before = await nextEvent(first, interrupted.id);
  const followed: JobEvent[] = [];
  const following = (async () => {
    for await (const event of first.jobs.events(interrupted.id, undefined, new AbortController().signal)) {
      followed.push(event);
    }
  })();
  await first.close();
  await following;
  expect(followed.every(({ event }) => event === "progress")).toBe(true);
  expect(runDirectories(dataDir)).toEqual([`${done.id}-1`, `${interrupted.id}-1`].sort());

  const second = await openService(dataDir);
  expect(second.jobs.list({ limit: 9 }).jobs.map(({ id, state }) => [id, state])).toEqual([
    [waiting.id, "queued"],
    [interrupted.id, "running"],
    [done.id, "succeeded"],
  ]);
  const snapshot = await nextEvent(second, interrupted.id);
  expect(snapshot).toMatchObject({ event: "progress", job: { state: "running" } });
  expect(snapshot.id).toBeGreaterThan(before.id);
  second.jobs.cancel(interrupted.id, { force: false });
  expect(await second.jobs.waitFor(waiting.id, 50)).toMatchObject({ state: "succeeded", published: true });
  expect((await second.jobs.submit(specOf({ seed: 1 }), publish)).existing).toBe(true);
});

test("a crash leaves what was published, and the unfinished run for the job to go on with, which canceling removes", async () => {
  const dataDir = newDataDir();
  const before = await openService(dataDir);
  const published = await complete(before, specOf());
  await before.close();
  const child = spawn(
    process.execPath,
    ["--import", "tsx", path.join(import.meta.dirname, "crashing-service.ts"), dataDir],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const halfWritten = path.join(dataDir, "runs", `${jobIdOf(longSpec())}-1`);
  expect(existsSync(path.join(halfWritten, "checkpoints.ndjson"))).toBe(true);
  expect(existsSync(path.join(halfWritten, "manifest.json"))).toBe(false);
  expect(JSON.parse(readFileSync(path.join(dataDir, "raw", "manifest.json"), "utf8")).job).toBe(published.id);

  const idle = await openService(dataDir, { resume: false });
  const unfinished = `${jobIdOf(longSpec())}-1`;
  expect(runDirectories(dataDir)).toEqual([`${published.id}-1`, unfinished].sort());
  expect(idle.jobs.get(jobIdOf(longSpec()))).toMatchObject({ state: "queued", startedAt: null });
  expect(idle.jobs.queueDepth).toBe(0);
  await idle.close();
  const service = await openService(dataDir);
  await untilWriting(service, jobIdOf(longSpec()));
  expect(runDirectories(dataDir)).toContain(unfinished);
  service.jobs.cancel(jobIdOf(longSpec()), { force: false });
  await service.jobs.waitFor(jobIdOf(longSpec()), 30);
  expect(runDirectories(dataDir)).toEqual([`${published.id}-1`]);
});

test("a job left by another model version is canceled, not run under an id that is not its own any more", async () => {
  const dataDir = newDataDir();
  const first = await openService(dataDir);
  const { job } = await first.jobs.submit(longSpec(), publish);
  await first.close();
  const store = new JobStore(dataDirectory(dataDir));
  store.put({ ...store.get(job.id)!, modelVersion: "2000.1-1" });
  store.close();
  const second = await openService(dataDir);
  expect(second.jobs.get(job.id)).toMatchObject({ state: "canceled", modelVersion: "2000.1-1" });
});

test("a real directory found at raw is kept among the runs, and the next job is published in its place", async () => {
  const dataDir = newDataDir();
  mkdirSync(path.join(dataDir, "raw"), { recursive: true });
  writeFileSync(path.join(dataDir, "raw", "customers.csv"), "mine");
  const service = await openService(dataDir);
  expect(await service.runs.published()).toBeUndefined();
  const job = await complete(service, specOf({ datasets: ["plans"] }));
  expect(job.published).toBe(true);
  expect(runDirectories(dataDir)).toEqual([`${job.id}-1`, "found-1"].sort());
  expect(readFileSync(path.join(dataDir, "runs", "found-1", "customers.csv"), "utf8")).toBe("mine");
});
