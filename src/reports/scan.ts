// The scan that a job's workers run over the written files: one partition in, one partial report out.

import { checkObserver } from "../checks/index.ts";
import { type RowRange, scanRange } from "../csv/scan.ts";
import type { BatchOf } from "../csv/scan-batch.ts";
import type { DatasetName } from "../datasets.ts";
import type { World } from "../rules/world.ts";
import type { Lookups } from "./lookups.ts";
import { observerOf } from "./observe.ts";
import type { PartialReport } from "./partial.ts";
import { rowResolver } from "./resolve-rows.ts";

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
  /** What is declared, which the checks hold the rows against. */
  readonly world: World;
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
  const { lookups, world, start } = scan;
  const { asOfDay } = world;
  const resolve = rowResolver(dataset, lookups, asOfDay);
  const report = observerOf(dataset, asOfDay, lookups);
  const checks = checkObserver(dataset, { world, rangeStart: start, marks: lookups.marks });
  const observe = (batch: BatchOf[D]): void => {
    const rows = resolve(batch);
    report.observe(rows);
    checks.observe(rows);
  };
  scanRange(dataset, scan, [{ observe }]);
  const partial = report.finish();
  partial.observations = checks.finish();
  return partial;
}
