// The contract of datasets whose keys count from 1 without a gap: customers, plans and titles. In that order each key stands once,
// and none is missing.

import { nullValue } from "../../csv/columns.ts";
import type { BatchOf } from "../../csv/scan-batch.ts";
import { fileName } from "../../datasets.ts";
import type { CheckObserver, JudgedClaim } from "../check.ts";
import { type Observation, type Offenders, offend, offendersNamed } from "../observation.ts";
import type { ObserveContext } from "../rows.ts";
import { contractClaim, withEdges } from "./contract-claims.ts";
import { columnClaims, columnObserver, contractObservation } from "./contract-columns.ts";

type Numbered = "customers" | "plans" | "content";
type KeyOf = (number: number) => string;

/** An observer of a dataset whose key's number is in a lane. */
export function observeNumbering<D extends Numbered>(
  dataset: D,
  { rangeStart }: ObserveContext,
  numbersOf: (batch: BatchOf[D]) => Int32Array,
  keyOf: KeyOf,
): CheckObserver<BatchOf[D]> {
  const observation = contractObservation(dataset, ["keys"]);
  const broken = observation.offenders["keys"]!;
  const observeColumns = columnObserver(dataset, rangeStart, observation);
  const misnumbered = (row: number, number: number, before: number): void =>
    offend(broken, rangeStart, row, () => ({ key: keyOf(number), found: `follows ${keyOf(before)}` }));
  let first = nullValue;
  let last = nullValue;
  return {
    observation,
    observe(batch) {
      observeColumns(batch);
      const numbers = numbersOf(batch);
      for (let row = 0; row < batch.rows; row++) {
        const number = numbers[row]!;
        if (first === nullValue) first = number;
        else if (number === nullValue) {
          // Empty keys are counted as such; the rows after them are none the worse.
          last++;
          continue;
        } else if (number !== last + 1) {
          misnumbered(row, number, last);
        }
        last = number;
      }
    },
    finish() {
      if (first === nullValue) return;
      observation.edges.push({ rangeStart, first: [first], last: [last], firstKey: keyOf(first) });
    },
  };
}

/** The claims about a dataset that is to have so many rows. */
export function judgeNumbering(dataset: Numbered, observation: Observation, rows: number, keyOf: KeyOf): JudgedClaim[] {
  const words = `The keys of ${fileName(dataset)} count from ${keyOf(1)} to ${keyOf(rows)} without a gap.`;
  return [
    ...columnClaims(dataset, observation),
    contractClaim(dataset, "keys", words, observation, numberingFaults(observation, rows, keyOf)),
  ];
}

function numberingFaults(observation: Observation, rows: number, keyOf: KeyOf): Offenders {
  const faults = withEdges(observation, "keys", (before, edge) => {
    const last = before?.last[0] ?? 0;
    if (edge.first[0] === last + 1) return undefined;
    return last === 0 ? "is the first" : `follows ${keyOf(last)}`;
  });
  const last = observation.edges.at(-1)?.last[0] ?? 0;
  if (last === rows) return faults;
  faults.count += Math.abs(rows - last);
  const key = keyOf(last < rows ? last + 1 : last);
  const found = last < rows ? "is missing, and what should follow it" : `comes after ${keyOf(rows)}`;
  // No range begins there: a row that is missing has no line.
  if (faults.first.length < offendersNamed) faults.first.push({ rangeStart: -1, row: 0, key, found });
  return faults;
}
