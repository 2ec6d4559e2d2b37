// The verdicts are of the files, not of how they were scanned: other ranges, merged in another order, give the same checks.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Check, judge } from "../../src/checks/index.ts";
import { datasetNames } from "../../src/datasets.ts";
import { scannedFiles, type WrittenFiles, writtenLines, writtenWorld } from "../reports/written-world.ts";
import { bytesOf, testWorld } from "../worlds.ts";

const world = testWorld({ customers: 2000, content: 200 });

function judged(files: WrittenFiles, order?: (ranges: readonly number[]) => number[]): Check[] {
  const found = scannedFiles(files, world.asOfDay, order === undefined ? {} : { order });
  const observed = Object.fromEntries(Object.entries(found).map(([name, { observations }]) => [name, observations]));
  return judge(observed, world, (dataset, rangeStart, row) => {
    const before = readFileSync(files[dataset]!.path).subarray(0, rangeStart).toString("latin1").split("\n").length;
    return before + row + (rangeStart === 0 ? 1 : 0);
  });
}

describe("judge()", () => {
  it("says the same of one range a file, of many, and of many merged in another order", () => {
    const whole = JSON.stringify(judged(writtenWorld(world)));
    const many = writtenWorld(world, 500);
    expect(many.usage_logs!.ranges.length).toBeGreaterThan(20);
    expect(JSON.stringify(judged(many))).toBe(whole);
    const oddFirst = (ranges: readonly number[]): number[] => [
      ...ranges.filter((index) => index % 2 === 1),
      ...ranges.filter((index) => index % 2 === 0).reverse(),
    ];
    expect(JSON.stringify(judged(many, oddFirst))).toBe(whole);
  });

  it("names the same first broken rows by their lines", () => {
    const lines = Object.fromEntries(
      datasetNames.map((name) => [name, bytesOf(world, name).toString("utf8").split("\n").slice(0, -1)]),
    );
    const broken = lines["usage_logs"]!.map((line, index) => {
      if (index % 1000 === 999) return line.replace(/[\d.]+,[\d.]+$/, "0.01,0.0500");
      // Columns are looked through one after another: the later column's rows come first.
      if (index >= 700 && index < 706) return line.replace(/,\w+(,[\d.]+,[\d.]+)$/, ",$1");
      return index >= 30 && index < 33 ? line.replace(/[\d.]+$/, "") : line;
    });
    const files = { ...lines, usage_logs: broken };
    const whole = judged(writtenLines(files));
    const bounds = whole.find(({ id }) => id === "watch-fraction/bounds")!;
    expect(bounds.offenders.map(({ line }) => line)).toEqual([1001, 2001, 3001, 4001, 5001]);
    const empty = whole.find(({ id }) => id === "contract/usage_logs-not-empty")!;
    expect(empty.observed).toBe(9);
    expect(empty.offenders.map(({ line }) => line)).toEqual([32, 33, 34, 702, 703]);
    const many = judged(writtenLines(files, 700), (ranges) => [...ranges].reverse());
    expect(JSON.stringify(many)).toBe(JSON.stringify(whole));
  });
});
