// Partitions: the units of work, cut from the spec alone, never from the worker count.

import type { DatasetName } from "../datasets.ts";
import { isoDate, shardSize, type World, windowDays } from "../rules/world.ts";

export type Partition = CustomerPartition | WholePartition | UsagePartition;

/** Rows of the customers `first..last`, both included, counted from 1. */
export interface CustomerPartition {
  readonly dataset: "customers" | "subscriptions";
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

export interface WholePartition {
  readonly dataset: "plans" | "content";
  readonly name: string;
}

/** The sessions of one UTC day and one shard of customers `first..last`. */
export interface UsagePartition {
  readonly dataset: "usage_logs";
  readonly name: string;
  readonly day: number;
  readonly shard: number;
  readonly first: number;
  readonly last: number;
}

/** Customers a partition of the customers and subscriptions files. */
export const slicedCustomers = 65_536;

/** The partitions of a dataset in file order. */
export function partitionsOf(world: World, dataset: DatasetName): Partition[] {
  switch (dataset) {
    case "plans":
    case "content":
      return [{ dataset, name: "all" }];
    case "customers":
    case "subscriptions":
      return slices(world.customers, slicedCustomers).map(([first, last]) => ({
        dataset,
        name: `${first}-${last}`,
        first,
        last,
      }));
    case "usage_logs":
      return usagePartitions(world);
  }
}

/** `[first, last]` pairs that cover 1..count, `size` each but for the last. */
export function slices(count: number, size: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let first = 1; first <= count; first += size) pairs.push([first, Math.min(first + size - 1, count)]);
  return pairs;
}

function usagePartitions(world: World): UsagePartition[] {
  const shards = slices(world.customers, shardSize);
  const partitions: UsagePartition[] = [];
  for (let day = world.asOfDay - windowDays; day < world.asOfDay; day++) {
    for (const [shard, [first, last]] of shards.entries()) {
      partitions.push({ dataset: "usage_logs", name: `${isoDate(day)}/${shard}`, day, shard, first, last });
    }
  }
  return partitions;
}
