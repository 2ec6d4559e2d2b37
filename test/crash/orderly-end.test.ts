// The built service, told to end (SIGTERM) while it judges, scans and publishes one job: each time it ends in order, and the next one
// goes on, to the same bytes. That it does so while it generates is shown by test/app/processes.test.ts.

import { copyFileSync, renameSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { dataDirectory } from "../../src/storage/data-directory.ts";
import type { DurableStep } from "../../src/storage/durable-steps.ts";
import type { JobRecord, JobState } from "../../src/storage/job-record.ts";
import { JobStore } from "../../src/storage/job-store.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { type Build, buildService, ServiceProcess } from "./built-service.ts";
import { comparable, post, publishedManifest, undisturbedJob, wholePublished } from "./worlds.ts";

let build: Build;
beforeAll(() => {
  build = buildService();
  const service = path.join(build.directory, "jobs", "service.js");
  renameSync(service, path.join(build.directory, "jobs", "unsignalled-service.js"));
  copyFileSync(path.join(import.meta.dirname, "signalled-service.mjs"), service);
});
afterAll(() => build.remove());

interface Life {
  /** At which the signal comes. */
  readonly step: DurableStep;
  /** What the service is at when it hears of it. */
  readonly at: string;
  /** What it has logged of what the one before it left. */
  readonly finds: string;
  /** How the job stands after it. */
  readonly state: JobState;
}

const lives: readonly Life[] = [
  { step: "files-written", at: "judging, in a thread", finds: "nothing", state: "queued" },
  { step: "files-cut", at: "scanning: all was generated before", finds: "job-resumed", state: "queued" },
  { step: "manifest-written", at: "publishing, before the link", finds: "job-resumed", state: "queued" },
  // From the link to the record there is no wait: the job has succeeded by the time that the signal is heard.
  { step: "link-made", at: "publishing, after the link", finds: "run-adopted", state: "succeeded" },
];
const body = JSON.stringify({ seed: "orderly", asOf: "2026-01-01", customers: 2000, content: 20 });
/** That of src/server.ts, after which a process ends by itself, with code 1. */
const graceSeconds = 12;

/** The job as it is kept. */
function recordOf(id: string, dataDir: string): JobRecord {
  const store = new JobStore(dataDirectory(dataDir));
  const record = store.get(id)!;
  store.close();
  return record;
}

test("a service told to end while it judges, scans and publishes ends with 0 in time, and the next one goes on to the same bytes", async () => {
  const dataDir = path.join(temporaryDirectory(), "data");
  const start = async (step: DurableStep, runs: number): Promise<ServiceProcess> => {
    const settings = { SIGTERM_AT: step, SIGTERM_RUNS: String(runs) };
    const service = await ServiceProcess.start(build, dataDir, 1, settings);
    onTestFinished(() => service.kill());
    return service;
  };
  let service = await start("files-written", 2);
  const world = await undisturbedJob(service, dataDir, body);
  const { id } = world.job;
  const { run, datasets } = recordOf(id, dataDir);
  await post(service.url, body, "?force=true");
  for (const { step, at, finds, state } of lives) {
    if (finds !== "nothing") service = await start(step, 0);
    const begin = performance.now();
    expect(await service.exit(), at).toBe(0);
    expect(performance.now() - begin, at).toBeLessThan(graceSeconds * 1000);
    expect(service.logged("service-closed"), at).toBe(true);
    expect(service.logged(finds), at).toBe(finds !== "nothing");
    expect(recordOf(id, dataDir).state, at).toBe(state);
  }
  const ended = recordOf(id, dataDir);
  expect(ended.datasets).toEqual(datasets);
  expect(ended.run).not.toBe(run);
  expect(publishedManifest(dataDir).run).toBe(ended.run);
  expect(wholePublished(dataDir, [world])).toBe(id);
  expect(comparable(publishedManifest(dataDir))).toEqual(world.manifest);
}, 120_000);
