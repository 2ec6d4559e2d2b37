// `mockbuster validate`: exit codes that a pipeline can stand on, and a table that says what failed first.

import { copyFileSync, existsSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import type { Validation } from "../../src/warehouse/validation/schemas.ts";
import { writeWorld } from "../checks/judged-files.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { loadFiles } from "../warehouse/validation/loaded-files.ts";
import { testWorld } from "../worlds.ts";
import { runCli } from "./run.ts";

test("mockbuster validate says that there is no warehouse, and how to make one", async () => {
  const { exitCode, out, err } = await runCli(["validate"], temporaryDirectory());
  expect([exitCode, out]).toEqual([1, ""]);
  expect(err).toMatch(/There is no .*warehouse\.sqlite\. POST \/ingest/);
});

test("mockbuster validate ends with 0 when no test failed and with 4 when one did, and only reads the warehouse", async () => {
  const dataDir = temporaryDirectory();
  const world = testWorld({ customers: 100, content: 50, seed: "command" });
  const files = writeWorld(path.join(dataDir, "world"), world);
  const { file } = await loadFiles(path.join(dataDir, "loaded"), files, world);
  copyFileSync(file, path.join(dataDir, "warehouse.sqlite"));
  const sound = await runCli(["validate"], dataDir);
  expect([sound.exitCode, sound.err]).toEqual([0, ""]);
  expect(sound.out).toMatch(/^validation: undecided \(\d+ passed, 0 failed, [1-9]\d* undecided\)$/m);

  const broken = new Database(file);
  broken.exec("UPDATE usage_logs SET duration_watched = 0.5 WHERE rowid = 3");
  broken.close();
  const failing = await runCli(["validate", "--db", file], dataDir);
  expect(failing.exitCode).toBe(4);
  expect(failing.out.split("\n")[1]).toMatch(/^fail +completion-ceiling +1 +0 +completion_rate is /);
  expect(failing.out).toMatch(/^ {4}usage_logs line 3: U\d{8}-\d{9}-\d+: watched 0\.5 of [\d.]+ minutes$/m);

  const asJson = await runCli(["validate", "--db", file, "--json"], dataDir);
  const { counts, verdict } = JSON.parse(asJson.out) as Validation;
  expect([verdict, counts.fail]).toEqual(["fail", 2]);
  expect(existsSync(path.join(dataDir, "validation"))).toBe(false);
});
