// The mutants of test/checks at 100,000 customers, with smaller deviations: still exactly the expected checks fail, none else.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idsWith } from "../checks/judged-files.ts";
import { mutants } from "../checks/mutants/index.ts";
import { Laboratory } from "../checks/mutants/laboratory.ts";
import { bySize } from "../checks/mutants/mutant.ts";

let directory: string;
let laboratory: Laboratory;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "mockbuster-mutants-"));
  laboratory = new Laboratory(directory, "large");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("at 100,000 customers exactly the expected checks fail when", () => {
  it.each(mutants.map((mutant) => [`${mutant.rule}: ${mutant.wrong}`, mutant] as const))("%s", (_, mutant) => {
    const failed = idsWith("fail", laboratory.judge(mutant));
    expect(failed.sort()).toEqual([...bySize(mutant.fails, "large")].sort());
  });
});
