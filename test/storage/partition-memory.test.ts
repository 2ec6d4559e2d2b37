import { expect, test } from "vitest";
import { PartitionMemory } from "../../src/storage/partition-memory.ts";

const bytes = (length: number): Buffer => Buffer.alloc(length);

test("PartitionMemory keeps what was asked for last, and never more bytes than it may", () => {
  const memory = new PartitionMemory(100);
  memory.put("a", bytes(40));
  memory.put("b", bytes(40));
  expect(memory.get("a")).toHaveLength(40);
  memory.put("c", bytes(40));
  expect(["a", "b", "c"].map((key) => memory.get(key)?.length)).toEqual([40, undefined, 40]);
  // The same again takes no more room.
  memory.put("c", bytes(40));
  expect(memory.get("a")).toHaveLength(40);
  memory.put("d", bytes(101));
  expect(["a", "b", "c", "d"].map((key) => memory.get(key))).toEqual([undefined, undefined, undefined, undefined]);
  memory.put("e", bytes(100));
  expect(memory.get("e")).toHaveLength(100);
});
