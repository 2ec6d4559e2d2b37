// Judging the files of a run directory as they are: the same verdicts as the job's, and what damage makes of them.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { DatasetName } from "../../src/datasets.ts";
import type { Check, Governance } from "../../src/reports/governance.ts";
import { judgeDirectory, type ScannedFiles, scanFiles } from "../../src/reports/scan-files.ts";
import { complete, newDataDir, openService, specOf } from "../jobs/open-service.ts";
import { type WrittenRun, writtenRun } from "./judged-run.ts";

const judgedAt = new Date("2026-01-02T03:04:05.678Z");

function checksOn(governance: Governance, dataset: DatasetName): Check[] {
  return governance.checks.filter((check) => check.dataset === dataset);
}

const idsOf = (checks: readonly Check[]): string[] => checks.map(({ id }) => id);

/** What every damaged file has in common: its failed check, and nothing decided of what hangs on it. */
function expectBroken(run: WrittenRun, dataset: DatasetName, offender: object): Governance {
  const governance = judgeDirectory(run.directory, judgedAt);
  expect(governance.verdict).toBe("fail");
  const failed = governance.checks.filter(({ verdict }) => verdict === "fail");
  expect(failed).toMatchObject([{ id: `contract/${dataset}-formats`, dataset, observed: 1, offenders: [offender] }]);
  return governance;
}

test("judgeDirectory() of a job's run gives the verdicts that the job gave, though it reads each file in one piece", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  await complete(service, specOf({ customers: 400 }));
  const directory = path.join(dataDir, "raw");
  const before = JSON.parse(readFileSync(path.join(directory, "governance.json"), "utf8")) as Governance;
  const { manifest } = (await service.runs.published())!;
  expect(manifest.datasets.find(({ name }) => name === "usage_logs")?.partitions.length).toBeGreaterThan(1);
  const now = judgeDirectory(directory, judgedAt);
  expect({ ...now, judgedAt: before.judgedAt }).toEqual(before);
  expect(now.judgedAt).toBe("2026-01-02T03:04:05.678Z");
});

test("judgeDirectory() reads the files, not the verdicts made before", () => {
  const run = writtenRun({ customers: 400 });
  const before = judgeDirectory(run.directory, judgedAt);
  expect(before.verdict).not.toBe("fail");
  writeFileSync(path.join(run.directory, "governance.json"), JSON.stringify(before));
  run.edit("usage_logs", (lines) => lines.filter((line) => ![0, 6].includes(weekdayOf(line))));
  const failed = judgeDirectory(run.directory, judgedAt).checks.filter(({ verdict }) => verdict === "fail");
  expect(idsOf(failed)).toContain("weekend-lift/ratio");
});

/** 0 for Sunday; -1 for the header. */
function weekdayOf(line: string): number {
  const [, day] = /,(\d{4}-\d{2}-\d{2})T/.exec(line) ?? [];
  return day === undefined ? -1 : new Date(`${day}T00:00:00Z`).getUTCDay();
}

test("judgeDirectory() judges against what the manifest's spec declares", () => {
  const without = { "weekend-lift": { lift: 0 } };
  const declared = judgeDirectory(writtenRun({ customers: 400, behaviour: without }).directory, judgedAt);
  expect(declared.verdict).not.toBe("fail");
  const undeclared = writtenRun({ customers: 400 }, { customers: 400, behaviour: without });
  expect(judgeDirectory(undeclared.directory, judgedAt).verdict).toBe("fail");
});

