// Every request under examples/ is accepted by a real service, runs, and writes what its estimate says.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, buildApp } from "../../src/app.ts";
import type { Job } from "../../src/jobs/job.ts";
import { type OpenJobService, openJobService } from "../../src/jobs/service.ts";

const folder = new URL("../../examples/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
let service: OpenJobService;
let app: App;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "mockbuster-examples-"));
  const logger = pino({ level: "silent" });
  service = await openJobService({ dataDir, workers: 2, queueLimit: 16, runsKept: 5, logger });
  app = await buildApp({ maxCustomers: 100_000 }, { ...service, isWritable: async () => true });
});
afterAll(async () => {
  await app.close();
  await service.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("examples/", () => {
  it("are all listed in its README", () => {
    const readme = readFileSync(new URL("README.md", folder), "utf8");
    expect(files.filter((name) => !readme.includes(name))).toEqual([]);
    expect(files.length).toBeGreaterThan(3);
  });

  it.each(files)("%s runs, and writes as many rows as its estimate says", async (name) => {
    const payload = readFileSync(new URL(name, folder), "utf8");
    const headers = { "content-type": "application/json", prefer: "wait=60" };
    const estimated = await app.inject({ method: "POST", url: "/estimate", headers, payload });
    const generated = await app.inject({ method: "POST", url: "/generate", headers, payload });
    const job = generated.json<Job>();
    expect([estimated.statusCode, generated.statusCode, job.state]).toEqual([200, 200, "succeeded"]);
    const { totals } = estimated.json<{ totals: { rows: { low: number; high: number; expected: number } } }>();
    // Four times the half-width of a 95 % interval: 7.8 standard errors.
    const slack = 4 * Math.max(totals.rows.high - totals.rows.expected, totals.rows.expected - totals.rows.low);
    expect(Math.abs(job.progress.rowsWritten - totals.rows.expected)).toBeLessThanOrEqual(slack);
  });
});
