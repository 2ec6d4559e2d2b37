// A process that ends at every step named in src/storage/durable-steps.ts, one after the other on one data directory: what is
// published then is the one run or the other, whole, and the next process ends the job as if nothing had been.

import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { type DurableStep, durableSteps } from "../../src/storage/durable-steps.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { type Build, buildService } from "./built-service.ts";
import { comparable, publishedManifest, type Undisturbed, wholePublished } from "./worlds.ts";

let build: Build;
beforeAll(() => {
  build = buildService();
});
afterAll(() => build.remove());

interface Life {
  readonly signal: string | null;
  /** Jobs that ended in this life: first what an earlier one had left. */
  readonly jobs: Job[];
}

function live(dataDir: string, ...args: string[]): Promise<Life> {
  const script = path.join(import.meta.dirname, "falling-process.mjs");
  return new Promise((resolve) => {
    execFile(process.execPath, [script, build.directory, dataDir, ...args], (error, stdout, stderr) => {
      if (stderr !== "") throw new Error(stderr);
      const jobs = stdout.split("\n").filter((line) => line !== "");
      resolve({ signal: error?.signal ?? null, jobs: jobs.map((line) => JSON.parse(line) as Job) });
    });
  });
}

async function undisturbed(dataDir: string, seed: string): Promise<Undisturbed> {
  const job = (await live(dataDir, seed)).jobs.at(-1)!;
  const sha256 = Object.fromEntries((job.datasets ?? []).map((dataset) => [dataset.name, dataset.sha256]));
  return { job, manifest: comparable(publishedManifest(dataDir)), sha256, usageBytes: 0, milliseconds: 0 };
}

/** What happens while a job goes on happens to one that stopped halfway. */
const resuming: readonly DurableStep[] = ["resumption-begun", "checkpoints-rewritten", "files-cut"];
const inOrder = durableSteps
  .filter((step) => !resuming.includes(step))
  .flatMap((step) => (step === "checkpoints-synced" ? [step, ...resuming] : [step]));

test("a process that ends at any step leaves one publication or the other, whole, and the job ends right in the next", async () => {
  const directory = temporaryDirectory();
  const seeds = ["a", "b"];
  const worlds: Undisturbed[] = [];
  for (const seed of seeds) worlds.push(await undisturbed(path.join(directory, "undisturbed", "data"), seed));
  const dataDir = path.join(directory, "data");
  await live(dataDir, "b");

  let turn = 1;
  let [before, pending] = [worlds[1]!, undefined as Undisturbed | undefined];
  const assertEnded = ({ jobs }: Life): void => {
    if (pending === undefined) return;
    expect(jobs[0]).toMatchObject({ id: pending.job.id, state: "succeeded", published: true });
    expect(jobs[0]?.datasets).toEqual(pending.job.datasets);
    expect(jobs[0]?.progress.rowsWritten).toBe(pending.job.progress.rowsWritten);
    before = pending;
  };
  for (const step of inOrder) {
    const isResuming = resuming.includes(step);
    if (!isResuming) turn = 1 - turn;
    const life = await live(dataDir, seeds[turn]!, step, ...(isResuming ? ["from-the-start"] : []));
    expect(life.signal, step).toBe("SIGKILL");
    if (!isResuming) assertEnded(life);
    const world = worlds[turn]!;
    const isPublished = durableSteps.indexOf(step) >= durableSteps.indexOf("link-renamed") && !isResuming;
    expect(wholePublished(dataDir, worlds), step).toBe(isPublished ? world.job.id : before.job.id);
    // A job whose end was recorded is not found unfinished.
    const isRecorded = durableSteps.indexOf(step) >= durableSteps.indexOf("job-recorded") && !isResuming;
    [before, pending] = isRecorded ? [world, undefined] : [before, world];
  }
  assertEnded(await live(dataDir, "a"));
  expect(wholePublished(dataDir, worlds)).toBe(worlds[0]!.job.id);
  expect(comparable(publishedManifest(dataDir))).toEqual(worlds[0]!.manifest);
  expect(readdirSync(path.join(dataDir, "runs"))).toHaveLength(1);
}, 300_000);
