// Keeping the results: the last as JSON and Markdown, and the last few by run.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { validationExample } from "../../../src/openapi/validation-schemas.ts";
import { prepareValidation, readValidation, recordValidation } from "../../../src/warehouse/validation/results.ts";
import { validationMarkdown } from "../../../src/warehouse/validation/summary.ts";
import { temporaryDirectory } from "../../storage/temporary-directory.ts";

test("recordValidation() writes what readValidation() reads, with a summary for readers beside it", async () => {
  const dataDir = temporaryDirectory();
  expect(readValidation(dataDir)).toBeUndefined();
  await recordValidation(dataDir, validationExample);
  expect(readValidation(dataDir)).toEqual(validationExample);
  const summary = readFileSync(path.join(dataDir, "validation", "results.md"), "utf8");
  expect(summary).toBe(validationMarkdown(validationExample));
});

test("recordValidation() keeps the results of the last five runs", async () => {
  const dataDir = temporaryDirectory();
  const kept = path.join(dataDir, "validation", "runs");
  for (let number = 1; number <= 7; number++) {
    await recordValidation(dataDir, { ...validationExample, run: `run-${number}` });
    utimesSync(path.join(kept, `run-${number}.json`), number, number);
  }
  await recordValidation(dataDir, { ...validationExample, run: null, job: null });
  const names = readdirSync(kept).sort();
  expect(names).toEqual(["run-4.json", "run-5.json", "run-6.json", "run-7.json", "without-a-run.json"]);
});

test("recordValidation() stays in its folder, whatever a manifest calls its run", async () => {
  const dataDir = temporaryDirectory();
  await recordValidation(dataDir, { ...validationExample, run: "../../elsewhere" });
  expect(readdirSync(dataDir)).toEqual(["validation"]);
  expect(readdirSync(path.join(dataDir, "validation", "runs"))).toEqual(["elsewhere.json"]);
});

test("prepareValidation() shows nothing until put(), which shows all of it, and discard() leaves what was there", async () => {
  const dataDir = temporaryDirectory();
  await recordValidation(dataDir, validationExample);
  const next = { ...validationExample, run: "next" };
  const files = (): string[] =>
    readdirSync(path.join(dataDir, "validation"), { recursive: true, encoding: "utf8" }).sort();
  const before = files();
  const discarded = await prepareValidation(dataDir, next);
  expect(readValidation(dataDir)).toEqual(validationExample);
  await discarded.discard();
  expect(files()).toEqual(before);
  const put = await prepareValidation(dataDir, next);
  put.put();
  expect(readValidation(dataDir)).toEqual(next);
  await put.settle();
  expect(files()).toEqual([...before, "runs/next.json"].sort());
});

test("prepareValidation() leaves nothing on a disk that has room for some of its files only", async () => {
  const dataDir = temporaryDirectory();
  const folder = path.join(dataDir, "validation");
  mkdirSync(path.join(folder, "runs"), { recursive: true });
  symlinkSync("/dev/full", path.join(folder, "results.md.tmp"));
  await expect(prepareValidation(dataDir, validationExample)).rejects.toMatchObject({ code: "disk-full" });
  expect([readdirSync(folder), readdirSync(path.join(folder, "runs"))]).toEqual([["runs"], []]);
});

test("while a disk does not answer, recordValidation() lets the process go on, and says then what went wrong", async () => {
  const dataDir = temporaryDirectory();
  const folder = path.join(dataDir, "validation");
  mkdirSync(folder);
  // Opening a pipe waits for its reader, which takes its time; what is read cannot be synced.
  const pipe = path.join(folder, "results.json.tmp");
  execFileSync("mkfifo", [pipe]);
  const reader = spawn("sh", ["-c", `sleep 1; cat '${pipe}' > /dev/null`], { stdio: "ignore" });
  const hasRead = once(reader, "close");
  let turns = 0;
  const turning = setInterval(() => turns++, 20);
  await expect(recordValidation(dataDir, validationExample)).rejects.toMatchObject({ code: "storage-failed" });
  clearInterval(turning);
  expect(turns).toBeGreaterThan(5);
  expect(readValidation(dataDir)).toBeUndefined();
  await hasRead;
});

test("readValidation() says so when the results are no JSON", async () => {
  const dataDir = temporaryDirectory();
  await recordValidation(dataDir, validationExample);
  writeFileSync(path.join(dataDir, "validation", "results.json"), "{");
  expect(() => readValidation(dataDir)).toThrow(/results\.json is not JSON/);
  expect(existsSync(path.join(dataDir, "validation", "results.json.tmp"))).toBe(false);
});

test("validationMarkdown() lists what failed first, and below the table the broken rows", () => {
  const text = validationMarkdown(validationExample);
  expect(text).toContain("**validation: fail (1 passed, 1 failed, 0 undecided)**");
  expect(text.indexOf("| fail | watch-bounds |")).toBeLessThan(text.indexOf("| pass | weekend-lift |"));
  expect(text).toContain("- usage_logs line 1042: U20251103-000000007-1: watched 21.30 of 88.7 minutes");
});
