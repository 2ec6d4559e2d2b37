// `mockbuster governance`: exit codes that a pipeline can stand on, and a table that says what failed first.

import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { governanceTable } from "../../src/cli/governance-table.ts";
import { governanceExample } from "../../src/openapi/governance-examples.ts";
import type { Check, Governance } from "../../src/reports/governance.ts";
import type { GenerateRequest } from "../../src/spec/request.ts";
import { complete, newDataDir, openService, specOf } from "../jobs/open-service.ts";
import { type WrittenRun, writtenRun } from "../reports/judged-run.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { runCli } from "./run.ts";

/** A data directory in which a run lies published. */
function published(request: GenerateRequest, generatedAs = request): { dataDir: string; run: WrittenRun } {
  const dataDir = temporaryDirectory();
  const written = writtenRun(request, generatedAs);
  mkdirSync(path.join(dataDir, "runs"));
  const name = `${written.manifest.job}-1`;
  symlinkSync(written.directory, path.join(dataDir, "runs", name));
  symlinkSync(path.join("runs", name), path.join(dataDir, "raw"));
  return { dataDir, run: written };
}

const world = { customers: 400, content: 40 };
const withoutWeekends = { ...world, behaviour: { "weekend-lift": { lift: 0 } } };

test("mockbuster governance ends with 0 when no check failed, and with --strict with 4 when one is undecided", async () => {
  const { dataDir } = published(world);
  const { exitCode, out, err } = await runCli(["governance"], dataDir);
  expect([exitCode, err]).toEqual([0, ""]);
  expect(out).toContain("governance: undecided (");
  expect((await runCli(["governance", "--strict"], dataDir)).exitCode).toBe(4);
});

test("mockbuster governance ends with 4 when a check failed, whatever the verdicts made before say", async () => {
  const { dataDir, run: written } = published(world, withoutWeekends);
  writeFileSync(path.join(written.directory, "governance.json"), JSON.stringify(governanceExample));
  const { exitCode, out } = await runCli(["governance"], dataDir);
  expect(exitCode).toBe(4);
  expect(out.split("\n")[1]).toMatch(/^fail /);
  expect(out).toMatch(/^fail +weekend-lift\/ratio +0 +1\.5 +[\d.]+ +A Saturday or Sunday has 1\.5 times/m);
  expect(out).toMatch(/^governance: fail \(\d+ passed, [1-9]\d* failed, \d+ undecided\)$/m);
});

test("mockbuster governance --json prints the verdicts and nothing else", async () => {
  const { dataDir, run: written } = published(world, withoutWeekends);
  const { exitCode, out } = await runCli(["governance", "--json"], dataDir);
  const governance = JSON.parse(out) as Governance;
  expect([exitCode, governance.verdict, governance.job]).toEqual([4, "fail", written.manifest.job]);
});

test("mockbuster governance names the line and byte of a malformed row, and a file that is gone", async () => {
  const { dataDir, run: written } = published(world);
  const { length } = readFileSync(written.fileOf("plans"));
  appendFileSync(written.fileOf("plans"), "P9,Gold\n");
  const malformed = await runCli(["governance"], dataDir);
  expect(malformed.exitCode).toBe(4);
  expect(malformed.out).toContain(`    line 5: P9: malformed at byte ${length}: it has 2 fields, not 5`);
  rmSync(written.fileOf("plans"));
  const gone = await runCli(["governance"], dataDir);
  expect([gone.exitCode, gone.out]).toEqual([4, expect.stringContaining("    the file is not there\n")]);
});

