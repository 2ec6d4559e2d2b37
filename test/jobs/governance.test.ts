// What a job makes of the verdicts on its files: its result, its log, its metric, and a history that outlives the run.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import pino from "pino";
import { expect, test } from "vitest";
import { createMetrics } from "../../src/http/metrics.ts";
import type { Governance } from "../../src/reports/governance.ts";
import { jobIdOf } from "../../src/spec/identity.ts";
import { complete, newDataDir, openService, publish, runDirectories, specOf } from "./open-service.ts";

const workerFile = new URL("./biased-worker.ts", import.meta.url);

function governanceOf(dataDir: string, run: string): Governance {
  return JSON.parse(readFileSync(path.join(dataDir, "runs", run, "governance.json"), "utf8"));
}

/** What is said of a dataset, without when. */
function checksOn(governance: Governance, dataset: string) {
  return governance.checks.filter((check) => check.dataset === dataset);
}

test("a run's verdicts lie beside its report, and its job's result says what they add up to", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const job = await complete(service, specOf());
  const governance = governanceOf(dataDir, `${job.id}-1`);
  const { verdict, counts, checks } = governance;
  expect(governance).toMatchObject({ run: `${job.id}-1`, job: job.id, seed: "42", asOf: "2026-01-01", customers: 150 });
  expect(checks.length).toBeGreaterThan(0);
  for (const outcome of ["pass", "fail", "undecided"] as const) {
    expect(counts[outcome]).toBe(checks.filter((check) => check.verdict === outcome).length);
  }
  expect(job).toMatchObject({ state: "succeeded", governance: verdict, verdicts: { ...counts, failed: [] } });
  expect(service.history.list({ limit: 5 })).toMatchObject({
    entries: [{ run: `${job.id}-1`, job: job.id, verdict, counts, checks: checks.map(({ id }) => ({ id })) }],
    nextCursor: null,
  });
});

test("a failed verdict leaves the job succeeded and published, warns in the log, and counts in the metric", async () => {
  const lines: string[] = [];
  const logger = pino(
    { level: "info" },
    new PassThrough().on("data", (line) => lines.push(String(line))),
  );
  const metrics = createMetrics();
  const service = await openService(newDataDir(), { workerFile, logger, observer: metrics.observer });
  const good = await complete(service, specOf({ seed: "good" }));
  const job = await complete(service, specOf({ seed: "biased", customers: 400 }));
  expect(job).toMatchObject({ state: "succeeded", published: true, governance: "fail" });
  expect(job.verdicts?.failed).toContain("weekend-lift/ratio");
  expect(job.verdicts?.fail).toBe(job.verdicts?.failed.length);
  const logged = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "governance-failed");
  expect(logged).toEqual([
    expect.objectContaining({
      level: pino.levels.values["warn"],
      job: job.id,
      run: `${job.id}-1`,
      failed: expect.arrayContaining([{ id: "weekend-lift/ratio", observed: 0, expected: 1.5 }]),
    }),
  ]);
  const text = await metrics.registry.metrics();
  const counted = { pass: 0, fail: 1, undecided: 0 };
  counted[good.governance!]++;
  for (const [verdict, runs] of Object.entries(counted)) {
    expect(text.split("\n")).toContain(`mockbuster_governance_runs_total{verdict="${verdict}"} ${runs}`);
  }
});

test("a run is judged against the behaviour its own spec declares, not the default", async () => {
  // The worker's defect is what this spec asks for.
  const service = await openService(newDataDir(), { workerFile });
  const spec = specOf({ seed: "biased", customers: 400, behaviour: { "weekend-lift": { lift: 0 } } });
  const job = await complete(service, spec);
  expect(job.governance).not.toBe("fail");
  expect(job.verdicts?.failed).toEqual([]);
});

test("the history keeps every run, also a forced attempt's and one that has been removed", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir, { runsKept: 0 });
  const first = await complete(service, specOf({ seed: 1 }));
  await service.jobs.submit(specOf({ seed: 1 }), { publish: true, force: true });
  await service.jobs.waitFor(first.id, 50);
  const second = await complete(service, specOf({ seed: 2, asOf: "2026-02-01" }));
  // Submitted behind the others, it starts once their leftovers are gone.
  await complete(service, specOf({ seed: 2, asOf: "2026-02-01" }), { publish: true, force: true });
  expect(runDirectories(dataDir)).not.toContain(`${first.id}-1`);
  const runs = (query: object) => service.history.list({ limit: 10, ...query }).entries.map(({ run }) => run);
  expect(runs({})).toEqual([`${second.id}-2`, `${second.id}-1`, `${first.id}-2`, `${first.id}-1`]);
  expect(runs({ job: first.id })).toEqual([`${first.id}-2`, `${first.id}-1`]);
  expect(runs({ asOf: "2026-02-01" })).toEqual([`${second.id}-2`, `${second.id}-1`]);
});

test("a subset's run carries over what was said of the files it links and does not read", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const whole = await complete(service, specOf());
  const before = governanceOf(dataDir, `${whole.id}-1`);
  expect(checksOn(before, "usage_logs").length).toBeGreaterThan(0);
  const content = specOf({ datasets: ["content"] });
  await complete(service, content);
  const after = governanceOf(dataDir, `${jobIdOf(content)}-1`);
  expect(after.checks).toEqual(before.checks);
  expect(after.counts).toEqual(before.counts);

  const usage = specOf({ datasets: ["usage_logs"] });
  await complete(service, usage);
  expect(governanceOf(dataDir, `${jobIdOf(usage)}-1`).checks).toEqual(before.checks);
});

test("a subset's run says nothing of datasets it lacks, and undecided of linked ones that nobody vouches for", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const parents = specOf({ datasets: ["customers", "plans", "content", "subscriptions"] });
  const first = await complete(service, parents);
  const governance = governanceOf(dataDir, `${first.id}-1`);
  expect(checksOn(governance, "usage_logs")).toEqual([]);

  for (const loss of [(file: string) => rmSync(file), (file: string) => writeFileSync(file, "{")]) {
    await complete(service, specOf(), { publish: true, force: true });
    loss(path.join(dataDir, "raw", "governance.json"));
    const plans = specOf({ datasets: ["plans"] });
    const { id } = await complete(service, plans, { publish: true, force: true });
    const { checks } = governanceOf(dataDir, (await service.runs.ofJob(id)).manifest.run);
    expect(checks.filter((check) => check.dataset === "usage_logs")).toMatchObject([
      { id: "contract/usage_logs-formats", verdict: "undecided", reason: expect.stringContaining("no verdicts") },
    ]);
  }
});

test("submit() starts a job anew whose run has lost its verdicts", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const job = await complete(service, specOf());
  const { checks } = governanceOf(dataDir, `${job.id}-1`);
  rmSync(path.join(dataDir, "raw", "governance.json"));
  expect((await service.jobs.submit(specOf(), publish)).existing).toBe(false);
  expect(await service.jobs.waitFor(job.id, 50)).toMatchObject({ state: "succeeded", datasets: job.datasets });
  expect(governanceOf(dataDir, `${job.id}-2`).checks).toEqual(checks);
});
