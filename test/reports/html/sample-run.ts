// Complete runs of small worlds as a job leaves them, for tests of the page: made once a test file, gone after it.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { type OpenJobService, openJobService } from "../../../src/jobs/service.ts";
import type { Governance } from "../../../src/reports/governance.ts";
import type { ReportPage } from "../../../src/reports/html/page.ts";
import type { RunReport } from "../../../src/reports/schemas.ts";
import { worldOf } from "../../../src/spec/identity.ts";
import type { GenerateRequest } from "../../../src/spec/request.ts";
import type { Run } from "../../../src/storage/run.ts";
import { publish, specOf } from "../../jobs/specs.ts";

export interface SampleRuns {
  readonly dataDir: string;
  readonly service: OpenJobService;
  /** Generates, publishes and judges. */
  run(request: GenerateRequest): Promise<Run>;
  close(): Promise<void>;
}

export async function openSampleRuns(): Promise<SampleRuns> {
  const root = mkdtempSync(path.join(tmpdir(), "mockbuster-page-"));
  const dataDir = path.join(root, "data");
  const logger = pino({ level: "silent" });
  const service = await openJobService({ dataDir, workers: 1, queueLimit: 4, runsKept: 9, logger });
  return {
    dataDir,
    service,
    async run(request) {
      const { job } = await service.jobs.submit(specOf({ asOf: "2026-01-01", ...request }), publish);
      await service.jobs.waitFor(job.id, 50);
      return service.runs.ofJob(job.id);
    },
    async close() {
      await service.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What the page of a run is made from, without history. */
export function pageOf({ directory, manifest }: Run): ReportPage {
  const parsed = (name: string): unknown => JSON.parse(readFileSync(path.join(directory, name), "utf8"));
  const report = parsed("report.json") as RunReport;
  return {
    manifest,
    report,
    world: worldOf(manifest.spec),
    governance: parsed("governance.json") as Governance,
    history: [],
  };
}
