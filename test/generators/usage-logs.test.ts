// The hot path against a slow, plain reference: the same bytes, in the file's order, in ordinary and extreme worlds.
import { describe, expect, it } from "vitest";
import { chunkBytes, MemorySink } from "../../src/csv/chunk.ts";
import { allocateWorldTables, fillWorldTables, generatePartition } from "../../src/generators/index.ts";
import { silent } from "../../src/generators/subscribers.ts";
import { windowDays } from "../../src/rules/world.ts";
import { bytesOf, linesOf, testWorld, type WorldOptions } from "../worlds.ts";
import { plainUsageLines } from "./usage-reference.ts";

const everyDay = Array.from({ length: windowDays }, (_, index) => index);

/** The hot path's bytes for days of the window counted from 0, and the reference's. */
function bothWays(options: WorldOptions, daysInWindow: readonly number[]): [string, string] {
  const world = testWorld(options);
  const days = daysInWindow.map((day) => world.asOfDay - windowDays + day);
  const wanted = (partition: { dataset: string; day?: number }): boolean =>
    partition.day !== undefined && days.includes(partition.day);
  const lines = plainUsageLines(world, days);
  return [bytesOf(world, "usage_logs", wanted).toString("latin1"), lines.map((line) => `${line}\n`).join("")];
}

describe("the usage_logs of a world", () => {
  it.each<[string, WorldOptions, readonly number[]]>([
    ["the default rules, all 60 days", { customers: 1500 }, everyDay],
    ["another seed, over a leap day", { seed: "š", asOf: "2024-03-15", customers: 1500 }, everyDay],
    ["as-of 2000-01-01", { asOf: "2000-01-01", customers: 800 }, everyDay],
    ["as-of 2100-12-31, whose days fill 16 bits", { asOf: "2100-12-31", customers: 800 }, everyDay],
    ["ten titles", { customers: 800, content: 10 }, everyDay],
    [
      "means of hundreds of sessions a day, so that candidates pass 999",
      {
        customers: 12,
        behaviour: {
          "session-rate": { rate: { Basic: 20, Standard: 20, Premium: 20 }, shape: 1 },
          "weekend-lift": { lift: 10 },
          eligibility: { never: 0 },
        },
      },
      [0, 1, 2, 3, 4, 5, 6],
    ],
    [
      "a Sunday of more bytes than a chunk holds",
      {
        customers: 150,
        behaviour: {
          "session-rate": { rate: { Basic: 20, Standard: 20, Premium: 20 }, shape: 100 },
          "weekend-lift": { lift: 10 },
        },
      },
      [56],
    ],
    [
      "titles of a tenth of a minute and of a day",
      { customers: 800, behaviour: { "content-duration": { bounds: { music: [0.1, 0.1], movie: [1440, 1440] } } } },
      [59],
    ],
    [
      "loud noise, no dropout and every device alike",
      {
        customers: 800,
        behaviour: {
          "completion-noise": { ceiling: { Basic: 0.5, Standard: 0.5, Premium: 0.5 } },
          "watch-fraction": { abandon: { Basic: 0 }, skew: { Basic: 10 } },
          "playback-device": { own: 0 },
        },
      },
      [10, 59],
    ],
  ])("of %s is, byte for byte, what the plain reference writes", (name, options, days) => {
    const [written, plain] = bothWays(options, days);
    expect(plain.length).toBeGreaterThan(1000);
    // Whole files do not print well: the first differing line says more.
    const [ours, theirs] = [written.split("\n"), plain.split("\n")];
    if (name.includes("more bytes than a chunk")) expect(written.length).toBeGreaterThan(chunkBytes);
    const different = ours.findIndex((line, index) => line !== theirs[index]);
    expect({ line: ours[different], rows: ours.length }).toEqual({ line: theirs[different], rows: theirs.length });
    expect(written === plain).toBe(true);
  });

  it("numbers the most candidates a customer's day can hold, 65,535, without a gap", () => {
    const world = testWorld({ customers: 20 });
    const tables = allocateWorldTables(world);
    fillWorldTables(world, tables, 1, world.customers);
    const { facts, mean, weekendEmpty } = tables.subscribers;
    const customer = facts.findIndex((packed) => packed !== silent) + 1;
    mean[customer - 1] = 80_000;
    weekendEmpty[customer - 1] = 0;
    const sink = new MemorySink();
    const day = world.asOfDay - 4;
    const partition = { dataset: "usage_logs", name: "one", day, shard: 0, first: customer, last: customer } as const;
    expect(generatePartition(world, tables, partition, sink)).toBe(65_535);
    const row = /^U20251228-(\d{9})-(\d+),C\1,S\1-1,T\d{7},2025-12-28T[\d:]{8}Z,\w+,\d+\.\d\d,[01]\.\d{4}$/gm;
    const candidates = [...sink.toBuffer().toString("latin1").matchAll(row)].map((match) => Number(match[2]));
    expect(candidates.sort((a, b) => a - b)).toEqual(Array.from({ length: 65_535 }, (_, index) => index + 1));
  });

  it("is ordered by day, then time, then customer and candidate", () => {
    const lines = linesOf(testWorld({ customers: 4000, asOf: "2025-07-01" }), "usage_logs");
    const keys = lines.map((line) => {
      const [id, , , , startedAt] = line.split(",");
      const [, customer, candidate] = id!.split("-");
      return `${startedAt} ${customer} ${candidate!.padStart(5, "0")}`;
    });
    expect(keys.length).toBeGreaterThan(50_000);
    expect(keys.findIndex((key, index) => index > 0 && key <= keys[index - 1]!)).toBe(-1);
  });

  it("puts sessions of one second in order of customer and candidate", () => {
    const rate = { Basic: 20, Standard: 20, Premium: 20 };
    const movie = new Array<number>(24).fill(0).with(12, 1);
    const world = testWorld({
      customers: 300,
      behaviour: { "session-rate": { rate }, "hour-of-day": { hours: { movie, music: movie, podcast: movie } } },
    });
    const lines = linesOf(
      world,
      "usage_logs",
      (partition) => "day" in partition && partition.day === world.asOfDay - 1,
    );
    const keys = lines.map((line) => {
      const [id, , , , startedAt] = line.split(",");
      return { startedAt: startedAt!, customer: Number(id!.split("-")[1]), candidate: Number(id!.split("-")[2]) };
    });
    const pairs = keys.slice(1).map((after, index) => ({ before: keys[index]!, after }));
    const ties = pairs.filter(({ before, after }) => before.startedAt === after.startedAt);
    expect(ties.length).toBeGreaterThan(100);
    const wrong = ties.filter(
      ({ before, after }) =>
        after.customer < before.customer || (after.customer === before.customer && after.candidate <= before.candidate),
    );
    expect(wrong).toEqual([]);
  });
});
