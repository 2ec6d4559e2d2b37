// The subscriber table: who can watch in the window and how much, one slot a customer, in memory that workers share.
// It is rebuilt from the streams, never read from files, and is the only thing that grows with the customers.

import { entityHead, entityTail } from "../random/substream.ts";
import { activeSubscription } from "../rules/active-only.ts";
import { homeSampler, primaryDevice } from "../rules/region-and-device.ts";
import { rateSampler, weekdayMean } from "../rules/session-rate.ts";
import { type World, windowDays } from "../rules/world.ts";
import { ruleStream } from "./streams.ts";
import { historyReader } from "./subscriptions.ts";

/** Columns by customer number - 1, on SharedArrayBuffers: 28 bytes a customer. */
export interface SubscriberTable {
  /** Tier, own device, sequence and first day, packed by `packed`; `silent` for who has no active subscription. */
  readonly facts: Int32Array;
  /** Mean candidates a weekday. */
  readonly mean: Float64Array;
  /** exp(-mean) on a weekday, and on a day with the weekend lift. */
  readonly weekdayEmpty: Float64Array;
  readonly weekendEmpty: Float64Array;
}

export const silent = -1;

/** Bits, low to high: tier 2, device 3, first day in the window 6 (0..59), sequence 8. */
function packed(tier: number, device: number, firstDay: number, sequence: number): number {
  return tier | (device << 2) | (firstDay << 5) | (sequence << 11);
}

export const tierOf = (facts: number): number => facts & 3;
export const deviceOf = (facts: number): number => (facts >> 2) & 7;
/** Days from the window's first day to the first day with usage. */
export const firstDayOf = (facts: number): number => (facts >> 5) & 63;
export const sequenceOf = (facts: number): number => facts >> 11;

export function allocateSubscribers(customers: number): SubscriberTable {
  return {
    facts: new Int32Array(new SharedArrayBuffer(customers * Int32Array.BYTES_PER_ELEMENT)),
    mean: new Float64Array(new SharedArrayBuffer(customers * Float64Array.BYTES_PER_ELEMENT)),
    weekdayEmpty: new Float64Array(new SharedArrayBuffer(customers * Float64Array.BYTES_PER_ELEMENT)),
    weekendEmpty: new Float64Array(new SharedArrayBuffer(customers * Float64Array.BYTES_PER_ELEMENT)),
  };
}

/** Fills the slots of customers `first..last`. */
export function fillSubscribers(world: World, table: SubscriberTable, first: number, last: number): void {
  const { behaviour } = world;
  const historyOf = historyReader(world);
  const home = homeSampler(ruleStream(world, "customers", "region-and-device"), behaviour["region-and-device"]);
  const rate = rateSampler(ruleStream(world, "usage_logs", "session-rate"), behaviour["session-rate"]);
  const { lift } = behaviour["weekend-lift"];
  const windowStart = world.asOfDay - windowDays;
  for (let customer = first; customer <= last; customer++) {
    const slot = customer - 1;
    const history = historyOf(customer);
    const index = activeSubscription(history, world.asOfDay);
    if (index < 0) {
      table.facts[slot] = silent;
      continue;
    }
    const head = entityHead(customer, 0);
    const device = primaryDevice(home, head, entityTail(head, 0));
    const tier = history.tier[index] as number;
    const firstDay = Math.max(0, (history.start[index] as number) - windowStart);
    const mean = weekdayMean(rate, customer, tier);
    table.facts[slot] = packed(tier, device, firstDay, index + 1);
    table.mean[slot] = mean;
    table.weekdayEmpty[slot] = Math.exp(-mean);
    table.weekendEmpty[slot] = Math.exp(-mean * lift);
  }
}
