// The contract of the files: what a hand-broken line breaks, and nothing else, also where one range of rows follows another.
import { describe, expect, it } from "vitest";
import { contract } from "../../../src/checks/rules/contract.ts";
import { type DatasetName, datasetNames, datasetSchemas } from "../../../src/datasets.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, namesWith } from "./hand-made.ts";

const world = testWorld({ customers: 120, content: 30 });
const whole = Object.fromEntries(datasetNames.map((name) => [name, linesOf(world, name)]));

type Change = (lines: string[]) => void;

/** Claims on the files with the lines of one changed. */
function judged(dataset: DatasetName, change: Change, rowsARange?: number) {
  const lines = [...whole[dataset]!];
  change(lines);
  return claimsOn(contract, { ...whole, [dataset]: lines }, world, rowsARange);
}

const replaced =
  (index: number, from: string | RegExp, to: string): Change =>
  (lines) => {
    const line = lines[index]!;
    lines[index] = line.replace(from, to);
    if (lines[index] === line) throw new RangeError(`${line} has nothing to replace`);
  };
const swapped =
  (index: number): Change =>
  (lines) => {
    lines.splice(index, 2, lines[index + 1]!, lines[index]!);
  };
const removed =
  (index: number): Change =>
  (lines) => {
    lines.splice(index, 1);
  };
const doubled =
  (index: number): Change =>
  (lines) => {
    lines.splice(index, 0, lines[index]!);
  };
/** Index of the first subscription that has a successor. */
const followed = whole["subscriptions"]!.findIndex((_, index, all) => all[index + 1]!.includes("-2,"));

