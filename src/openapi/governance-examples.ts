// What answers with verdicts look like, for any server.

import type { Check, Governance, GovernanceEntry } from "../checks/schemas.ts";
import { modelVersion } from "../rules/model-version.ts";

const job = "0123456789abcdef0123456789abcdef";

const check: Check = {
  id: "weekend-lift/ratio",
  rule: "weekend-lift",
  claim: "A Saturday or Sunday has 1.5 times the sessions of a weekday (last 14 days).",
  demand: true,
  dataset: "usage_logs",
  statistic: "sessions a weekend day over sessions a weekday",
  unit: null,
  n: 114_000,
  observed: 1.504,
  expected: 1.5,
  standardError: 0.0092,
  tolerance: 0,
  materialDeviation: 0.1,
  effectSize: 0.0013,
  smallestDetectable: 0.055,
  pValue: 0.66,
  verdict: "pass",
  reason: null,
  offenders: [],
};

const run = {
  run: `${job}-1`,
  job,
  modelVersion,
  world: job,
  seed: "42",
  asOf: "2026-01-01",
  customers: 20_000,
  judgedAt: "2026-01-01T09:00:00.510Z",
  verdict: "pass",
  counts: { pass: 1, fail: 0, undecided: 0 },
} as const;

/** The verdicts on a run with a single check. */
export const governanceExample: Governance = {
  ...run,
  familyWiseError: 1e-6,
  perCheckError: 3.90625e-9,
  zLimit: 5.888,
  checks: [check],
};

const { id, verdict, observed, expected, smallestDetectable, pValue } = check;

const governanceEntryExample: GovernanceEntry = {
  ...run,
  checks: [{ id, verdict, observed, expected, smallestDetectable, pValue }],
};

export const governanceHistoryExample = { entries: [governanceEntryExample], nextCursor: null };
