// The job service: one job for one spec, publishing, attempts anew, and what clients read of a job.

import {
  appendFileSync,
  existsSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import path from "node:path";
import pino from "pino";
import { expect, test } from "vitest";
import { datasetNames, headerLine } from "../../src/datasets.ts";
import type { JobEvent } from "../../src/jobs/job.ts";
import { jobIdOf } from "../../src/spec/identity.ts";
import { complete, newDataDir, openService, publish, runDirectories, specOf } from "./open-service.ts";

test("submit() writes five files with report and manifest, publishes them, and logs a line a dataset", async () => {
  const dataDir = newDataDir();
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const told = new Map<string, number>();
  const ended: string[] = [];
  const service = await openService(dataDir, {
    logger,
    observer: {
      jobEnded: (job, seconds) => void ended.push(`${job.state} ${seconds >= 0}`),
      rowsGenerated: (dataset, rows) => void told.set(dataset, (told.get(dataset) ?? 0) + rows),
      warehouseLoaded: () => {},
    },
  });
  const spec = specOf();
  const job = await complete(service, spec);
  expect(job).toMatchObject({ id: jobIdOf(spec), state: "succeeded", published: true, requests: 1 });
  expect(job.progress).toMatchObject({ fraction: 1, etaSeconds: 0, rowsWritten: sum(job.datasets, "rows") });
  expect(job.progress.bytesWritten).toBe(sum(job.datasets, "bytes"));
  expect(job.datasets?.map(({ name }) => name)).toEqual(datasetNames);
  const run = await service.runs.published();
  expect(run?.manifest).toMatchObject({ job: job.id, spec, nodeVersion: process.version, run: `${job.id}-1` });
  for (const { name, rows, bytes, path: file, url } of job.datasets ?? []) {
    const text = readFileSync(path.join(dataDir, "raw", `${name}.csv`), "utf8");
    expect(file).toBe(`data/raw/${name}.csv`);
    expect(url).toBe(`/datasets/${name}?job=${job.id}`);
    expect(text.startsWith(`${headerLine(name)}\n`)).toBe(true);
    expect(text.split("\n").length - 2).toBe(rows);
    expect(Buffer.byteLength(text)).toBe(bytes);
    expect(told.get(name)).toBe(rows);
  }
  const report = JSON.parse(readFileSync(path.join(dataDir, "raw", "report.json"), "utf8"));
  expect(report.datasets.usage_logs.rows).toBe(job.datasets?.at(-1)?.rows);
  expect(existsSync(path.join(dataDir, "raw", "checkpoints.ndjson"))).toBe(false);
  expect(ended).toEqual(["succeeded true"]);
  const datasetLines = lines.filter((line) => line["event"] === "dataset-generated");
  expect(datasetLines.map((line) => String(line["dataset"])).sort()).toEqual([...datasetNames].sort());
  expect(datasetLines.find((line) => line["dataset"] === "usage_logs")).toMatchObject({
    rows: job.datasets?.at(-1)?.rows,
    path: path.join(dataDir, "raw", "usage_logs.csv"),
    categories: { genre: expect.anything() },
    coverage: { started_at: { first: expect.stringMatching(/^2025-1[12]/), last: expect.stringMatching(/^2025-12/) } },
  });
});

function sum(datasets: readonly { rows: number; bytes: number }[] = [], field: "rows" | "bytes"): number {
  return datasets.reduce((total, dataset) => total + dataset[field], 0);
}

test("submit() finds the same job again, publishes it again after another, and only when asked to", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const [first, second] = [specOf({ seed: 1 }), specOf({ seed: 2 })];
  const job = await complete(service, first, { publish: false, force: false });
  expect(job).toMatchObject({ state: "succeeded", published: false });
  expect(job.datasets?.[0]?.path).toBe(`data/runs/${job.id}-1/customers.csv`);
  expect(await service.runs.published()).toBeUndefined();
  expect((await service.runs.ofJob(job.id)).manifest.job).toBe(job.id);

  expect(await service.jobs.submit(first, publish)).toMatchObject({
    existing: true,
    job: { published: true, requests: 2 },
  });
  expect((await complete(service, second)).published).toBe(true);
  expect(service.jobs.get(job.id).published).toBe(false);
  await service.jobs.submit(first, { publish: false, force: false });
  expect((await service.runs.published())?.manifest.job).toBe(jobIdOf(second));
  expect((await service.jobs.submit(first, publish)).job.published).toBe(true);
  expect(readlinkSync(path.join(dataDir, "raw"))).toBe(path.join("runs", `${job.id}-1`));
  expect(runDirectories(dataDir)).toHaveLength(2);
});

test("submit() with force makes a new attempt in a new directory with the same bytes; the old result stays readable", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const spec = specOf();
  const job = await complete(service, spec);
  const again = await service.jobs.submit(spec, { publish: true, force: true });
  expect(again).toMatchObject({ existing: false, job: { id: job.id, requests: 1, published: true } });
  expect((await service.runs.ofJob(job.id)).manifest.run).toBe(`${job.id}-1`);
  const forced = await service.jobs.waitFor(job.id, 50);
  expect(forced.datasets).toEqual(job.datasets);
  expect((await service.runs.ofJob(job.id)).manifest.run).toBe(`${job.id}-2`);
  expect((await service.runs.published())?.manifest.run).toBe(`${job.id}-2`);
});

