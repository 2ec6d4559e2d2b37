// A data directory on a disk that is mounted read-only: what cannot work says so, and what only reads works.

import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test as anyTest, expect } from "vitest";
import { canTakeWork } from "../../src/storage/data-directory.ts";
import { runCli } from "../cli/run.ts";
import { mountingFault, mountReadOnly } from "../storage/mounts.ts";
import { complete, newDataDir, openService, specOf } from "./open-service.ts";

if (mountingFault !== undefined) console.warn(`not tested, since nothing can be mounted here: ${mountingFault}`);
const test = anyTest.skipIf(mountingFault !== undefined);

test("on a read-only disk the service does not start, generating and repairing are refused, and reading commands work", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const job = await complete(service, specOf());
  await service.close();
  const readOnly = path.join(path.dirname(dataDir), "read-only");
  mkdirSync(readOnly);
  mountReadOnly(dataDir, readOnly);
  const before = readFileSync(path.join(readOnly, "raw", "customers.csv"));
  await expect(openService(readOnly)).rejects.toMatchObject({ code: "data-directory-unwritable", status: 503 });
  expect(await canTakeWork(readOnly)).toBe(false);
  for (const args of [
    ["generate", "--customers", "10"],
    ["verify", "--repair"],
  ]) {
    const { exitCode, err } = await runCli(args, readOnly);
    expect([exitCode, err], args.join(" ")).toEqual([1, expect.stringContaining("The data directory is not writable")]);
  }
  for (const args of [["verify"], ["governance"], ["report"], ["verify", "--job", job.id]]) {
    expect((await runCli(args, readOnly)).exitCode, args.join(" ")).toBe(0);
  }
  expect(readFileSync(path.join(readOnly, "raw", "customers.csv")).equals(before)).toBe(true);
});
