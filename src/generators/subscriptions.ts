// The subscriptions file: the history of each customer of a slice, seen from the as-of date.

import type { ChunkSink } from "../csv/chunk.ts";
import { type CsvColumn, literal, nullValue, writeRows } from "../csv/columns.ts";
import { dictionary } from "../csv/dictionary.ts";
import { changeTypes, subscriptionStatuses } from "../datasets.ts";
import { entityHead, entityTail } from "../random/substream.ts";
import { delayDays, eligibilitySampler } from "../rules/eligibility.ts";
import { signupDay, signupSampler } from "../rules/signup-growth.ts";
import {
  lifecycleSampler,
  newHistory,
  openEnd,
  type SubscriptionHistory,
  subscriptionHistory,
} from "../rules/subscription-lifecycle.ts";
import type { World } from "../rules/world.ts";
import type { CustomerPartition } from "./partitions.ts";
import { ruleStream } from "./streams.ts";

/** Gives the history of any customer; the returned object is reused by the next call. */
export type HistoryReader = (customer: number) => SubscriptionHistory;

export function historyReader(world: World): HistoryReader {
  const { behaviour } = world;
  const signup = signupSampler(ruleStream(world, "customers", "signup-growth"));
  const eligible = eligibilitySampler(ruleStream(world, "subscriptions", "eligibility"), behaviour.eligibility);
  const lifecycle = lifecycleSampler(
    ruleStream(world, "subscriptions", "subscription-lifecycle"),
    behaviour["subscription-lifecycle"],
  );
  const history = newHistory();
  return (customer) => {
    const head = entityHead(customer, 0);
    const tail = entityTail(head, 0);
    const delay = delayDays(eligible, head, tail);
    const start = delay < 0 ? world.asOfDay : signupDay(signup, world.anchorDay, head, tail) + delay;
    subscriptionHistory(lifecycle, customer, start, world.asOfDay, history);
    return history;
  };
}

/** `active` while open, `canceling` while the end lies ahead, else `ended`: an index into `subscriptionStatuses`. */
function statusOf(end: number, asOfDay: number): number {
  if (end === openEnd) return 0;
  return end > asOfDay ? 1 : 2;
}

const statuses = dictionary(subscriptionStatuses);
const changes = dictionary(changeTypes);

/** Writes the subscriptions of a slice of customers; returns how many rows. */
export function generateSubscriptions(world: World, partition: CustomerPartition, sink: ChunkSink): number {
  const historyOf = historyReader(world);
  const customer: number[] = [];
  const sequence: number[] = [];
  const plan: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const status: number[] = [];
  const change: number[] = [];
  for (let number = partition.first; number <= partition.last; number++) {
    const history = historyOf(number);
    for (let index = 0; index < history.count; index++) {
      const endDay = history.end[index] as number;
      customer.push(number);
      sequence.push(index + 1);
      plan.push((history.tier[index] as number) + 1);
      start.push(history.start[index] as number);
      end.push(endDay === openEnd ? nullValue : endDay);
      status.push(statusOf(endDay, world.asOfDay));
      change.push(history.change[index] as number);
    }
  }
  const fields: CsvColumn[] = [
    [
      literal("S"),
      { kind: "padded", values: customer, width: 9 },
      literal("-"),
      { kind: "fixed", values: sequence, decimals: 0 },
    ],
    [literal("C"), { kind: "padded", values: customer, width: 9 }],
    [literal("P"), { kind: "fixed", values: plan, decimals: 0 }],
    [{ kind: "date", values: start }],
    [{ kind: "date", values: end }],
    [{ kind: "coded", values: status, dictionary: statuses }],
    [{ kind: "coded", values: change, dictionary: changes }],
  ];
  writeRows(sink, fields, customer.length);
  return customer.length;
}
