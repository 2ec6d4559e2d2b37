// Checks of files that could not be read: the one that says so, in place of the contract's own that every row is CSV, and
// those that nothing can be said of for that reason.

import type { Check } from "../checks/index.ts";
import { judgeInvariant, undecided } from "../checks/judgement.ts";
import type { DatasetName } from "../datasets.ts";

/** Where a file stops being legal: after so many whole rows. */
export interface Unreadable {
  readonly dataset: DatasetName;
  readonly rows: number;
  readonly offender: Check["offenders"][number];
}

const ofFormats = (dataset: DatasetName) => ({
  id: `contract/${dataset}-formats`,
  rule: "contract",
  claim: `Every row of ${dataset}.csv is CSV of its schema.`,
  demand: false,
  dataset,
});

/** The failed check of a file that cannot be read to its end. */
export function unreadableCheck({ dataset, rows, offender }: Unreadable): Check {
  const judgement = judgeInvariant(rows + 1, { count: 1, first: [] });
  return { ...ofFormats(dataset), ...judgement, offenders: [offender] };
}

/** The undecided check of a file that nobody has read. */
export function unreadCheck(dataset: DatasetName, reason: string): Check {
  return {
    ...ofFormats(dataset),
    ...undecided("broken rows", 0, { material: 1 }, reason),
    unit: "rows",
    offenders: [],
  };
}

/** A check that could not be judged, and why. */
export function undecidedCheck(check: Check, reason: string): Check {
  const { statistic, materialDeviation, tolerance, unit } = check;
  const limits = { material: materialDeviation ?? 0, tolerance: tolerance ?? 0 };
  return { ...check, ...undecided(statistic, 0, limits, reason), unit, offenders: [] };
}
