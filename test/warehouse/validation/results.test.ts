// Keeping the results: the last as JSON and Markdown, and the last few by run.

import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { validationExample } from "../../../src/openapi/validation-schemas.ts";
import { readValidation, recordValidation } from "../../../src/warehouse/validation/results.ts";
import { validationMarkdown } from "../../../src/warehouse/validation/summary.ts";
import { temporaryDirectory } from "../../storage/temporary-directory.ts";

test("recordValidation() writes what readValidation() reads, with a summary for readers beside it", () => {
  const dataDir = temporaryDirectory();
  expect(readValidation(dataDir)).toBeUndefined();
  recordValidation(dataDir, validationExample);
  expect(readValidation(dataDir)).toEqual(validationExample);
  const summary = readFileSync(path.join(dataDir, "validation", "results.md"), "utf8");
  expect(summary).toBe(validationMarkdown(validationExample));
});

test("recordValidation() keeps the results of the last five runs", () => {
  const dataDir = temporaryDirectory();
  const kept = path.join(dataDir, "validation", "runs");
  for (let number = 1; number <= 7; number++) {
    recordValidation(dataDir, { ...validationExample, run: `run-${number}` });
    utimesSync(path.join(kept, `run-${number}.json`), number, number);
  }
  recordValidation(dataDir, { ...validationExample, run: null, job: null });
  const names = readdirSync(kept).sort();
  expect(names).toEqual(["run-4.json", "run-5.json", "run-6.json", "run-7.json", "without-a-run.json"]);
});

test("recordValidation() stays in its folder, whatever a manifest calls its run", () => {
  const dataDir = temporaryDirectory();
  recordValidation(dataDir, { ...validationExample, run: "../../elsewhere" });
  expect(readdirSync(dataDir)).toEqual(["validation"]);
  expect(readdirSync(path.join(dataDir, "validation", "runs"))).toEqual(["elsewhere.json"]);
});

test("readValidation() says so when the results are no JSON", () => {
  const dataDir = temporaryDirectory();
  recordValidation(dataDir, validationExample);
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
