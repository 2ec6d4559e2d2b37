// Governance: the verdicts on a run, from what the scans of its files observed, and what of them is kept when the run is
// gone. What is claimed and how it is judged is the checks' affair.

import {
  type Check,
  type Governance,
  type GovernanceEntry,
  judge,
  type LineOf,
  type Observations,
  ruleChecks,
  summary,
} from "../checks/index.ts";
import { familyWiseError, perCheckError, zLimit } from "../checks/judgement.ts";
import type { KeptCheck } from "../checks/schemas.ts";
import { type DatasetName, datasetNames } from "../datasets.ts";
import type { World } from "../rules/world.ts";
import type { DatasetEntry, Manifest } from "../storage/manifest.ts";
import { unreadCheck } from "./unread-files.ts";

export type { Check, Governance, GovernanceEntry, Verdict, VerdictCounts } from "../checks/index.ts";

/** What the scans observed in each dataset, by rule. */
export type ObservedDatasets = Readonly<Partial<Record<DatasetName, Observations>>>;

export interface JudgedFiles {
  readonly manifest: Manifest;
  /** What the spec of the run declares, overrides included. */
  readonly world: World;
  readonly observed: ObservedDatasets;
  /** Checks of the run from which the other datasets were linked: the same world, the same bytes. */
  readonly carried: readonly Check[];
  readonly judgedAt: Date;
}

/** The verdicts on a run that a job has written. Datasets that the run lacks have no checks. */
export function governanceOf({ manifest, world, observed, carried, judgedAt }: JudgedFiles): Governance {
  const judged = judge(observed, world, linesOf(manifest.datasets));
  const ids = new Set(judged.map(({ id }) => id));
  const present = new Set(manifest.datasets.map(({ name }) => name));
  const others = carried.filter((check) => present.has(check.dataset) && !ids.has(check.id));
  const vouched = new Set<DatasetName>([...judged, ...others].map(({ dataset }) => dataset));
  const unread = [...present].filter((name) => observed[name] === undefined && isChecked(name) && !vouched.has(name));
  const reason = "The file was linked from a run that has no verdicts.";
  return governanceFrom(manifest, [...judged, ...others, ...unread.map((name) => unreadCheck(name, reason))], judgedAt);
}

/** Whether any rule looks into the dataset. */
function isChecked(name: DatasetName): boolean {
  return ruleChecks.some(({ observe }) => observe[name] !== undefined);
}

/** The verdicts on a run, from its checks, which come out in the order of the rules, and within a rule of the datasets. */
export function governanceFrom(manifest: Manifest, checks: readonly Check[], judgedAt: Date): Governance {
  const places = new Map<string, number>(ruleChecks.map(({ rule }, place) => [rule, place]));
  const placeOf = ({ rule, dataset }: Check): number =>
    (places.get(rule) ?? places.size) * datasetNames.length + datasetNames.indexOf(dataset);
  const { run, job, modelVersion, world, spec } = manifest;
  return {
    run,
    job,
    modelVersion,
    world,
    seed: spec.seed,
    asOf: spec.asOf,
    customers: spec.customers,
    judgedAt: judgedAt.toISOString(),
    ...summary(checks),
    familyWiseError,
    perCheckError,
    zLimit,
    checks: [...checks].sort((a, b) => placeOf(a) - placeOf(b)),
  };
}

/** Lines by range of rows, for ranges that are the partitions of the manifest. */
export function linesOf(entries: readonly DatasetEntry[]): LineOf {
  const rowsBefore = new Map<string, number>();
  for (const { name, partitions } of entries) {
    let before = 0;
    for (const { offset, rows } of partitions) {
      rowsBefore.set(`${name} ${offset}`, before);
      before += rows;
    }
  }
  return (dataset, rangeStart, row) => {
    const before = rowsBefore.get(`${dataset} ${rangeStart}`);
    return before === undefined ? null : 2 + before + row;
  };
}

/** What is kept of the verdicts when the run is gone. */
export function governanceEntry(governance: Governance): GovernanceEntry {
  const { familyWiseError: _family, perCheckError: _check, zLimit: _limit, checks, ...run } = governance;
  return {
    ...run,
    checks: checks.map(keptCheck),
  };
}

function keptCheck({ id, verdict, observed, expected, smallestDetectable, pValue }: Check): KeptCheck {
  return { id, verdict, observed, expected, smallestDetectable, pValue };
}