test("judgeDirectory() names line, key and byte of a malformed row, and leaves the checks of the file undecided", () => {
  const run = writtenRun();
  const known = idsOf(checksOn(judgeDirectory(run.directory, judgedAt), "usage_logs"));
  let key = "";
  run.edit("usage_logs", (lines) => {
    key = lines[6]!.split(",", 1)[0]!;
    return lines.map((line, index) => (index === 6 ? line.replace(/,[^,]*$/, ",nonsense") : line));
  });
  const at = readFileSync(run.fileOf("usage_logs")).indexOf(key);
  const found = expect.stringMatching(new RegExp(`^malformed at byte ${at}: .*nonsense.*completion_rate`));
  const governance = expectBroken(run, "usage_logs", { line: 7, key, found });
  const checks = checksOn(governance, "usage_logs");
  expect(idsOf(checks)).toEqual(expect.arrayContaining(known));
  for (const check of checks.filter(({ verdict }) => verdict !== "fail")) {
    expect(check).toMatchObject({ verdict: "undecided", observed: null, pValue: null, n: 0, offenders: [] });
    expect(check.reason).toContain(`usage_logs.csv cannot be read: malformed at byte ${at}`);
  }
});

test("judgeDirectory() of a missing file leaves undecided what refers to it, and judges the others", () => {
  const run = writtenRun();
  const before = judgeDirectory(run.directory, judgedAt);
  rmSync(run.fileOf("subscriptions"));
  const governance = expectBroken(run, "subscriptions", { line: null, found: "the file is not there" });
  const reason = "subscriptions.csv cannot be read: the file is not there.";
  const usage = checksOn(governance, "usage_logs");
  expect(idsOf(usage)).toEqual(idsOf(checksOn(before, "usage_logs")));
  expect(usage.length).toBeGreaterThan(0);
  expect(usage.every((check) => check.verdict === "undecided" && check.reason === reason)).toBe(true);
  for (const name of ["customers", "plans", "content"] as const) {
    expect(checksOn(governance, name), name).toEqual(checksOn(before, name));
  }
});

test("judgeDirectory() fails a file that is empty, cut off within a row, or has another header", () => {
  const empty = writtenRun();
  writeFileSync(empty.fileOf("plans"), "");
  expectBroken(empty, "plans", { line: null, found: expect.stringContaining("empty") });

  const cut = writtenRun();
  const bytes = readFileSync(cut.fileOf("content"));
  writeFileSync(cut.fileOf("content"), bytes.subarray(0, bytes.length - 10));
  expectBroken(cut, "content", { line: 21, key: "T0000020" });

  const headed = writtenRun();
  headed.edit("customers", ([header, ...rows]) => [header!.replace("email", "mail"), ...rows]);
  expectBroken(headed, "customers", { line: null, key: "", found: expect.stringContaining("the header must be") });
});

test("scanFiles() has room for rows that were added to a file, and loses none of the others for them", () => {
  const run = writtenRun();
  const subscribers = ({ lookups }: ScannedFiles) => lookups.firstSubscription.filter((place) => place > 0).length;
  const before = scanFiles(run.directory, run.manifest);
  const customer = `C${String(run.manifest.spec.customers + 1).padStart(9, "0")}`;
  const rename = (line: string) => line.replace(/^C\d{9}/, customer).replace(/[^,]*@/, "nobody.else@");
  run.edit("customers", (lines) => [...lines, rename(lines.at(-1)!)]);
  run.edit("subscriptions", (lines) => [...lines, `S${customer.slice(1)}-1,${customer},P1,2025-12-31,,active,new`]);
  const after = scanFiles(run.directory, run.manifest);
  expect(after.unreadable).toEqual([]);
  expect(after.found.subscriptions?.counters["unresolved.customer_id"]).toBe(0);
  expect(subscribers(after)).toBe(subscribers(before) + 1);
});

test("judgeDirectory() refuses a directory without a manifest, and a run of another model version", () => {
  const run = writtenRun();
  const file = path.join(run.directory, "manifest.json");
  writeFileSync(file, JSON.stringify({ ...run.manifest, modelVersion: "2020.1-1" }));
  expect(() => judgeDirectory(run.directory)).toThrow(expect.objectContaining({ code: "model-version-differs" }));
  rmSync(file);
  expect(() => judgeDirectory(run.directory)).toThrow(expect.objectContaining({ code: "not-generated" }));
});
