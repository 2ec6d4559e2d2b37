// `mockbuster verify`: which partition is damaged, exit codes that a pipeline can stand on, and a repair that wants to be alone.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Verification } from "../../src/jobs/run-verification.ts";
import { complete, newDataDir, openService, specOf } from "../jobs/open-service.ts";
import { runCli } from "./run.ts";

test("mockbuster verify ends with 0 when all is whole and 4 when not; --repair mends it once no service is at work", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const first = await complete(service, specOf({ seed: 1 }));
  await complete(service, specOf({ seed: 2 }));
  const intact = await runCli(["verify"], dataDir);
  expect([intact.exitCode, intact.err]).toEqual([0, ""]);
  expect(intact.out).toMatch(/^[0-9a-f]{32}-1: intact \(64 partitions, [\d,]+ bytes read\)\n$/);
  const file = path.join(dataDir, "raw", "usage_logs.csv");
  const good = readFileSync(file);
  writeFileSync(file, Buffer.concat([good.subarray(0, -5), Buffer.from("wrong")]));
  rmSync(path.join(dataDir, "raw", "plans.csv"));
  const damaged = await runCli(["verify"], dataDir);
  expect(damaged.exitCode).toBe(4);
  const lines = damaged.out.split("\n");
  expect(lines[0]).toMatch(/^plans all: 1\d\d bytes from 0: expected [0-9a-f]{64}, found missing$/);
  expect(lines[1]).toMatch(
    /^usage_logs 2025-12-31\/0: [\d,]+ bytes from [\d,]+: expected [0-9a-f]{64}, found [0-9a-f]{64}$/,
  );
  expect(lines[2]).toMatch(/: damaged \(/);
  expect((await runCli(["verify", "--job", first.id], dataDir)).exitCode).toBe(0);
  const refused = await runCli(["verify", "--repair"], dataDir);
  expect([refused.exitCode, refused.err]).toEqual([1, expect.stringContaining(`pid ${process.pid} holds`)]);
  await service.close();
  const repaired = await runCli(["verify", "--repair", "--json"], dataDir);
  const found = JSON.parse(repaired.out) as Verification;
  expect([repaired.exitCode, found.intact, found.repaired]).toEqual([0, true, ["plans", "usage_logs"]]);
  expect(readFileSync(file).equals(good)).toBe(true);
  expect((await runCli(["verify"], dataDir)).exitCode).toBe(0);
});

test("mockbuster verify ends with 130 when it is interrupted, 1 with nothing to verify, and 2 on an unknown option", async () => {
  const dataDir = newDataDir();
  const none = await runCli(["verify"], dataDir);
  expect([none.exitCode, none.err]).toEqual([1, expect.stringContaining("run mockbuster generate first")]);
  expect((await runCli(["verify", "--mend"], dataDir)).exitCode).toBe(2);
  const service = await openService(dataDir);
  await complete(service, specOf());
  const interrupted = AbortSignal.abort();
  expect((await runCli(["verify"], dataDir, { interrupted })).exitCode).toBe(130);
  expect((await runCli(["verify", "--help"], dataDir)).out).toContain("4 damaged");
});