describe("the check of the contract", () => {
  it("passes the files of a world, in one range each and in many", () => {
    for (const rowsARange of [undefined, 25]) {
      const claims = claimsOn(contract, whole, world, rowsARange);
      expect(namesWith("pass", claims)).toEqual(claims.map(({ name }) => name));
      expect(new Set(claims.map(({ name }) => name)).size).toBe(24);
      for (const dataset of datasetNames) {
        expect(claimOf(claims, `${dataset}-formats`).n).toBe(whole[dataset]!.length);
      }
    }
  });

  it.each<[what: string, dataset: DatasetName, change: Change, failed: string[]]>([
    ["a customer is missing", "customers", removed(7), ["customers-keys", "subscriptions-references"]],
    ["the first title is missing", "content", removed(0), ["content-keys", "usage_logs-references"]],
    ["two titles are swapped", "content", swapped(4), ["content-keys"]],
    ["a customer stands twice", "customers", doubled(3), ["customers-keys"]],
    [
      "a year of birth lies in another century",
      "customers",
      replaced(2, /,(19|20)\d\d,/, ",1899,"),
      ["customers-ranges"],
    ],
    ["a title lasts no time", "content", replaced(2, /,[\d.]+,(?=\d)/, ",0.0,"), ["content-ranges"]],
    ["a device is empty", "customers", replaced(5, /,[a-z_]+,(?=\d)/, ",,"), ["customers-not-empty"]],
    ["a subscription stands twice", "subscriptions", doubled(3), ["subscriptions-keys"]],
    ["two subscriptions are swapped", "subscriptions", swapped(3), ["subscriptions-keys"]],
    [
      "a subscription is another customer's",
      "subscriptions",
      replaced(1, /C\d+/, "C000000119"),
      ["subscriptions-key-parts"],
    ],
    [
      "a subscription's customer is none",
      "subscriptions",
      replaced(1, /C\d+/, "C000000999"),
      ["subscriptions-key-parts", "subscriptions-references"],
    ],
    ["a start is empty", "subscriptions", replaced(1, /(P\d),[^,]+/, "$1,"), ["subscriptions-not-empty"]],
    ["two sessions are swapped", "usage_logs", swapped(9), ["usage_logs-order"]],
    ["a session stands twice", "usage_logs", doubled(9), ["usage_logs-keys"]],
    ["a session's key is of another day", "usage_logs", replaced(9, /^U\d{8}/, "U20251103"), ["usage_logs-key-parts"]],
    ["a session's candidate is 0", "usage_logs", replaced(9, /-\d+,/, "-0,"), ["usage_logs-key-parts"]],
    ["a session's subscription is none", "usage_logs", replaced(9, /(S\d+)-\d+/, "$1-9"), ["usage_logs-references"]],
    ["a session's title is none", "usage_logs", replaced(9, /T\d+/, "T0000031"), ["usage_logs-references"]],
    ["a completion is more than whole", "usage_logs", replaced(9, /[\d.]+$/, "1.0001"), ["usage_logs-ranges"]],
    ["a completion is less than the clip", "usage_logs", replaced(9, /[\d.]+$/, "0.0499"), ["usage_logs-ranges"]],
    ["a completion is empty", "usage_logs", replaced(9, /[\d.]+$/, ""), ["usage_logs-not-empty"]],
  ])("fails when %s", (_, dataset, change, failed) => {
    expect(namesWith("fail", judged(dataset, change))).toEqual(failed);
  });

  it("says which columns may be empty, and takes an open subscription for whole", () => {
    const claims = claimsOn(contract, whole, world);
    expect(claimOf(claims, "subscriptions-not-empty").claim).toBe(
      "No field but end_date of subscriptions.csv is empty.",
    );
    expect(whole["subscriptions"]!.some((line) => line.includes(",,active,"))).toBe(true);
    const bounded = datasetNames.filter((name) => claims.some((claim) => claim.name === `${name}-ranges`));
    expect(bounded).toEqual(["customers", "plans", "content", "usage_logs"]);
    expect(datasetSchemas.subscriptions.columns.some(({ maximum }) => maximum !== undefined)).toBe(false);
  });

  it("names the rows that follow wrongly and those that are missing at the end", () => {
    const swap = claimOf(judged("content", swapped(4)), "content-keys");
    expect(swap.offenders.map(({ row, key, found }) => `${row} ${key} ${found}`)).toEqual([
      "4 T0000006 follows T0000004",
      "5 T0000005 follows T0000006",
      "6 T0000007 follows T0000005",
    ]);
    const short = claimOf(
      judged("customers", (lines) => lines.splice(118)),
      "customers-keys",
    );
    expect([short.observed, short.offenders[0]!.key, short.offenders[0]!.rangeStart]).toEqual([2, "C000000119", -1]);
    const long = claimOf(
      judged("content", (lines) => lines.push(lines[29]!.replace("T0000030", "T0000031"))),
      "content-keys",
    );
    expect([long.observed, long.offenders[0]!.found]).toEqual([1, "comes after T0000030"]);
  });

  it("names every broken row of the first five, and counts the others", () => {
    const claims = judged("usage_logs", (lines) => {
      for (let index = 0; index < 20; index++) replaced(index, /T\d+/, "T0000031")(lines);
    });
    const { observed, offenders } = claimOf(claims, "usage_logs-references");
    expect(observed).toBe(20);
    expect(offenders.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4]);
    expect(offenders[0]).toMatchObject({ key: whole["usage_logs"]![0]!.split(",")[0], found: "there is no T0000031" });
  });

  it("sees across ranges that a customer is missing between them, and that days are out of order", () => {
    const rowsARange = 30;
    for (const index of [29, 30, 59, 60]) {
      const keys = claimOf(judged("customers", removed(index), rowsARange), "customers-keys");
      expect([keys.observed, keys.offenders[0]!.key]).toEqual([1, `C0000000${index + 2}`]);
    }
    const reversed = judged("usage_logs", (lines) => lines.reverse(), rowsARange);
    expect(namesWith("fail", reversed)).toEqual(["usage_logs-order"]);
    const days = new Set(whole["usage_logs"]!.map((line) => line.slice(0, 9)));
    const byDay = [...days].reverse().flatMap((day) => whole["usage_logs"]!.filter((line) => line.startsWith(day)));
    const shuffled = claimsOn(contract, { ...whole, usage_logs: byDay }, world, 1);
    expect(claimOf(shuffled, "usage_logs-order").observed).toBe(days.size - 1);
    expect(namesWith("fail", shuffled)).toEqual(["usage_logs-order"]);
  });

  it("names a subscription whose key the one before has", () => {
    expect(followed).toBeGreaterThan(-1);
    const again = judged("subscriptions", (lines) => {
      lines[followed + 1] = lines[followed + 1]!.replace(/^(S\d+)-2/, "$1-1");
    });
    const key = whole["subscriptions"]![followed]!.split(",")[0];
    expect(claimOf(again, "subscriptions-keys").offenders).toEqual([
      { rangeStart: 0, row: followed + 1, key, found: `follows ${key}` },
    ]);
  });
});
