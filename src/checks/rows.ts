// What checks see of the files: batches of typed columns, and beside them what the scan has looked up in the dimension
// files for each row. Holds types only.

import type { ContentBatch, CustomerBatch, PlanBatch, SubscriptionBatch, UsageBatch } from "../csv/scan-batch.ts";
import type { World } from "../rules/world.ts";

/** Lanes are indexed by row, 0..batch.rows-1, and reused like the batch's. */
export interface SubscriptionRows {
  readonly batch: SubscriptionBatch;
  /** Tier code (index into `tiers`) + 1 of the plan; 0 when no such plan was scanned. */
  readonly tier: Uint8Array;
  /** Day number of the customer's signup; `nullValue` when no such customer was scanned. */
  readonly signupDay: Int32Array;
}

export interface UsageRows {
  readonly batch: UsageBatch;
  /** Region code + 1 of the customer in customer_id; 0 when no such customer was scanned. */
  readonly region: Uint8Array;
  /** Device code + 1 of the customer's own device; 0 when unknown. */
  readonly ownDevice: Uint8Array;
  /** Plan number of the subscription in subscription_id; 0 when no such subscription was scanned. */
  readonly plan: Uint8Array;
  /** Tier code + 1 of that plan, or 0. */
  readonly tier: Uint8Array;
  /**
   * 1 + the window day (0..59) from which that subscription was running, 1 for one that started on the window's first day or before; 0
   * when it is unknown, not its subscriber's last one, or not active at the as-of date.
   */
  readonly activeFrom: Uint8Array;
  /** Genre code + 1 of the title, or 0 when no such title was scanned. */
  readonly genre: Uint8Array;
  /** Length of the title in tenths of a minute, or 0. */
  readonly tenths: Int32Array;
}

/** What each dataset's checks see. */
export interface RowsOf {
  customers: CustomerBatch;
  plans: PlanBatch;
  content: ContentBatch;
  subscriptions: SubscriptionRows;
  usage_logs: UsageRows;
}

/** Memory that the scans of one run share, whatever worker they run on. */
export interface SharedMarks {
  /** A bit a customer number: seen watching on a recent weekday. Set with `firstMark`. */
  readonly watchedRecently: Int32Array;
}

/** What an observer may know of the run beside its rows. */
export interface ObserveContext {
  /** What is declared: parameters, counts and dates; never a sampler. */
  readonly world: World;
  /** First byte of the range of rows, for naming offenders. */
  readonly rangeStart: number;
  readonly marks: SharedMarks;
}

/** Shared memory for a run of so many customers. */
export function allocateMarks(customers: number): SharedMarks {
  return { watchedRecently: new Int32Array(new SharedArrayBuffer(4 * ((customers >>> 5) + 1))) };
}

/** Sets the bit of a number; true for whoever sets it first. False for a number that has no bit. */
export function firstMark(marks: Int32Array, number: number): boolean {
  const index = number >>> 5;
  const bit = 1 << (number & 31);
  // Looked at first: most are set already, and an atomic write costs ten times a read.
  if (index >= marks.length || (marks[index]! & bit) !== 0) return false;
  return (Atomics.or(marks, index, bit) & bit) === 0;
}
