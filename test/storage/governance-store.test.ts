// The verdicts on every run, on a real database.

import { expect, onTestFinished, test } from "vitest";
import type { GovernanceEntry } from "../../src/checks/schemas.ts";
import { dataDirectory } from "../../src/storage/data-directory.ts";
import type { GovernanceFilter } from "../../src/storage/governance-store.ts";
import { JobStore } from "../../src/storage/job-store.ts";
import { jobA, jobB } from "./samples.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

function newStore(root = temporaryDirectory()): JobStore {
  const store = new JobStore(dataDirectory(root));
  onTestFinished(() => store.close());
  return store;
}

function entryOf(run: string, change: Partial<GovernanceEntry> = {}): GovernanceEntry {
  return {
    run,
    job: jobA,
    modelVersion: "1",
    world: "w",
    seed: "42",
    asOf: "2026-01-01",
    customers: 10,
    judgedAt: "2026-01-01T00:00:00.000Z",
    verdict: "pass",
    counts: { pass: 1, fail: 0, undecided: 0 },
    checks: [{ id: "a/b", verdict: "pass", observed: 1.5, expected: null, smallestDetectable: 0.1, pValue: 1 }],
    ...change,
  };
}

test("keep() gives an entry back after the database was closed and opened again", () => {
  const root = temporaryDirectory();
  const first = new JobStore(dataDirectory(root));
  first.governance.keep(entryOf("r-1"));
  first.close();
  expect(newStore(root).governance.page({ limit: 5 })).toEqual({ entries: [entryOf("r-1")], next: null });
});

test("keep() of a run that is known replaces its entry in its place", () => {
  const { governance } = newStore();
  governance.keep(entryOf("r-1"));
  governance.keep(entryOf("r-2"));
  governance.keep(entryOf("r-1", { verdict: "fail" }));
  expect(governance.page({ limit: 5 }).entries).toEqual([entryOf("r-2"), entryOf("r-1", { verdict: "fail" })]);
});

test("page() goes through the runs newest first, without gap or repetition, also by job, date and model version", () => {
  const { governance } = newStore();
  for (let number = 0; number < 12; number++) {
    const asOf = number % 2 === 0 ? "2026-01-01" : "2026-01-02";
    const [job, modelVersion] = [number % 3 === 0 ? jobA : jobB, number < 6 ? "1" : "2"];
    governance.keep(entryOf(`r-${number}`, { asOf, job, modelVersion }));
  }
  const runs = (filter: GovernanceFilter): number[] => {
    const found: number[] = [];
    let before: number | undefined;
    do {
      const page = governance.page({ limit: 2, ...filter, ...(before === undefined ? {} : { before }) });
      found.push(...page.entries.map(({ run }) => Number(run.slice(2))));
      before = page.next ?? undefined;
    } while (before !== undefined);
    return found;
  };
  expect(runs({})).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect(runs({ job: jobA })).toEqual([9, 6, 3, 0]);
  expect(runs({ asOf: "2026-01-02" })).toEqual([11, 9, 7, 5, 3, 1]);
  expect(runs({ modelVersion: "1", asOf: "2026-01-01" })).toEqual([4, 2, 0]);
  expect(runs({ job: jobB, asOf: "2026-01-02", modelVersion: "2" })).toEqual([11, 7]);
  expect(runs({ job: "none" })).toEqual([]);
});
