// What a scan remembers of the dimension files so that usage rows can be counted by genre, tier and region: shared
// memory that the scans of the dimensions fill, whatever worker they run on. Resolves numbers, holds no text.

import { type DatasetName, upstreamOf } from "../datasets.ts";

/** Row counts of the files that the run holds; 0 for one it lacks. */
export interface LookupCounts {
  readonly customers: number;
  readonly content: number;
  readonly subscriptions: number;
}

/** In each array 0 means unknown; codes are indices into the contract's lists plus 1. */
export interface Lookups {
  readonly counts: LookupCounts;
  /** By customer number: region code, plan number and sequence of the last subscription; see `customerCell`. */
  readonly customerCells: Int32Array;
  /** By title number. */
  readonly genre: Uint8Array;
  readonly durationTenths: Int32Array;
  /** By plan number, 0..9. */
  readonly tier: Uint8Array;
  readonly maxStreams: Int32Array;
  /** By customer number: 1 + the place of the customer's first subscription among the cells. */
  readonly firstSubscription: Int32Array;
  /** A cell a subscription, a customer's side by side: plan number times 16, and the low bits of the sequence. */
  readonly subscriptionCells: Uint8Array;
  /** One number: cells taken so far. */
  readonly subscriptionCursor: Int32Array;
}

const planNumbers = 10;

/** Shared memory for the lookups of a run with these row counts: about ten bytes a customer. */
export function allocateLookups(counts: LookupCounts): Lookups {
  const bytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
  const integers = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));
  return {
    counts,
    customerCells: integers(counts.customers + 1),
    genre: bytes(counts.content + 1),
    durationTenths: integers(counts.content + 1),
    tier: bytes(planNumbers),
    maxStreams: integers(planNumbers),
    firstSubscription: integers(counts.customers + 1),
    subscriptionCells: bytes(counts.subscriptions),
    subscriptionCursor: integers(1),
  };
}

const planShift = 4;
const sequenceShift = 8;
const lowBits = 15;

/** Region code of a customer's cell, 0 when unknown. */
export function regionOf(customerCell: number): number {
  return customerCell & lowBits;
}

/** Keeps a customer's region; `region` is an index into `regions`. */
export function storeRegion(lookups: Lookups, customer: number, region: number): void {
  const { customerCells } = lookups;
  if (customer >= 0 && customer < customerCells.length) {
    customerCells[customer] = (customerCells[customer]! & ~lowBits) | (region + 1);
  }
}

/** Keeps the subscription as the customer's last one unless a later one is known. */
export function storeLastSubscription(lookups: Lookups, customer: number, sequence: number, plan: number): void {
  const { customerCells } = lookups;
  if (customer < 0 || customer >= customerCells.length || sequence >= 1 << (31 - sequenceShift)) return;
  const cell = customerCells[customer]!;
  if (sequence <= cell >> sequenceShift) return;
  customerCells[customer] = (sequence << sequenceShift) | (plan << planShift) | (cell & lowBits);
}

/** A subscription as a cell: the sequence's low bits tell a customer's cell from the next customer's. */
export function subscriptionCell(plan: number, sequence: number): number {
  return (plan << planShift) | (sequence & lowBits);
}

/** Keeps the cells of some customers' subscriptions; `firsts` holds pairs of a customer's number and first index. */
export function storeSubscriptions(lookups: Lookups, cells: Uint8Array, firsts: readonly number[]): void {
  const { firstSubscription, subscriptionCells, subscriptionCursor } = lookups;
  // Workers race for places; where a customer's cells lie differs from run to run, what they resolve to does not.
  const place = Atomics.add(subscriptionCursor, 0, cells.length);
  // More rows than the manifest says: their references stay unresolved.
  if (place + cells.length > subscriptionCells.length) return;
  subscriptionCells.set(cells, place);
  for (let index = 0; index < firsts.length; index += 2) {
    const customer = firsts[index]!;
    if (customer < firstSubscription.length) firstSubscription[customer] = place + firsts[index + 1]! + 1;
  }
}

/** Plan number of a subscription, or 0 when no such subscription was scanned; `cell` is its customer's. */
export function planOf(lookups: Lookups, cell: number, customer: number, sequence: number): number {
  // Usage follows the last subscription in all but odd files: the cell has it, without another miss of the cache.
  if (sequence > 0 && cell >> sequenceShift === sequence) return (cell >> planShift) & lowBits;
  return earlierPlanOf(lookups, customer, sequence);
}

function earlierPlanOf(lookups: Lookups, customer: number, sequence: number): number {
  const { firstSubscription, subscriptionCells } = lookups;
  if (customer < 0 || customer >= firstSubscription.length || sequence < 1) return 0;
  const first = firstSubscription[customer]!;
  const place = first + sequence - 2;
  if (first === 0 || place >= subscriptionCells.length) return 0;
  const cell = subscriptionCells[place]!;
  return (cell & lowBits) === (sequence & lowBits) ? cell >> planShift : 0;
}

/** What a lookup by number says, or 0 for a number it does not hold. */
export function lookedUp(table: Uint8Array | Int32Array, number: number): number {
  return number >= 0 && number < table.length ? table[number]! : 0;
}

/** Which dimension files the lookups were filled from. */
export interface Resolvable {
  readonly customers: boolean;
  readonly plans: boolean;
  readonly content: boolean;
  readonly subscriptions: boolean;
}

/**
 * What the rows of a dataset can be looked up in. Of files it does not refer to nothing is said: they may be scanned at
 * the same time, and the answer would depend on who comes first.
 */
export function resolvable(lookups: Lookups, dataset: DatasetName): Resolvable {
  const upstream = upstreamOf(dataset);
  const filled = (name: DatasetName, isFilled: boolean): boolean => upstream.includes(name) && isFilled;
  return {
    customers: filled("customers", lookups.counts.customers > 0),
    plans: filled(
      "plans",
      lookups.tier.some((tier) => tier > 0),
    ),
    content: filled("content", lookups.counts.content > 0),
    subscriptions: filled("subscriptions", lookups.counts.subscriptions > 0),
  };
}
