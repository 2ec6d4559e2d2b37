// The built service, told to end (SIGTERM) while it scans, judges and publishes: it ends in order, and the next one ends the
// job, to the same bytes. That it does so while it generates is shown by test/app/processes.test.ts.

import { copyFileSync, renameSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DurableStep } from "../../src/storage/durable-steps.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { type Build, buildService, ServiceProcess } from "./built-service.ts";
import { bodies, comparable, ended, post, publishedManifest, undisturbedJob, wholePublished } from "./worlds.ts";

let build: Build;
beforeAll(() => {
  build = buildService();
  const service = path.join(build.directory, "jobs", "service.js");
  renameSync(service, path.join(build.directory, "jobs", "unsignalled-service.js"));
  copyFileSync(path.join(import.meta.dirname, "signalled-service.mjs"), service);
});
afterAll(() => build.remove());

/** Each with what the next process finds of the job, and logs. */
const moments: readonly [moment: DurableStep | "scan", found: string | undefined][] = [
  ["scan", '"event":"job-resumed"'],
  // The verdicts come next: a thread is at them when the signal is heard.
  ["files-written", '"event":"job-resumed"'],
  ["manifest-written", '"event":"run-adopted"'],
  // From here to the record there is no wait: the job has succeeded by the time that the signal is heard.
  ["link-made", undefined],
];
/** That of src/server.ts, after which a process would end by itself with code 1. */
const graceSeconds = 12;

test("a service told to end while it scans, judges and publishes ends with 0 in time, and the next one ends the job, to the same bytes", async () => {
  const dataDir = path.join(temporaryDirectory(), "data");
  const body = bodies[0]!;
  const first = await ServiceProcess.start(build, dataDir, 2);
  const world = await undisturbedJob(first, dataDir, body);
  expect(await first.end()).toBe(0);
  const { id } = world.job;
  const next = (moment: string): Promise<ServiceProcess> =>
    ServiceProcess.start(build, dataDir, 1, { SIGTERM_AT: moment, SIGTERM_BYTES: String(world.usageBytes) });
  const assertRight = async (service: ServiceProcess): Promise<void> => {
    const job = await ended(service.url, id);
    expect(job).toMatchObject({ state: "succeeded", published: true, datasets: world.job.datasets });
    expect(wholePublished(dataDir, [world])).toBe(id);
    expect(comparable(publishedManifest(dataDir))).toEqual(world.manifest);
  };
  let found: string | undefined;
  for (const [moment, findsThen] of moments) {
    const service = await next(moment);
    await assertRight(service);
    await post(service.url, body, "?force=true");
    const begin = performance.now();
    expect(await service.exit(), moment).toBe(0);
    expect(performance.now() - begin).toBeLessThan(graceSeconds * 1000);
    expect(service.logged("service-closed")).toBe(true);
    if (found !== undefined) expect(service.log.join("\n"), moment).toContain(found);
    found = findsThen;
  }
  const last = await next("");
  await assertRight(last);
  expect(await last.end()).toBe(0);
}, 120_000);
