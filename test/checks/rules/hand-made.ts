// Claims of one rule's check on hand-made rows or counts, for tests of that check alone.
import type { JudgedClaim, Observed, RuleCheck } from "../../../src/checks/check.ts";
import { addObservations, type Observations } from "../../../src/checks/index.ts";
import { type Counts, newObservation, type Observation } from "../../../src/checks/observation.ts";
import type { DatasetName } from "../../../src/datasets.ts";
import { allocateLookups, scanOrder, scanPartition } from "../../../src/reports/scan.ts";
import type { World } from "../../../src/rules/world.ts";
import { writtenLines } from "../../reports/written-world.ts";

export type Lines = Partial<Record<DatasetName, readonly string[]>>;

/** The claims of the check on files of these lines, without headers, scanned in ranges of so many rows. */
export function claimsOn(check: RuleCheck, lines: Lines, world: World, rowsARange?: number): JudgedClaim[] {
  const files = writtenLines(lines, rowsARange);
  const rowsOf = (dataset: DatasetName): number => files[dataset]?.rows ?? 0;
  const lookups = allocateLookups({
    customers: Math.max(world.customers, rowsOf("customers")),
    content: Math.max(world.content, rowsOf("content")),
    subscriptions: rowsOf("subscriptions"),
  });
  const observed: Partial<Record<DatasetName, Observation>> = {};
  for (const dataset of scanOrder.flat()) {
    const file = files[dataset];
    if (file === undefined) continue;
    const found = file.ranges.map((range, index): Observations => {
      const scan = { dataset, path: file.path, ...range, skipHeader: index === 0, world, lookups };
      return scanPartition(scan).observations;
    });
    const [first, ...rest] = found;
    for (const observations of rest) addObservations(first!, observations);
    const ofRule = first![check.rule];
    if (ofRule !== undefined) observed[dataset] = ofRule;
  }
  return check.judge(observed, world);
}

/** The claims of the check on counts of one dataset, with no broken row. */
export function claimsOnCounts(
  check: RuleCheck,
  dataset: DatasetName,
  counts: Counts,
  world: World,
  invariants: readonly string[] = [],
): JudgedClaim[] {
  const observed: Observed = { [dataset]: newObservation(counts, invariants) };
  return check.judge(observed, world);
}

/** The claim of a name. Throws RangeError when there is none. */
export function claimOf(claims: readonly JudgedClaim[], name: string): JudgedClaim {
  const claim = claims.find((candidate) => candidate.name === name);
  if (claim === undefined)
    throw new RangeError(`There is no claim ${name} among ${claims.map((c) => c.name).join(", ")}`);
  return claim;
}

/** Names of the claims with a verdict. */
export function namesWith(verdict: JudgedClaim["verdict"], claims: readonly JudgedClaim[]): string[] {
  return claims.filter((claim) => claim.verdict === verdict).map(({ name }) => name);
}
