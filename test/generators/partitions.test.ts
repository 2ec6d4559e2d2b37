// Partitions cover customers and days exactly, once each, and depend on the world alone.
import { describe, expect, it } from "vitest";
import { MemorySink } from "../../src/csv/chunk.ts";
import { datasetNames } from "../../src/datasets.ts";
import {
  generatePartition,
  type Partition,
  partitionsOf,
  slicedCustomers,
  slices,
} from "../../src/generators/index.ts";
import { isoDate, shardSize, type World } from "../../src/rules/world.ts";
import { bytesOf, testWorld } from "../worlds.ts";

const sizes = [1, 999, slicedCustomers, slicedCustomers + 1, shardSize, shardSize + 1, 2_500_000];

/** The first customer that a chain of ranges skips or holds twice, or undefined when it covers 1..count. */
function gapIn(ranges: readonly { first: number; last: number }[], count: number): number | undefined {
  let next = 1;
  for (const { first, last } of ranges) {
    if (first !== next || last < first) return next;
    next = last + 1;
  }
  return next === count + 1 ? undefined : next;
}

const ranges = (partitions: readonly Partition[]): { first: number; last: number }[] =>
  partitions.flatMap((partition) => ("first" in partition ? [partition] : []));

describe("partitionsOf()", () => {
  it.each(sizes)("cuts %d customers into slices that cover each once", (customers) => {
    const world = testWorld({ customers });
    for (const dataset of ["customers", "subscriptions"] as const) {
      const partitions = partitionsOf(world, dataset);
      expect(gapIn(ranges(partitions), customers)).toBeUndefined();
      expect(partitions).toHaveLength(Math.ceil(customers / slicedCustomers));
    }
  });

  it.each(sizes)("gives each of the 60 days of %d customers shards that cover each once", (customers) => {
    const world = testWorld({ customers });
    const partitions = partitionsOf(world, "usage_logs");
    const days = new Map<number, Partition[]>();
    for (const partition of partitions) {
      if (partition.dataset !== "usage_logs") return expect.unreachable(partition.name);
      expect(partition.name).toBe(`${isoDate(partition.day)}/${partition.shard}`);
      days.set(partition.day, [...(days.get(partition.day) ?? []), partition]);
    }
    const window = Array.from({ length: 60 }, (_, index) => world.asOfDay - 60 + index);
    expect([...days.keys()]).toEqual(window);
    for (const shards of days.values()) {
      expect(gapIn(ranges(shards), customers)).toBeUndefined();
      expect(shards.map((shard) => "shard" in shard && shard.shard)).toEqual([...shards.keys()]);
    }
    expect(partitions).toHaveLength(60 * Math.ceil(customers / 1_048_576));
  });

  it("names each partition of a dataset once", () => {
    const world = testWorld({ customers: 2_500_000 });
    for (const dataset of datasetNames) {
      const names = partitionsOf(world, dataset).map((partition) => partition.name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("cuts so that the parts, put together, are the whole: slices of any size give the same bytes", () => {
    const world = testWorld({ customers: 700 });
    for (const dataset of ["customers", "subscriptions"] as const) {
      const whole = bytesOf(world, dataset);
      const parts = slices(700, 97).map(([first, last]) => ({ dataset, name: `${first}-${last}`, first, last }));
      expect(Buffer.concat(parts.map((part) => bytesOfPart(world, part))).equals(whole)).toBe(true);
    }
  });
});

function bytesOfPart(world: World, partition: Partition): Buffer {
  const sink = new MemorySink();
  generatePartition(world, undefined, partition, sink);
  return sink.toBuffer();
}
