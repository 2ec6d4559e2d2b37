// What reports hold for their charts, against a second, slow count of the same rows by csv-parse.

import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { type DatasetName, genres, tiers } from "../../src/datasets.ts";
import { dayNumber, windowDays } from "../../src/rules/world.ts";
import { testWorld } from "../worlds.ts";
import { reportsOf, type WrittenFiles, writtenLines, writtenWorld } from "./written-world.ts";

const world = testWorld({ customers: 400, content: 60 });
const firstDay = world.asOfDay - windowDays;
type Row = Record<string, string>;

function rowsOf(files: WrittenFiles, dataset: DatasetName): Row[] {
  return parse(readFileSync(files[dataset]!.path), { columns: true });
}

const asOf = "2026-01-01";
const tierOf = (row: Row): string => tiers[Number(row["plan_id"]!.slice(1)) - 1]!;

test("datasetReport() counts the flow of subscriptions by month: beginnings by change, and those who left", () => {
  const files = writtenWorld(world, 97);
  const subscriptions = rowsOf(files, "subscriptions");
  const { flows } = reportsOf(files, world.asOfDay).subscriptions!.charts!.subscriptions!;
  const months = [...new Set(flows.map(({ month }) => month))];
  expect(months).toEqual([...months].sort());
  const startsAgain = new Set(
    subscriptions
      .filter((row) => row["change_type"] === "upgrade" || row["change_type"] === "downgrade")
      .map((row) => `${row["customer_id"]} ${row["start_date"]}`),
  );
  const left = subscriptions.filter(
    (row) =>
      row["end_date"] !== "" && row["end_date"]! < asOf && !startsAgain.has(`${row["customer_id"]} ${row["end_date"]}`),
  );
  for (const flow of flows) {
    const inMonth = (date: string | undefined): boolean => `${date!.slice(0, 7)}-01` === flow.month;
    const began = (change: string): number =>
      subscriptions.filter((row) => row["change_type"] === change && inMonth(row["start_date"])).length;
    expect(flow).toEqual({
      month: flow.month,
      new: began("new"),
      winback: began("winback"),
      upgrade: began("upgrade"),
      downgrade: began("downgrade"),
      churn: left.filter((row) => inMonth(row["end_date"])).length,
    });
  }
  expect(flows.reduce((sum, flow) => sum + flow.churn, 0)).toBe(left.length);
  expect(left.length).toBeGreaterThan(30);
});

test("datasetReport() counts active subscriptions by tier and the day of the window from which on they ran", () => {
  const files = writtenWorld(world, 97);
  const { activeSince } = reportsOf(files, world.asOfDay).subscriptions!.charts!.subscriptions!;
  const expected = Object.fromEntries(tiers.map((tier) => [tier, new Array<number>(windowDays).fill(0)]));
  for (const row of rowsOf(files, "subscriptions")) {
    if (row["end_date"] !== "" && row["end_date"]! <= asOf) continue;
    expected[tierOf(row)]![Math.max(0, dayNumber(row["start_date"]!) - firstDay)]!++;
  }
  expect(activeSince).toEqual(expected);
});

test("datasetReport() counts the days from signup to the first subscription", () => {
  const files = writtenWorld(world, 97);
  const { delays } = reportsOf(files, world.asOfDay).subscriptions!.charts!.subscriptions!;
  const signup = new Map(rowsOf(files, "customers").map((row) => [row["customer_id"], dayNumber(row["signup_date"]!)]));
  const expected = new Array<number>(15).fill(0);
  for (const row of rowsOf(files, "subscriptions")) {
    if (row["change_type"] === "new") expected[dayNumber(row["start_date"]!) - signup.get(row["customer_id"])!]!++;
  }
  expect(delays).toEqual(expected);
});

test("datasetReport() ranks the titles of each genre by their sessions", () => {
  const files = writtenWorld(world, 997);
  const { popularity } = reportsOf(files, world.asOfDay).usage_logs!.charts!.usage!;
  const genreOf = new Map(rowsOf(files, "content").map((row) => [row["content_id"], row["genre"]]));
  for (const genre of genres) {
    const counts = new Map<string, number>();
    for (const { content_id: title } of rowsOf(files, "usage_logs")) {
      if (genreOf.get(title) === genre) counts.set(title!, (counts.get(title!) ?? 0) + 1);
    }
    const sorted = [...counts.values()].sort((a, b) => b - a);
    const { titles, sessions, ranks } = popularity[genre];
    expect([titles, sessions]).toEqual([sorted.length, sorted.reduce((sum, count) => sum + count, 0)]);
    expect(ranks.map(({ rank }) => rank).slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(ranks.at(-1)!.rank).toBe(sorted.length);
    for (const { rank, sessions: count } of ranks) expect(count).toBe(sorted[rank - 1]);
  }
});

test("datasetReport() summarises completion by tier, adding up to the column's own summary", () => {
  const files = writtenWorld(world, 997);
  const { numbers, numbersBy } = reportsOf(files, world.asOfDay).usage_logs!;
  const { groups } = numbersBy["completion_rate"]!;
  const tier = new Map(rowsOf(files, "subscriptions").map((row) => [row["subscription_id"], tierOf(row)]));
  const usage = rowsOf(files, "usage_logs");
  for (const name of tiers) {
    const values = usage.filter((row) => tier.get(row["subscription_id"]) === name);
    expect(groups[name]!.count).toBe(values.length);
    const mean = values.reduce((sum, row) => sum + Number(row["completion_rate"]), 0) / values.length;
    expect(groups[name]!.mean).toBeCloseTo(mean, 9);
  }
  const total = tiers.reduce((sum, name) => sum + groups[name]!.count, 0);
  expect(total).toBe(numbers["completion_rate"]!.count);
});

test("datasetReport() says nothing for charts of what the run's files cannot tell", () => {
  const lines = rowsOf(writtenWorld(world), "subscriptions").map((row) => Object.values(row).join(","));
  const alone = reportsOf(writtenLines({ subscriptions: lines }), world.asOfDay).subscriptions!;
  expect(alone.charts!.subscriptions).toMatchObject({ activeSince: null, delays: null });
  expect(alone.charts!.subscriptions!.flows.length).toBeGreaterThan(12);
  const usage = rowsOf(writtenWorld(world), "usage_logs").map((row) => Object.values(row).join(","));
  const withoutTitles = reportsOf(writtenLines({ usage_logs: usage }), world.asOfDay).usage_logs!;
  expect(withoutTitles.charts).toBeUndefined();
  expect(withoutTitles.numbersBy["completion_rate"]).toBeNull();
});
