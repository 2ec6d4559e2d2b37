// What a scan remembers of the dimension files so that usage rows can be counted by genre, tier and region: shared
// memory that the scans of the dimensions fill, whatever worker they run on. Resolves numbers, holds no text.

import { allocateMarks, type SharedMarks } from "../checks/rows.ts";
import { nullValue } from "../csv/columns.ts";
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
  /** By customer number: region, own device, and the last subscription's plan, running days and sequence, packed. */
  readonly customerCells: Int32Array;
  /** By customer number: 1 + days from signup to the as-of date; a signup after it is negative. */
  readonly signupAges: Int16Array;
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
  readonly marks: SharedMarks;
}

const planNumbers = 10;

/** Shared memory for the lookups of a run with these row counts: about twelve bytes a customer. */
export function allocateLookups(counts: LookupCounts): Lookups {
  const bytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
  const integers = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));
  return {
    counts,
    customerCells: integers(counts.customers + 1),
    signupAges: new Int16Array(new SharedArrayBuffer(2 * (counts.customers + 1))),
    genre: bytes(counts.content + 1),
    durationTenths: integers(counts.content + 1),
    tier: bytes(planNumbers),
    maxStreams: integers(planNumbers),
    firstSubscription: integers(counts.customers + 1),
    subscriptionCells: bytes(counts.subscriptions),
    subscriptionCursor: integers(1),
    marks: allocateMarks(counts.customers),
  };
}

// A customer's cell, low to high: region code + 1 (3 bits), device code + 1 (3), then of the last subscription the plan (4), the
// window day it runs from + 1 or 0 (6), and the sequence (15).
const deviceShift = 3;
const planShift = 6;
const activeFromShift = 10;
const sequenceShift = 16;
const homeBits = (1 << planShift) - 1;
const lowBits = 15;
const longestAge = 32_767;

/** Region code + 1 of a customer's cell, 0 when unknown. */
export function regionOf(customerCell: number): number {
  return customerCell & 7;
}

/** Device code + 1 of a customer's cell, 0 when unknown. */
export function ownDeviceOf(customerCell: number): number {
  return (customerCell >> deviceShift) & 7;
}

/** Keeps a customer's region and device, as indices into `regions` and `devices` or `nullValue`. */
export function storeHome(lookups: Lookups, customer: number, region: number, device: number): void {
  const { customerCells } = lookups;
  if (customer < 0 || customer >= customerCells.length) return;
  const home = (region === nullValue ? 0 : region + 1) | ((device === nullValue ? 0 : device + 1) << deviceShift);
  customerCells[customer] = (customerCells[customer]! & ~homeBits) | home;
}

/** Keeps a customer's signup, `age` days before the as-of date. */
export function storeSignup({ signupAges }: Lookups, customer: number, age: number): void {
  if (customer < 0 || customer >= signupAges.length) return;
  const kept = age >= 0 ? age + 1 : age;
  signupAges[customer] = Math.min(longestAge, Math.max(-longestAge, kept));
}

/** Days from a customer's signup to the as-of date, or `nullValue` when unknown. */
export function signupAgeOf({ signupAges }: Lookups, customer: number): number {
  const kept = customer >= 0 && customer < signupAges.length ? signupAges[customer]! : 0;
  return kept === 0 ? nullValue : kept > 0 ? kept - 1 : kept;
}

/** Keeps the subscription as the customer's last one unless a later one is known; `activeFrom` as in `UsageRows`. */
export function storeLastSubscription(
  lookups: Lookups,
  customer: number,
  sequence: number,
  plan: number,
  activeFrom: number,
): void {
  const { customerCells } = lookups;
  if (customer < 0 || customer >= customerCells.length || sequence >= 1 << (31 - sequenceShift)) return;
  const cell = customerCells[customer]!;
  if (sequence <= cell >> sequenceShift) return;
  const subscription = (sequence << sequenceShift) | (activeFrom << activeFromShift) | (plan << planShift);
  customerCells[customer] = subscription | (cell & homeBits);
}

/** Whether a subscription is the last one of the customer whose cell this is. */
export function isLastSubscription(customerCell: number, sequence: number): boolean {
  return sequence > 0 && customerCell >> sequenceShift === sequence;
}

/** Of the last subscription: 1 + the window day it runs from, or 0 when it is not active at the as-of date. */
export function activeFromOf(customerCell: number): number {
  return (customerCell >> activeFromShift) & 63;
}

const cellPlanShift = 4;

/** A subscription as a cell: the sequence's low bits tell a customer's cell from the next customer's. */
export function subscriptionCell(plan: number, sequence: number): number {
  return (plan << cellPlanShift) | (sequence & lowBits);
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
  if (isLastSubscription(cell, sequence)) return (cell >> planShift) & lowBits;
  return earlierPlanOf(lookups, customer, sequence);
}

function earlierPlanOf(lookups: Lookups, customer: number, sequence: number): number {
  const { firstSubscription, subscriptionCells } = lookups;
  if (customer < 0 || customer >= firstSubscription.length || sequence < 1) return 0;
  const first = firstSubscription[customer]!;
  const place = first + sequence - 2;
  if (first === 0 || place >= subscriptionCells.length) return 0;
  const cell = subscriptionCells[place]!;
  return (cell & lowBits) === (sequence & lowBits) ? cell >> cellPlanShift : 0;
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
