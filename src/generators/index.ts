// The generators in execution order, behind one call a partition. Pure: bytes go to the sink that the caller gives.

import type { ChunkSink } from "../csv/chunk.ts";
import type { World } from "../rules/world.ts";
import { generateContent } from "./content.ts";
import { generateCustomers } from "./customers.ts";
import type { Partition } from "./partitions.ts";
import { generatePlans } from "./plans.ts";
import { allocateSubscribers, fillSubscribers, type SubscriberTable } from "./subscribers.ts";
import { generateSubscriptions } from "./subscriptions.ts";
import { type UsageWriter, usageWriter } from "./usage-logs.ts";

export { type Partition, partitionsOf, slicedCustomers, slices } from "./partitions.ts";

/** What the partitions of usage_logs need of all customers; in memory that workers share. */
export interface WorldTables {
  readonly subscribers: SubscriberTable;
}

/** Room for the tables of a world, to be filled by `fillWorldTables`. */
export function allocateWorldTables(world: World): WorldTables {
  return { subscribers: allocateSubscribers(world.customers) };
}

/** Fills the tables for customers `first..last`, counted from 1; slices may be filled in any order, by any thread. */
export function fillWorldTables(world: World, tables: WorldTables, first: number, last: number): void {
  fillSubscribers(world, tables.subscribers, first, last);
}

const usageWriters = new WeakMap<World, UsageWriter>();

/**
 * Writes the rows of a partition, without a header; returns how many. `tables`, filled for all customers, are needed
 * for usage_logs only. A world object is prepared once: pass the same one again for its next partition.
 */
export function generatePartition(
  world: World,
  tables: WorldTables | undefined,
  partition: Partition,
  sink: ChunkSink,
): number {
  switch (partition.dataset) {
    case "customers":
      return generateCustomers(world, partition, sink);
    case "plans":
      return generatePlans(world, sink);
    case "content":
      return generateContent(world, sink);
    case "subscriptions":
      return generateSubscriptions(world, partition, sink);
    case "usage_logs": {
      if (tables === undefined) throw new TypeError("usage_logs needs the world's tables");
      let writer = usageWriters.get(world);
      if (writer === undefined) {
        writer = usageWriter(world);
        usageWriters.set(world, writer);
      }
      return writer.write(partition, tables.subscribers, sink);
    }
  }
}
