// The scan that a job's workers run over the written files: one partition in, one partial report out.

import { type RowRange, scanRange } from "../csv/scan.ts";
import type { DatasetName } from "../datasets.ts";
import type { Lookups } from "./lookups.ts";
import { observerOf } from "./observe.ts";
import type { PartialReport } from "./partial.ts";

export { allocateLookups, type LookupCounts, type Lookups } from "./lookups.ts";
export { mergePartials, type PartialReport } from "./partial.ts";

/** Groups in order: every scan of a group must have ended before one of the next begins, since it fills its lookups. */
export const scanOrder: readonly (readonly DatasetName[])[] = [
  ["customers", "plans", "content"],
  ["subscriptions"],
  ["usage_logs"],
];

export interface PartitionScan extends RowRange {
  readonly dataset: DatasetName;
  /** Day number of the as-of date. */
  readonly asOfDay: number;
  /** Filled by dimension datasets, read by the later ones. */
  readonly lookups: Lookups;
}

/**
 * Scans a range of rows of a written file; the result can be posted to another thread. Synchronous.
 * Throws CodedError run-damaged for a malformed row, storage-failed for a file that cannot be read.
 */
export function scanPartition(scan: PartitionScan): PartialReport {
  return scanDataset(scan.dataset, scan);
}

function scanDataset<D extends DatasetName>(dataset: D, scan: PartitionScan): PartialReport {
  const observer = observerOf(dataset, scan.asOfDay, scan.lookups);
  scanRange(dataset, scan, [observer]);
  return observer.finish();
}
