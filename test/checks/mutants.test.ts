// The proof of the checks: each rule broken on purpose, in written files, and exactly the expected checks fail. The same
// mutants with smaller deviations at 100,000 customers are in test/long.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ruleChecks } from "../../src/checks/index.ts";
import { ruleCards } from "../../src/rules/index.ts";
import { idsWith } from "./judged-files.ts";
import { mutants } from "./mutants/index.ts";
import { Laboratory } from "./mutants/laboratory.ts";
import { bySize } from "./mutants/mutant.ts";

let directory: string;
let laboratory: Laboratory;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "mockbuster-mutants-"));
  laboratory = new Laboratory(directory, "small");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Every check that was judged, and those that a mutant made fail. */
const judged = new Set<string>();
const seenFailing = new Set<string>();

describe("exactly the expected checks fail when", () => {
  it.each(mutants.map((mutant) => [`${mutant.rule}: ${mutant.wrong}`, mutant] as const))("%s", (_, mutant) => {
    const checks = laboratory.judge(mutant);
    const failed = idsWith("fail", checks);
    for (const { id } of checks) judged.add(id);
    for (const id of failed) seenFailing.add(id);
    expect(failed.sort()).toEqual([...bySize(mutant.fails, "small")].sort());
  });
});

describe("mutants", () => {
  it("break every rule card and the contract", () => {
    const broken = new Set<string>(mutants.map(({ rule }) => rule));
    expect([...ruleCards.map(({ id }) => id), "contract"].filter((rule) => !broken.has(rule))).toEqual([]);
  });

  it("make each check of every rule fail at least once", () => {
    // A row that is no CSV of its schema ends the scan: that check fails elsewhere, in test/reports.
    const proven = [...judged].filter((id) => !/^contract\/\w+-formats$/.test(id));
    expect(new Set(proven.map((id) => id.split("/")[0])).size).toBe(ruleChecks.length);
    expect(proven.filter((id) => !seenFailing.has(id))).toEqual([]);
  });
});
