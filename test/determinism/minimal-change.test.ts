// Minimal change: one rule's number changes what that rule governs, what depends on it, and nothing else.
import { describe, expect, it } from "vitest";
import { type DatasetName, datasetNames, datasetSchemas } from "../../src/datasets.ts";
import type { BehaviourOverrides } from "../../src/rules/index.ts";
import { dayNumber, isWeekend } from "../../src/rules/world.ts";
import { bytesOf, linesOf, testWorld } from "../worlds.ts";

const customers = 1500;
const plain = testWorld({ customers });

function changed(behaviour: BehaviourOverrides) {
  return testWorld({ customers, behaviour });
}

/** Datasets whose bytes differ from the default world's. */
function differingFiles(behaviour: BehaviourOverrides): DatasetName[] {
  const world = changed(behaviour);
  return datasetNames.filter((dataset) => !bytesOf(world, dataset).equals(bytesOf(plain, dataset)));
}

/** Columns of usage rows present in both worlds whose values differ; no generated usage field is quoted. */
function differingUsageColumns(behaviour: BehaviourOverrides): { columns: string[]; added: number; dropped: number } {
  const byId = (lines: string[]) => new Map(lines.map((line) => [line.slice(0, line.indexOf(",")), line.split(",")]));
  const before = byId(linesOf(plain, "usage_logs"));
  const after = byId(linesOf(changed(behaviour), "usage_logs"));
  const names = datasetSchemas.usage_logs.columns.map((column) => column.name);
  const columns = new Set<string>();
  let dropped = 0;
  for (const [id, row] of before) {
    const now = after.get(id);
    if (now === undefined) dropped++;
    else for (const [index, name] of names.entries()) if (row[index] !== now[index]) columns.add(name);
  }
  const kept = before.size - dropped;
  return { columns: [...columns], added: after.size - kept, dropped };
}

const dayOf = (line: string): number => dayNumber(`${line.slice(1, 5)}-${line.slice(5, 7)}-${line.slice(7, 9)}`);

describe("weekend-lift.lift from 1.5 to 1.6", () => {
  it("adds weekend rows and changes none", () => {
    const before = linesOf(plain, "usage_logs");
    const after = linesOf(changed({ "weekend-lift": { lift: 1.6 } }), "usage_logs");
    const known = new Set(before);
    const added = after.filter((line) => !known.has(line));
    expect(after.filter((line) => known.has(line))).toEqual(before);
    expect(added.length).toBeGreaterThan(100);
    expect(added.every((line) => isWeekend(dayOf(line)))).toBe(true);
    expect(differingFiles({ "weekend-lift": { lift: 1.6 } })).toEqual(["usage_logs"]);
  });
});

describe("recency-window.floor from .5 to .7", () => {
  it("adds rows older than 14 days and changes none", () => {
    const before = linesOf(plain, "usage_logs");
    const known = new Set(before);
    const after = linesOf(changed({ "recency-window": { floor: 0.7 } }), "usage_logs");
    const added = after.filter((line) => !known.has(line));
    expect(after.filter((line) => known.has(line))).toEqual(before);
    expect(added.length).toBeGreaterThan(100);
    expect(added.every((line) => plain.asOfDay - dayOf(line) > 14)).toBe(true);
  });
});

describe("session-rate", () => {
  it("with a higher Basic rate adds rows of Basic subscribers only", () => {
    const result = differingUsageColumns({ "session-rate": { rate: { Basic: 0.35 } } });
    expect(result).toMatchObject({ columns: [], dropped: 0 });
    expect(result.added).toBeGreaterThan(100);
  });
});

describe("a changed usage rule", () => {
  const cases: [string, BehaviourOverrides, string[]][] = [
    ["completion-noise", { "completion-noise": { ceiling: { Premium: 0.1 } } }, ["completion_rate"]],
    ["watch-fraction", { "watch-fraction": { abandon: { Basic: 0.3 } } }, ["duration_watched", "completion_rate"]],
    ["watch-fraction skew", { "watch-fraction": { skew: { Basic: 2 } } }, ["duration_watched", "completion_rate"]],
    ["playback-device", { "playback-device": { own: 0.5 } }, ["device"]],
    [
      "title-popularity",
      { "title-popularity": { exponent: 1.1 } },
      ["content_id", "duration_watched", "completion_rate"],
    ],
    ["hour-of-day", { "hour-of-day": { hours: { movie: new Array(24).fill(1) } } }, ["started_at"]],
  ];
  it.each(cases)("%s changes its own columns and those that follow", (_, behaviour, columns) => {
    const result = differingUsageColumns(behaviour);
    expect(result.columns.sort()).toEqual([...columns].sort());
    expect([result.added, result.dropped]).toEqual([0, 0]);
    expect(differingFiles(behaviour)).toEqual(["usage_logs"]);
  });

  it("genre-mix changes genres and what follows them, in content and usage", () => {
    const behaviour = { "genre-mix": { movie: 0.4, music: 0.4 } };
    const result = differingUsageColumns(behaviour);
    expect(result.columns.sort()).toEqual(["completion_rate", "content_id", "duration_watched", "started_at"]);
    expect([result.added, result.dropped]).toEqual([0, 0]);
    expect(differingFiles(behaviour)).toEqual(["content", "usage_logs"]);
  });

  it("deviceWeights change devices only", () => {
    const behaviour = { "region-and-device": { deviceWeights: { smart_tv: 0.3, mobile: 0.38 } } };
    expect(differingUsageColumns(behaviour)).toEqual({ columns: ["device"], added: 0, dropped: 0 });
    expect(differingFiles(behaviour)).toEqual(["customers", "usage_logs"]);
  });
});

describe("subscription-lifecycle", () => {
  it("with a higher leave rate keeps each customer's first start and tier, and every usage row that is left", () => {
    const behaviour = { "subscription-lifecycle": { leave: { Basic: 0.08 } } };
    const firsts = (lines: string[]): string[] =>
      lines.filter((line) => line.startsWith("-1,", 10)).map((line) => line.split(",").slice(0, 4).join());
    expect(firsts(linesOf(changed(behaviour), "subscriptions"))).toEqual(firsts(linesOf(plain, "subscriptions")));
    expect(differingFiles(behaviour)).toEqual(["subscriptions", "usage_logs"]);
  });
});

describe("plan-catalog", () => {
  it("with another price changes the plans file only", () => {
    expect(differingFiles({ "plan-catalog": { prices: { Basic: 8.99 } } })).toEqual(["plans"]);
  });
});
