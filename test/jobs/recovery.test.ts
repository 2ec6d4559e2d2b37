// A job that ends the process each time it runs: how often the next start tries it again, and what it is told then.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mostDeaths } from "../../src/jobs/recovery.ts";
import { jobIdOf } from "../../src/spec/identity.ts";
import { dataDirectory } from "../../src/storage/data-directory.ts";
import { JobStore } from "../../src/storage/job-store.ts";
import { logLines } from "./log-lines.ts";
import { longSpec, newDataDir, openService, publish, runDirectories, specOf, untilWriting } from "./open-service.ts";

const id = jobIdOf(longSpec());

/** A data directory as a process leaves it that was killed while it ran the long job and had partitions on the disk. */
async function leftByKilled(): Promise<string> {
  const dataDir = newDataDir();
  const script = path.join(import.meta.dirname, "crashing-service.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  const checkpoints = path.join(dataDir, "runs", `${id}-1`, "checkpoints.ndjson");
  while (readFileSync(checkpoints, "utf8").split("\n").length < 5)
    await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGKILL");
  await once(child, "exit");
  return dataDir;
}

/** What the store holds of the job's deaths once a further process has opened the directory, and left it as if killed. */
async function deathsAfterStart(dataDir: string): Promise<unknown> {
  const service = await openService(dataDir, { resume: false });
  await service.close();
  const store = new JobStore(dataDirectory(dataDir));
  const record = store.get(id)!;
  store.put({ ...record, state: "running", startedAt: record.createdAt, attempt: record.attempt + 1 });
  store.close();
  return record.deaths;
}

test("a job that gets no further is tried nine times after a death, and failed with process-died after the tenth", async () => {
  const dataDir = await leftByKilled();
  const { partitions } = (await deathsAfterStart(dataDir)) as { partitions: number };
  expect(partitions).toBeGreaterThan(0);
  for (let count = 1; count < mostDeaths; count++) {
    expect(await deathsAfterStart(dataDir)).toEqual({ count, partitions });
  }
  const log = logLines();
  const service = await openService(dataDir, { logger: log.logger });
  const failed = service.jobs.get(id);
  expect(failed).toMatchObject({
    state: "failed",
    finishedAt: expect.any(String),
    problem: { code: "process-died", status: 500, instance: `/jobs/${id}` },
  });
  expect(failed.problem?.detail).toMatch(/ended 10 times in a row.*POST the job again/);
  expect(log.events()).toContain("job-failed");
  expect(runDirectories(dataDir)).toEqual([]);

  // Asked for anew, it begins anew, its deaths forgotten.
  const { job } = await service.jobs.submit(longSpec(), publish);
  expect(["queued", "running"]).toContain(job.state);
  await untilWriting(service, id);
  await service.close();
  const store = new JobStore(dataDirectory(dataDir));
  expect(store.get(id)?.deaths).toBeUndefined();
  store.close();
});

test("a partition more on the disk begins the count anew; ends in good order are not counted", async () => {
  const dataDir = await leftByKilled();
  const { partitions } = (await deathsAfterStart(dataDir)) as { partitions: number };
  expect(await deathsAfterStart(dataDir)).toEqual({ count: 1, partitions });
  const store = new JobStore(dataDirectory(dataDir));
  const record = store.get(id)!;
  store.put({ ...record, deaths: { count: mostDeaths - 1, partitions: partitions - 1 } });
  store.close();
  expect(await deathsAfterStart(dataDir)).toEqual({ count: 0, partitions });

  const interrupted = newDataDir();
  const service = await openService(interrupted);
  await service.jobs.submit(longSpec(), publish);
  await untilWriting(service, id);
  await service.close();
  expect(await deathsAfterStart(interrupted)).toBeUndefined();
});

test("a load that ends every process is failed like any other job", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const { job } = await service.jobs.submit(specOf(), publish);
  await service.jobs.waitFor(job.id, 50);
  const { id: load } = await service.jobs.ingest((await service.runs.published())!);
  await service.jobs.waitFor(load, 50);
  await service.close();
  const store = new JobStore(dataDirectory(dataDir));
  store.put({ ...store.get(load)!, state: "running", deaths: { count: mostDeaths - 1, partitions: 0 } });
  store.close();
  const next = await openService(dataDir);
  expect(next.jobs.get(load)).toMatchObject({ state: "failed", problem: { code: "process-died" } });
  expect(next.jobs.get(job.id)).toMatchObject({ state: "succeeded", published: true });
});
