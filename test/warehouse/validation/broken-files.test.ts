// The proof of the validation tests: files made wrong for each, loaded by the real loader, fail it and no other that is not named; and the
// service's own checks, which read the files and share no code with the SQL, fail on the same files.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { datasetNames } from "../../../src/datasets.ts";
import { CodedError } from "../../../src/errors.ts";
import type { World } from "../../../src/rules/world.ts";
import { validationTests } from "../../../src/warehouse/validation/tests.ts";
import { type FilesOnDisk, idsWith, judgeFiles } from "../../checks/judged-files.ts";
import { Laboratory } from "../../checks/mutants/laboratory.ts";
import { brokenFiles } from "./broken-files.ts";
import { loadFiles, testsWith } from "./loaded-files.ts";
import { witnesses } from "./witnesses.ts";

let directory: string;
let laboratory: Laboratory;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "mockbuster-validation-"));
  laboratory = new Laboratory(directory, "small");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The checks that fail; a row that is no CSV of its schema ends the scan, which is what the first of the contract's says. */
function failedChecks(files: FilesOnDisk, declared: World): string[] {
  try {
    return idsWith("fail", judgeFiles(files, declared));
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return datasetNames.filter((name) => error.message.includes(name)).map((name) => `contract/${name}-formats`);
  }
}

describe("a test fails on files made wrong for it, and a check of the service with it:", () => {
  const cases = brokenFiles.map((broken) => [broken.test, broken.mutant.wrong, broken] as const);
  it.each(cases)("%s when %s", async (name, _, { mutant, alsoFail = [] }) => {
    const { files, declared } = laboratory.files(mutant);
    const { validation, rejected } = await loadFiles(path.join(directory, "loaded"), files, declared);
    expect(testsWith("fail", validation)).toEqual([name, ...alsoFail].sort());
    expect(rejected > 0).toBe([name, ...alsoFail].includes("nothing-rejected"));
    const checks = failedChecks(files, declared);
    const others = new Set(alsoFail.flatMap((also) => witnesses[also] ?? []));
    const own = witnesses[name] ?? [];
    expect(own.length === 0 || checks.some((id) => own.includes(id)), checks.join(" ")).toBe(true);
    expect(checks.some((id) => own.includes(id) || others.has(id))).toBe(true);
  });
});

test("every validation test has files made wrong for it, but those on what the loader made", () => {
  const broken = new Set(brokenFiles.map(({ test: id }) => id));
  const all = validationTests().map(({ id }) => id);
  expect(all.filter((id) => !broken.has(id))).toEqual(["columns", "rows-accounted-for"]);
  expect(Object.keys(witnesses).sort()).toEqual(all);
});
