// One literal copy of every demanded number, checked on the files that jobs have written, for three worlds.
// The copies stand here on purpose: they guard the parameters of the rule cards.

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { afterAll, beforeAll, describe } from "vitest";
import { type OpenJobService, openJobService } from "../../src/jobs/service.ts";
import { resolveSpec } from "../../src/spec/resolve.ts";
import { contractTests } from "./contract-tests.ts";
import { contentTests, customerTests } from "./customer-tests.ts";
import { readWorld, type WrittenWorld } from "./files.ts";
import { subscriptionTests } from "./subscription-tests.ts";
import { timingTests } from "./usage-timing-tests.ts";
import { completionTests, watchingTests } from "./usage-watching-tests.ts";

const worlds = [
  { seed: "42", asOf: "2026-01-01", customers: 20_000, content: 500 },
  { seed: "š and a leap day", asOf: "2024-03-01", customers: 25_000, content: 333 },
  { seed: "7", asOf: "2031-07-14", customers: 20_000, content: 2000 },
];

const dataDir = mkdtempSync(path.join(os.tmpdir(), "mockbuster-acceptance-"));
let service: OpenJobService;
beforeAll(async () => {
  const logger = pino({ level: "silent" });
  service = await openJobService({ dataDir, workers: 2, queueLimit: 1, runsKept: worlds.length, logger });
});
afterAll(async () => {
  await service.close();
  rmSync(dataDir, { recursive: true });
});

/** Runs the job of a world and reads its files back. */
async function writtenWorld(request: (typeof worlds)[number]): Promise<WrittenWorld> {
  const { spec } = resolveSpec(request, { maxCustomers: request.customers, today: request.asOf });
  const { job } = await service.jobs.submit(spec, { publish: true, force: false });
  const ended = await service.jobs.waitFor(job.id, 60);
  if (ended.state !== "succeeded") throw new Error(`the job ${ended.state}: ${ended.problem?.detail}`);
  const { directory } = await service.runs.ofJob(job.id);
  return readWorld(directory, request.asOf);
}

describe.each(worlds)("seed $seed at $asOf", (request) => {
  let world: WrittenWorld;
  beforeAll(async () => {
    world = await writtenWorld(request);
  });

  // What no seed can change is looked at once.
  if (request === worlds[0]) describe("the contract", () => contractTests(() => world));
  describe("customers and plans", () => customerTests(() => world));
  describe("content", () => contentTests(() => world));
  describe("subscriptions", () => subscriptionTests(() => world));
  describe("when sessions happen", () => timingTests(() => world));
  describe("how much is watched", () => watchingTests(() => world));
  describe("what completion_rate says of it", () => completionTests(() => world));
});