test("submit() starts anew when the run is gone, truncated, changed in a byte, or has no readable manifest", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const spec = specOf();
  const { id, datasets } = await complete(service, spec);
  const damages: ((run: string) => void)[] = [
    (run) => rmSync(run, { recursive: true }),
    (run) => truncateSync(path.join(run, "content.csv"), 10),
    (run) => changeByte(path.join(run, "usage_logs.csv")),
    (run) => appendFileSync(path.join(run, "manifest.json"), "}"),
  ];
  for (const damage of damages) {
    damage(realpathSync(path.join(dataDir, "raw")));
    expect((await service.jobs.submit(spec, publish)).existing).toBe(false);
    expect(await service.jobs.waitFor(id, 50)).toMatchObject({ state: "succeeded", published: true, datasets });
  }
});

test("a job whose run is removed while its files are looked at starts anew, and fails nobody", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const spec = specOf({ datasets: ["plans"] });
  const { id } = await complete(service, spec);
  await complete(service, specOf({ seed: 2, datasets: ["plans"] }));
  const asked = service.jobs.submit(spec, publish);
  // As an eviction begins: its manifest goes first.
  rmSync(path.join(dataDir, "runs", `${id}-1`, "manifest.json"));
  expect((await asked).existing).toBe(false);
  expect(await service.jobs.waitFor(id, 50)).toMatchObject({ state: "succeeded", published: true });
});

function changeByte(file: string): void {
  const { size } = statSync(file);
  truncateSync(file, size - 1);
  appendFileSync(file, "X");
}

test("runs beside the published and the newest ones are removed, and their jobs say so", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir, { runsKept: 1 });
  const ids: string[] = [];
  for (const seed of [1, 2, 3]) ids.push((await complete(service, specOf({ seed }))).id);
  // The next job starts only after the leftovers of the one before are gone.
  const last = await complete(service, specOf({ seed: 4, datasets: ["plans"] }));
  await complete(service, specOf({ seed: 5, datasets: ["plans"] }));
  expect(runDirectories(dataDir)).toContain(`${last.id}-1`);
  await expect(service.runs.ofJob(ids[0]!)).rejects.toMatchObject({ code: "job-evicted" });
  expect(service.jobs.get(ids[0]!)).toMatchObject({ state: "succeeded", published: false });
  await expect(service.runs.ofJob("0".repeat(32))).rejects.toMatchObject({ code: "unknown-job" });
});

test("list() pages through jobs newest first with an opaque cursor, and by state", async () => {
  const service = await openService();
  const ids: string[] = [];
  for (const seed of [1, 2, 3]) ids.push((await complete(service, specOf({ seed, datasets: ["plans"] }))).id);
  const first = service.jobs.list({ limit: 2 });
  expect(first.jobs.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  expect(first.jobs.map((job) => job.published)).toEqual([true, false]);
  const second = service.jobs.list({ limit: 2, cursor: first.nextCursor! });
  expect(second).toMatchObject({ jobs: [{ id: ids[0] }], nextCursor: null });
  expect(service.jobs.list({ limit: 9, state: "failed" }).jobs).toEqual([]);
  for (const cursor of ["", "1", "bm9uZQ", `${first.nextCursor}x`]) {
    expect(() => service.jobs.list({ limit: 2, cursor })).toThrow(
      expect.objectContaining({ code: "invalid-query", errors: [expect.objectContaining({ pointer: "/cursor" })] }),
    );
  }
});

test("events() rise, come as one object to all followers, and end with the last one, also for who asks later", async () => {
  const service = await openService();
  const { job } = await service.jobs.submit(specOf({ customers: 3000 }), publish);
  const never = new AbortController().signal;
  const follow = async (after?: number): Promise<JobEvent[]> => {
    const events: JobEvent[] = [];
    for await (const event of service.jobs.events(job.id, after, never)) events.push(event);
    return events;
  };
  const [one, other] = await Promise.all([follow(), follow()]);
  expect(one.length).toBeGreaterThan(1);
  expect(one.every((event, index) => index === 0 || event.id > one[index - 1]!.id)).toBe(true);
  expect(one.slice(0, -1).every(({ event }) => event === "progress")).toBe(true);
  expect(one.at(-1)).toMatchObject({ event: "succeeded", job: { state: "succeeded", progress: { fraction: 1 } } });
  expect(other.at(-1)).toBe(one.at(-1));
  const fractions = one.map((event) => event.job.progress.fraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(await follow()).toMatchObject([{ id: one.at(-1)!.id, event: "succeeded" }]);
  expect(await follow(one.at(-1)!.id)).toMatchObject([{ event: "succeeded" }]);
  expect(() => service.jobs.events("0".repeat(32), undefined, never)).toThrow(
    expect.objectContaining({ code: "unknown-job" }),
  );
});
