// What the parts of the contract share: the form of their claims, and invariants that reach from one range of rows into the next.

import type { DatasetName } from "../../datasets.ts";
import type { JudgedClaim } from "../check.ts";
import { judgeInvariant } from "../judgement.ts";
import { type Edge, type Observation, type Offenders, offendersNamed, totalOf } from "../observation.ts";

/** A claim of the contract about a dataset; the rows are those counted as `rows`. */
export function contractClaim(
  dataset: DatasetName,
  name: string,
  claim: string,
  { counts }: Observation,
  broken: Offenders,
): JudgedClaim {
  return {
    name: `${dataset}-${name}`,
    claim,
    demand: false,
    dataset,
    ...judgeInvariant(totalOf(counts["rows"]!), broken),
  };
}

/** The broken rows of an invariant, and those found where one range of rows follows another: `fault` says what is wrong there. */
export function withEdges(
  { offenders, edges }: Observation,
  name: string,
  fault: (before: Edge | undefined, edge: Edge) => string | undefined,
): Offenders {
  const all = { count: offenders[name]!.count, first: [...offenders[name]!.first] };
  for (const [index, edge] of edges.entries()) {
    const found = fault(edges[index - 1], edge);
    if (found === undefined) continue;
    all.count++;
    all.first.push({ rangeStart: edge.rangeStart, row: 0, key: edge.firstKey, found });
  }
  all.first.sort((a, b) => a.rangeStart - b.rangeStart || a.row - b.row).splice(offendersNamed);
  return all;
}

/** Whether keys, part by part, ascend: below 0 when `a` comes first, 0 when they are equal. */
export function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (const [index, part] of a.entries()) if (part !== b[index]) return part - b[index]!;
  return 0;
}
