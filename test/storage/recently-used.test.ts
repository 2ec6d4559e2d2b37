import { expect, test } from "vitest";
import { RecentlyUsed } from "../../src/storage/recently-used.ts";

function lengthsOf(kept: RecentlyUsed<string>, keys: string): (number | undefined)[] {
  return keys.split("").map((key) => kept.get(key)?.length);
}

test("RecentlyUsed forgets what has gone unused for longest, be it read or set", () => {
  const kept = new RecentlyUsed<string>(2);
  kept.set("a", "first");
  kept.set("b", "second");
  kept.get("a");
  kept.set("c", "third");
  expect(["a", "b", "c"].map((key) => kept.get(key))).toEqual(["first", undefined, "third"]);
  kept.set("a", "fourth");
  kept.set("d", "fifth");
  expect(["a", "c", "d"].map((key) => kept.get(key))).toEqual(["fourth", undefined, "fifth"]);
});

test("RecentlyUsed never keeps what costs more than it may", () => {
  const kept = new RecentlyUsed<string>(100, ({ length }) => length);
  kept.set("a", "x".repeat(40));
  kept.set("b", "x".repeat(40));
  // The same again takes no more room, and another value only its own.
  kept.set("b", "x".repeat(40));
  kept.set("b", "x".repeat(60));
  expect(lengthsOf(kept, "ab")).toEqual([40, 60]);
  kept.set("c", "x".repeat(30));
  expect(lengthsOf(kept, "abc")).toEqual([undefined, 60, 30]);
  kept.set("d", "x".repeat(101));
  expect(lengthsOf(kept, "bcd")).toEqual([undefined, undefined, undefined]);
  kept.set("e", "x".repeat(100));
  expect(lengthsOf(kept, "e")).toEqual([100]);
});
