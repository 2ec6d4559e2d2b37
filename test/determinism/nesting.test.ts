// Scale-nested: a small world is, row for row, a subset of the large one.
import { describe, expect, it } from "vitest";
import { datasetNames } from "../../src/datasets.ts";
import { shardSize } from "../../src/rules/world.ts";
import { linesOf, testWorld } from "../worlds.ts";

describe("a world of 1,000 customers", () => {
  it.each(datasetNames)("has every row of its %s in the world of 5,000, in the same order", (dataset) => {
    const small = linesOf(testWorld({ customers: 1000 }), dataset);
    const inSmall = new Set(small);
    expect(inSmall.size).toBe(small.length);
    const shared = linesOf(testWorld({ customers: 5000 }), dataset).filter((line) => inSmall.has(line));
    expect(shared).toEqual(small);
  });

  it("has every row of a day in that day of a world of two shards", () => {
    const day = testWorld().asOfDay - 1;
    const thatDay = (partition: { dataset: string; day?: number }): boolean => partition.day === day;
    const small = linesOf(testWorld({ customers: 1000 }), "usage_logs", thatDay);
    const large = linesOf(testWorld({ customers: shardSize + 5000 }), "usage_logs", thatDay);
    const customers = large.map((line) => Number(line.slice(10, 19)));
    expect(customers.some((customer) => customer > shardSize)).toBe(true);
    const firstOfSecondShard = customers.findIndex((customer) => customer > shardSize);
    expect(customers.slice(firstOfSecondShard).every((customer) => customer > shardSize)).toBe(true);
    const inSmall = new Set(small);
    expect(small.length).toBeGreaterThan(100);
    expect(large.filter((line) => inSmall.has(line))).toEqual(small);
  });
});