test("mockbuster governance works beside a service, also on the run of a job that is not published", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const first = await complete(service, specOf({ seed: 1 }));
  const second = await complete(service, specOf({ seed: 2 }));
  const judged = async (...args: string[]) =>
    JSON.parse((await runCli(["governance", "--json", ...args], dataDir)).out);
  expect((await judged()).job).toBe(second.id);
  expect(await judged("--job", first.id)).toMatchObject({ job: first.id, run: `${first.id}-1` });
  const unknown = await runCli(["governance", "--job", "0".repeat(32)], dataDir);
  expect([unknown.exitCode, unknown.out]).toEqual([1, ""]);
  expect(unknown.err).toContain(`No run of the job ${"0".repeat(32)} is kept in ${dataDir}`);
});

test("mockbuster governance ends with 1 when there is nothing to judge, and writes nothing", async () => {
  const dataDir = path.join(temporaryDirectory(), "none");
  for (const more of [[], ["--job", "0".repeat(32)]]) {
    const { exitCode, out, err } = await runCli(["governance", ...more], dataDir);
    expect([exitCode, out]).toEqual([1, ""]);
    expect(err).toContain("run mockbuster generate first");
  }
  expect(() => readFileSync(dataDir)).toThrow(expect.objectContaining({ code: "ENOENT" }));
});

test("mockbuster governance ends with 1 on a run of another model version, and with 2 on an unknown option", async () => {
  const { dataDir, run: written } = published(world);
  const manifest = { ...written.manifest, modelVersion: "2020.1-1" };
  writeFileSync(path.join(written.directory, "manifest.json"), JSON.stringify(manifest));
  const { exitCode, err } = await runCli(["governance"], dataDir);
  expect([exitCode, err]).toEqual([1, expect.stringContaining("2020.1-1")]);
  expect((await runCli(["governance", "--lenient"], dataDir)).exitCode).toBe(2);
  const help = await runCli(["governance", "--help"], dataDir);
  expect([help.exitCode, help.out]).toEqual([0, expect.stringContaining("4 a check failed")]);
});

test("mockbuster generate prints what the checks add up to", async () => {
  const dataDir = path.join(temporaryDirectory(), "data");
  const { exitCode, out } = await runCli(["generate", "--customers", "150", "--content", "20"], dataDir);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^governance: (pass|undecided) \(\d+ passed, 0 failed, \d+ undecided\)\n$/m);
});

test("governanceTable() shows what failed first, then what is undecided, then the demands, then the rest", () => {
  const [example] = governanceExample.checks as [Check];
  const unknown = { observed: null, expected: null, reason: "Too few rows." };
  const undecided = (id: string): Check => ({ ...example, ...unknown, id, verdict: "undecided" });
  const checks: Check[] = [
    { ...example, id: "a/declared", demand: false },
    { ...example, id: "b/demanded" },
    undecided("c/undecided"),
    undecided("e/undecided"),
    {
      ...{ ...example, id: "d/broken", verdict: "fail", unit: "rows", observed: 12_345, expected: 0 },
      offenders: [{ line: 7, key: "C000000006", found: "signed up after the as-of date" }],
    },
  ];
  const text = governanceTable({
    ...governanceExample,
    verdict: "fail",
    counts: { pass: 2, fail: 1, undecided: 1 },
    checks,
  });
  const lines = text.split("\n").map((line) => line.split(/ {2,}/));
  expect(lines.slice(0, 9).map((cells) => cells.slice(0, 4))).toEqual([
    ["verdict", "check", "observed", "expected"],
    ["fail", "d/broken", "12,345", "0"],
    ["", "line 7: C000000006: signed up after the as-of date"],
    ["undecided", "c/undecided", "-", "-"],
    ["undecided", "e/undecided", "-", "-"],
    ["", "Too few rows."],
    ["pass", "b/demanded", "1.504", "1.5"],
    ["pass", "a/declared", "1.504", "1.5"],
    [""],
  ]);
  expect(text).toMatch(/^[0-9a-f]{32}-1: 20,000 customers as of 2026-01-01/m);
  expect(text).toContain("\ngovernance: fail (2 passed, 1 failed, 1 undecided)\n");
  expect(text).toContain("with a probability of at most 0.000001.");
});
