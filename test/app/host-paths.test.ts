// A service on an absolute data directory: no answer and no refusal names a directory of the host, whatever breaks under it.

import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { buildApp } from "../../src/app.ts";
import { type ErrorCode, errorDefinitions } from "../../src/errors.ts";
import type { Job } from "../../src/jobs/job.ts";
import type { OpenJobService } from "../../src/jobs/service.ts";
import { isWritable } from "../../src/storage/data-directory.ts";
import { storageError } from "../../src/storage/storage-error.ts";
import { complete, newDataDir, openService, publish, specOf } from "../jobs/open-service.ts";

interface Walk {
  /** Asks, and fails when the answer names a directory above the data directory; the status and the code. */
  readonly ask: (method: string, route: string, body?: unknown) => Promise<[number, unknown]>;
}

async function openWalk(service: OpenJobService, dataDir: string): Promise<Walk> {
  const { jobs, runs, history, verification } = service;
  const services = {
    jobs,
    runs,
    history,
    verification,
    isWritable: () => isWritable(dataDir),
    today: () => "2026-01-01",
  };
  const app = await buildApp({ maxCustomers: 1_000_000 }, { ...services, logger: pino({ level: "silent" }) });
  onTestFinished(() => app.close());
  const host = path.dirname(dataDir);
  return {
    async ask(method, route, body) {
      const payload = body === undefined ? {} : { payload: body as object };
      const answer = await app.inject({ method: method as "GET", url: route, ...payload });
      const told = `${JSON.stringify(answer.headers)}\n${answer.rawPayload.toString("latin1")}`;
      expect(told, `${method} ${route}`).not.toContain(host);
      expect(told, `${method} ${route}`).not.toContain(process.cwd());
      const isProblem = method !== "HEAD" && String(answer.headers["content-type"]).includes("problem+json");
      return [answer.statusCode, isProblem ? answer.json<{ code: string }>().code : undefined];
    },
  };
}

test("every answer of a service on an absolute data directory keeps the host's directories to itself", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir, { freeBytes: () => 200_000_000 });
  const job = await complete(service, specOf());
  const other = await complete(service, specOf({ seed: 2 }), { publish: false, force: false });
  const { ask } = await openWalk(service, dataDir);
  expect(job.datasets?.map((dataset) => dataset.path)).toContain("data/raw/customers.csv");
  expect(other.datasets?.[0]?.path).toBe(`data/runs/${other.id}-1/customers.csv`);
  const document = JSON.parse((await readDocument(service, dataDir)).body) as { paths: Record<string, object> };
  for (const [route, operations] of Object.entries(document.paths)) {
    for (const method of Object.keys(operations).filter((each) => each === "get" || each === "head")) {
      const asked = route.replace("{id}", job.id).replace("{name}", "customers").replace("{file}", "console.js");
      await ask(method.toUpperCase(), asked);
      await ask(method.toUpperCase(), `${asked}?format=html`);
    }
  }
  const subset = { seed: 9, customers: 150, content: 20, asOf: "2026-01-01", datasets: ["subscriptions"] };
  expect(await ask("POST", "/generate", subset)).toEqual([409, "missing-dependency"]);
  expect(await ask("POST", "/generate", { customers: 500_000 })).toEqual([507, "disk-too-small"]);
  expect(await ask("POST", "/generate", { customers: 2_000_000 })).toEqual([422, "too-many-customers"]);

  const run = path.join(dataDir, "runs", `${job.id}-1`);
  truncateSync(path.join(run, "customers.csv"), 10);
  expect(await ask("GET", "/datasets/customers")).toEqual([500, "run-damaged"]);
  writeFileSync(path.join(run, "report.json"), "{");
  expect(await ask("GET", "/report")).toEqual([500, "run-damaged"]);
  rmSync(path.join(run, "governance.json"));
  await ask("GET", "/governance");
  rmSync(path.join(run, "manifest.json"));
  await ask("GET", "/datasets/customers");
  await ask("GET", `/datasets/customers?job=${job.id}`);
});

test("a data directory that is gone is told without its place, in answers and in the problem of a failed job", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const { ask } = await openWalk(service, dataDir);
  const { job: first } = await service.jobs.submit(specOf({ customers: 100_000 }), publish);
  const { job: second } = await service.jobs.submit(specOf({ seed: 2 }), publish);
  renameSync(path.join(dataDir, "runs"), path.join(dataDir, "elsewhere"));
  writeFileSync(path.join(dataDir, "runs"), "");
  expect(await ask("POST", "/generate", { customers: 100 })).toEqual([503, "data-directory-unwritable"]);
  expect(await ask("GET", "/readyz")).toEqual([503, "data-directory-unwritable"]);
  for (const { id } of [first, second]) {
    const failed = await service.jobs.waitFor(id, 50);
    expect([failed.state, failed.problem?.detail]).toEqual([
      "failed",
      expect.not.stringContaining(path.dirname(dataDir)),
    ]);
    await ask("GET", `/jobs/${id}`);
  }
  await ask("GET", "/jobs");
});

test("a storage error tells clients what the system answered, and the log what happened to which file", () => {
  let thrown: unknown;
  try {
    readFileSync("/nowhere/at/all.csv");
  } catch (error) {
    thrown = error;
  }
  const coded = storageError(thrown, "read /nowhere/at/all.csv");
  if (!(coded instanceof Error) || !("toProblem" in coded)) throw new TypeError("no coded error");
  const problem = (coded.toProblem as () => NonNullable<Job["problem"]>)();
  expect(coded.message).toContain("/nowhere/at/all.csv");
  expect(problem.detail).toBe(`The operating system answered ENOENT. ${remedyOf("storage-failed")}`);
});

function remedyOf(code: ErrorCode): string {
  return errorDefinitions[code].remedy;
}

async function readDocument(service: OpenJobService, dataDir: string): Promise<{ body: string }> {
  const app = await buildApp({ maxCustomers: 1 }, { ...service, isWritable: () => isWritable(dataDir) });
  const document = await app.inject("/openapi.json");
  await app.close();
  return document;
}
