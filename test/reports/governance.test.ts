// Verdicts on a run: lines of offenders, what is carried over, and what is kept when the run is gone.

import { expect, test } from "vitest";
import type { Check } from "../../src/checks/index.ts";
import { governanceExample } from "../../src/openapi/governance-examples.ts";
import { governanceEntry, governanceFrom, governanceOf, linesOf } from "../../src/reports/governance.ts";
import { undecidedCheck, unreadableCheck, unreadCheck } from "../../src/reports/unread-files.ts";
import type { PartitionEntry } from "../../src/storage/manifest.ts";
import { testWorld } from "../worlds.ts";
import { writtenRun } from "./judged-run.ts";

const judgedAt = new Date(0);
const [example] = governanceExample.checks as [Check];

test("linesOf() counts the header and the rows of the partitions before, and knows no other range", () => {
  const { manifest } = writtenRun({ datasets: ["plans"] });
  const [plans] = manifest.datasets;
  const partition = (offset: number, rows: number): PartitionEntry => {
    return { partition: `${offset}`, offset, rows, bytes: 100, sha256: "" };
  };
  const lineOf = linesOf([{ ...plans!, partitions: [partition(0, 3), partition(100, 4), partition(200, 5)] }]);
  expect([lineOf("plans", 0, 0), lineOf("plans", 0, 2), lineOf("plans", 100, 0)]).toEqual([2, 4, 5]);
  expect([lineOf("plans", 200, 1), lineOf("plans", 150, 0), lineOf("content", 0, 0)]).toEqual([10, null, null]);
});

test("governanceOf() carries over what is said of the datasets that the run holds, and nothing of others", () => {
  const { manifest } = writtenRun({ datasets: ["plans"] });
  const world = testWorld();
  const onPlans = { ...example, id: "weekend-lift/other", dataset: "plans" } as const;
  const { checks, counts } = governanceOf({ manifest, world, observed: {}, carried: [example, onPlans], judgedAt });
  expect(checks).toEqual([onPlans]);
  expect(counts).toEqual({ pass: 1, fail: 0, undecided: 0 });
});

test("governanceFrom() fails with any failed check, passes with none undecided, and keeps the order of the rules", () => {
  const { manifest } = writtenRun({ datasets: ["plans"] });
  const verdictOf = (...verdicts: Check["verdict"][]) =>
    governanceFrom(
      manifest,
      verdicts.map((verdict) => ({ ...example, verdict })),
      judgedAt,
    ).verdict;
  expect([verdictOf("pass", "undecided", "fail"), verdictOf("undecided", "pass"), verdictOf("pass")]).toEqual([
    "fail",
    "undecided",
    "pass",
  ]);
  const foreign = { ...example, rule: "no-such-rule" };
  const onContent = { ...example, dataset: "content" } as const;
  const { checks, ...run } = governanceFrom(manifest, [foreign, example, onContent], judgedAt);
  expect(checks).toEqual([onContent, example, foreign]);
  expect(run).toMatchObject({
    run: manifest.run,
    job: manifest.job,
    customers: 150,
    judgedAt: "1970-01-01T00:00:00.000Z",
  });
  expect(run.familyWiseError).toBe(1e-6);
  expect(run.perCheckError).toBeLessThan(run.familyWiseError / 100);
});

test("governanceEntry() keeps a check's verdict and numbers, and leaves the words to the run", () => {
  const { run, job, modelVersion, world, seed, asOf, customers, judgedAt, counts } = governanceExample;
  const { id, verdict, observed, expected, smallestDetectable, pValue } = example;
  expect(governanceEntry(governanceExample)).toEqual({
    ...{ run, job, modelVersion, world, seed, asOf, customers, judgedAt, counts },
    verdict: governanceExample.verdict,
    checks: [{ id, verdict, observed, expected, smallestDetectable, pValue }],
  });
});

test("a check that could not be judged keeps its claim and limits, and says why", () => {
  expect(undecidedCheck(example, "Because.")).toEqual({
    ...example,
    n: 0,
    ...{
      observed: null,
      expected: null,
      standardError: null,
      effectSize: null,
      smallestDetectable: null,
      pValue: null,
    },
    verdict: "undecided",
    reason: "Because.",
  });
  expect(unreadCheck("plans", "Because.")).toMatchObject({
    id: "contract/plans-formats",
    dataset: "plans",
    reason: "Because.",
  });
  const offender = { line: 3, key: "P2", found: "malformed at byte 80: it has 4 fields, not 5" };
  expect(unreadableCheck({ dataset: "plans", rows: 1, offender })).toMatchObject({
    id: "contract/plans-formats",
    verdict: "fail",
    n: 2,
    observed: 1,
    expected: 0,
    offenders: [offender],
  });
});
