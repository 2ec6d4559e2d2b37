// An application that listens, over runs written by hand and jobs driven by hand.

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { type App, type AppConfig, type AppServices, buildApp } from "../../src/app.ts";
import type { GovernanceHistory } from "../../src/jobs/governance-history.ts";
import { RunVerification } from "../../src/jobs/run-verification.ts";
import { WorkerPool } from "../../src/jobs/worker-pool.ts";
import { HandJobs } from "./hand-jobs.ts";
import { HandCatalog, samples, writeRun } from "./run-fixture.ts";

export { jobOf } from "./hand-jobs.ts";
export { type FileRows, samples, sha256, spec, writeRun } from "./run-fixture.ts";

export interface Fixture {
  readonly app: App;
  readonly jobs: HandJobs;
  readonly runs: HandCatalog;
  readonly verification: RunVerification;
  readonly directory: string;
  /** `http://127.0.0.1:port` of the listening application. */
  readonly url: string;
  close(): Promise<void>;
}

const noHistory: GovernanceHistory = { list: () => ({ entries: [], nextCursor: null }) };

/** A listening application over `samples`, published. */
export async function openFixture(
  services: Partial<AppServices> = {},
  config: Partial<AppConfig> = {},
): Promise<Fixture> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-http-"));
  const jobs = new HandJobs();
  const runs = new HandCatalog();
  const pool = new WorkerPool({ workers: 1 });
  const verification = new RunVerification(pool, pino({ level: "silent" }));
  runs.current = writeRun(path.join(directory, "run-1"), samples);
  const app = await buildApp(
    { maxCustomers: 1_000_000, ...config },
    {
      jobs,
      runs,
      history: noHistory,
      verification,
      isWritable: async () => true,
      today: () => "2026-01-01",
      ...services,
    },
  );
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    app,
    jobs,
    runs,
    verification,
    directory,
    url,
    async close() {
      await Promise.all([app.close(), pool.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
