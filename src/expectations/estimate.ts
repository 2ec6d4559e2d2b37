// What a job would write, before anything runs: rows and bytes a dataset with 95 % intervals, from the closed forms.

import { type DatasetName, headerLine } from "../datasets.ts";
import type { World } from "../rules/world.ts";
import { compound, fixed, type Interval, intervalOf, type Moments, sumOf } from "./moments.ts";
import { contentBytes, customerBytes, planBytes, subscriptionBytesACustomer } from "./row-lengths.ts";
import { sessionExpectation } from "./sessions.ts";
import { type SubscriberExpectation, subscriberRecursion } from "./subscribers.ts";
import { usageLength } from "./usage-lengths.ts";

export interface DatasetEstimate {
  readonly rows: Interval;
  /** Of the file, with its header line. */
  readonly bytes: Interval;
}

export interface Estimate {
  readonly datasets: Partial<Record<DatasetName, DatasetEstimate>>;
  /** Of the datasets asked for; the intervals are summed, as if all erred to the same side. */
  readonly totals: DatasetEstimate;
}

interface DatasetMoments {
  readonly rows: Moments;
  readonly bytes: Moments;
}

const plansOnSale = 3;

/** Expected rows and bytes of the datasets, given customers and content of the world. Takes a few milliseconds. */
export function estimate(world: World, datasets: readonly DatasetName[]): Estimate {
  const subscribers = subscriberRecursion(world);
  const entries = datasets.map((dataset): [DatasetName, DatasetEstimate] => {
    const { rows, bytes } = momentsOf(world, dataset, subscribers);
    const header = fixed(headerLine(dataset).length + 1);
    return [dataset, { rows: intervalOf(rows), bytes: intervalOf(sumOf(header, bytes)) }];
  });
  const totals = {
    rows: total(entries.map(([, { rows }]) => rows)),
    bytes: total(entries.map(([, { bytes }]) => bytes)),
  };
  return { datasets: Object.fromEntries(entries), totals };
}

function total(intervals: readonly Interval[]): Interval {
  const sum = (part: keyof Interval): number => intervals.reduce((sum, interval) => sum + interval[part], 0);
  return { expected: sum("expected"), low: sum("low"), high: sum("high") };
}

function momentsOf(world: World, dataset: DatasetName, subscribers: SubscriberExpectation): DatasetMoments {
  switch (dataset) {
    case "customers":
      return { rows: fixed(world.customers), bytes: customerBytes(world) };
    case "plans":
      return { rows: fixed(plansOnSale), bytes: planBytes(world) };
    case "content":
      return { rows: fixed(world.content), bytes: contentBytes(world) };
    case "subscriptions":
      return subscriptionMoments(world, subscribers);
    case "usage_logs":
      return usageMoments(world, subscribers);
  }
}

function subscriptionMoments(world: World, subscribers: SubscriberExpectation): DatasetMoments {
  const { rowsACustomer } = subscribers;
  const mean = rowsACustomer.reduce((sum, probability, rows) => sum + probability * rows, 0);
  const squares = rowsACustomer.reduce((sum, probability, rows) => sum + probability * rows * rows, 0);
  const rows = { mean: world.customers * mean, variance: world.customers * Math.max(0, squares - mean * mean) };
  return { rows, bytes: compound(fixed(world.customers), subscriptionBytesACustomer(subscribers)) };
}

function usageMoments(world: World, subscribers: SubscriberExpectation): DatasetMoments {
  const sessions = sessionExpectation(world, subscribers);
  const rows = { mean: world.customers * sessions.mean, variance: world.customers * sessions.variance };
  const length = usageLength(world, subscribers, sessions);
  const bytes = compound(rows, length.row);
  return { rows, bytes: { mean: bytes.mean, variance: bytes.variance + rows.mean ** 2 * length.catalogueVariance } };
}
