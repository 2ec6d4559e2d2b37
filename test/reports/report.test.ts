// Reports of real files against a second, slow count of the same rows by csv-parse, and of files that lie.
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { Value } from "typebox/value";
import { expect, test } from "vitest";
import { type DatasetName, datasetNames, genres } from "../../src/datasets.ts";
import { runReport } from "../../src/reports/report.ts";
import { mergePartials } from "../../src/reports/scan.ts";
import { DatasetReport, RunReport } from "../../src/reports/schemas.ts";
import { summaryLine } from "../../src/reports/summary-line.ts";
import { dayNumber } from "../../src/rules/world.ts";
import type { Manifest } from "../../src/storage/manifest.ts";
import { testWorld } from "../worlds.ts";
import { reportsOf, scannedFiles, type WrittenFiles, writtenLines, writtenWorld } from "./written-world.ts";

const world = testWorld({ customers: 400, content: 60 });
type Row = Record<string, string>;

function rowsOf(files: WrittenFiles, dataset: DatasetName): Row[] {
  return parse(readFileSync(files[dataset]!.path), { columns: true });
}

/** Rows by value, as the report lists them. */
function tallied(values: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}

type Categories = DatasetReport["categories"][string];
function countsOf(categories: Categories | undefined): Record<string, number> {
  return Object.fromEntries((categories?.values ?? []).filter((v) => v.count > 0).map((v) => [v.value, v.count]));
}

function expectNumbers(summary: DatasetReport["numbers"][string] | undefined, values: number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(summary?.count).toBe(values.length);
  expect(summary?.min).toBe(sorted[0]);
  expect(summary?.max).toBe(sorted.at(-1));
  expect(summary?.mean).toBeCloseTo(mean, 9);
  expect(summary?.standardDeviation).toBeCloseTo(deviation, 9);
  for (const [probability, value] of Object.entries(summary?.quantiles ?? {})) {
    const rank = Math.ceil((Math.round(Number(probability) * 100) * values.length) / 100);
    expect([probability, value]).toEqual([probability, sorted[rank - 1]]);
  }
  expect(Object.keys(summary?.quantiles ?? {})).toHaveLength(7);
  for (const { from, to, count } of summary?.histogram.bins ?? []) {
    // Half of the last decimal keeps binary fractions on their side.
    expect(values.filter((value) => value > from - 1e-6 && value < to - 1e-6).length).toBe(count);
  }
  expect(summary?.histogram.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.length);
}

test("datasetReport() counts the categories of every file as csv-parse does", () => {
  const files = writtenWorld(world);
  const reports = reportsOf(files, world.asOfDay);
  const direct: [DatasetName, string][] = [
    ["customers", "device"],
    ["customers", "region"],
    ["customers", "state"],
    ["plans", "tier"],
    ["content", "genre"],
    ["content", "category"],
    ["subscriptions", "plan_id"],
    ["subscriptions", "status"],
    ["subscriptions", "change_type"],
    ["usage_logs", "device"],
  ];
  for (const [dataset, column] of direct) {
    const values = rowsOf(files, dataset).map((row) => row[column]);
    expect(countsOf(reports[dataset]?.categories[column])).toEqual(tallied(values));
  }
  const region = new Map(rowsOf(files, "customers").map((row) => [row["customer_id"], row["region"]]));
  const tierOfPlan = new Map(rowsOf(files, "plans").map((row) => [row["plan_id"], row["tier"]]));
  const tier = new Map(
    rowsOf(files, "subscriptions").map((row) => [row["subscription_id"], tierOfPlan.get(row["plan_id"]!)]),
  );
  const genre = new Map(rowsOf(files, "content").map((row) => [row["content_id"], row["genre"]]));
  const usage = rowsOf(files, "usage_logs");
  const { categories, hours } = reports.usage_logs!;
  expect(countsOf(categories["region"])).toEqual(tallied(usage.map((row) => region.get(row["customer_id"]))));
  expect(countsOf(categories["tier"])).toEqual(tallied(usage.map((row) => tier.get(row["subscription_id"]))));
  expect(countsOf(categories["genre"])).toEqual(tallied(usage.map((row) => genre.get(row["content_id"]))));
  expect(countsOf(reports.subscriptions?.categories["tier"])).toEqual(tallied([...tier.values()]));
  expect(categories["genre"]?.values.map((value) => value.value)).toEqual(genres);
  const shares = categories["genre"]!.values.map((value) => value.share * usage.length);
  expect(shares.map(Math.round)).toEqual(categories["genre"]!.values.map((value) => value.count));
  for (const name of genres) {
    const ofGenre = usage.filter((row) => genre.get(row["content_id"]) === name);
    const counted = Array.from({ length: 24 }, (_, hour) => ofGenre.filter((row) => hourOf(row) === hour).length);
    expect(hours?.byGenre?.[name]).toEqual(counted);
  }
  expect(hours?.all.reduce((sum, count) => sum + count, 0)).toBe(usage.length);
});

const hourOf = (row: Row): number => Number(row["started_at"]?.slice(11, 13));

test("datasetReport() summarises the numbers of every file as a sort of all values does", () => {
  const files = writtenWorld(world);
  const reports = reportsOf(files, world.asOfDay);
  const column = (dataset: DatasetName, name: string): number[] =>
    rowsOf(files, dataset).map((row) => Number(row[name]));
  expectNumbers(reports.customers?.numbers["birth_year"], column("customers", "birth_year"));
  expectNumbers(reports.plans?.numbers["monthly_price"], column("plans", "monthly_price"));
  expectNumbers(reports.content?.numbers["duration_minutes"], column("content", "duration_minutes"));
  expectNumbers(reports.usage_logs?.numbers["duration_watched"], column("usage_logs", "duration_watched"));
  expectNumbers(reports.usage_logs?.numbers["completion_rate"], column("usage_logs", "completion_rate"));
  const ended = rowsOf(files, "subscriptions").filter((row) => row["status"] === "ended");
  const lengths = ended.map((row) => dayNumber(row["end_date"]!) - dayNumber(row["start_date"]!));
  expectNumbers(reports.subscriptions?.numbers["length_days_ended"], lengths);
  const movies = rowsOf(files, "content").filter((row) => row["genre"] === "movie");
  const byGenre = reports.content?.numbersBy["duration_minutes"];
  expectNumbers(
    byGenre?.groups["movie"],
    movies.map((row) => Number(row["duration_minutes"])),
  );
  const usage = rowsOf(files, "usage_logs");
  const daily = tallied(usage.map((row) => row["started_at"]?.slice(0, 10)));
  expectNumbers(reports.usage_logs?.numbers["sessions_a_day"], Object.values(daily));
  const minutes = new Map(rowsOf(files, "content").map((row) => [row["content_id"], Number(row["duration_minutes"])]));
  const premium = new Set(
    rowsOf(files, "subscriptions").flatMap((row) => (row["plan_id"] === "P3" ? [row["subscription_id"]] : [])),
  );
  const fractions = usage
    .filter((row) => premium.has(row["subscription_id"]))
    .map(
      (row) =>
        Math.round((Number(row["duration_watched"]) / minutes.get(row["content_id"]!)!) * 10_000 + 1e-7) / 10_000,
    );
  expectNumbers(reports.usage_logs?.numbersBy["watched_fraction"]?.groups["Premium"], fractions);
});

test("datasetReport() covers the dates of every file and counts nulls and sessions", () => {
  const files = writtenWorld(world);
  const reports = reportsOf(files, world.asOfDay);
  const usage = rowsOf(files, "usage_logs");
  const days = usage.map((row) => row["started_at"]!.slice(0, 10));
  const { started_at } = reports.usage_logs!.coverage;
  expect(Object.fromEntries(started_at!.counts.map((day) => [day.start, day.count]))).toEqual(tallied(days));
  const recent = days.filter((day) => day >= "2025-12-18").length;
  expect(started_at!.recent.share).toBe(recent / days.length);
  expect(started_at!.recent.ratio).toBeCloseTo(recent / 14 / ((days.length - recent) / 46), 12);
  const weekend = days.filter((day) => [0, 6].includes(new Date(day).getUTCDay())).length;
  // 2025-11-02 to 2025-12-31: 17 days of weekends, 43 weekdays.
  expect(started_at!.weekend?.weekendMean).toBeCloseTo(weekend / 17, 12);
  expect(started_at!.weekend?.weekdayMean).toBeCloseTo((days.length - weekend) / 43, 12);
  const open = rowsOf(files, "subscriptions").filter((row) => row["end_date"] === "").length;
  expect(reports.subscriptions?.nulls["end_date"]).toBe(open);
  const months = tallied(rowsOf(files, "content").map((row) => `${row["release_date"]!.slice(0, 7)}-01`));
  const { release_date } = reports.content!.coverage;
  expect(release_date!.period).toBe("month");
  expect(Object.fromEntries(release_date!.counts.flatMap((m) => (m.count > 0 ? [[m.start, m.count]] : [])))).toEqual(
    months,
  );
  const past = usage.filter((row) => endOf(row) > world.asOfDay * 86_400_000).length;
  expect(reports.usage_logs?.sessions?.pastAsOf).toBe(past);
  expect(reports.usage_logs?.sessions).toMatchObject({
    overlapChecked: usage.length,
    beyondMaxStreams: exceeded(files),
  });
});

const endOf = (row: Row): number =>
  Date.parse(row["started_at"]!) + Math.round(Number(row["duration_watched"]) * 60_000);

/** Sessions begun while as many of the same customer and day were running as the plan allows, counted pair by pair. */
function exceeded(files: WrittenFiles): number {
  const allowed = new Map(rowsOf(files, "plans").map((row) => [row["plan_id"], Number(row["max_streams"])]));
  const plan = new Map(rowsOf(files, "subscriptions").map((row) => [row["subscription_id"], row["plan_id"]]));
  const byDay = new Map<string, Row[]>();
  for (const row of rowsOf(files, "usage_logs")) {
    const key = row["customer_id"]! + row["started_at"]!.slice(0, 10);
    byDay.set(key, [...(byDay.get(key) ?? []), row]);
  }
  let times = 0;
  for (const sessions of byDay.values()) {
    for (const [index, session] of sessions.entries()) {
      const start = Date.parse(session["started_at"]!);
      const running = sessions.slice(0, index).filter((other) => endOf(other) > start).length;
      if (running >= allowed.get(plan.get(session["subscription_id"]!)!)!) times++;
    }
  }
  expect(times).toBeGreaterThan(0);
  return times;
}

test("datasetReport() gives the same bytes for any partitions in any order", () => {
  const whole = JSON.stringify(reportsOf(writtenWorld(world), world.asOfDay));
  const files = writtenWorld(world, 37);
  expect(datasetNames.map((name) => files[name]!.ranges.length > 5)).toEqual([true, false, false, true, true]);
  const orders = [
    (ranges: readonly number[]) => [...ranges].reverse(),
    (ranges: readonly number[]) => [...ranges].sort((a, b) => (a % 7) - (b % 7) || a - b),
  ];
  for (const order of orders) expect(JSON.stringify(reportsOf(files, world.asOfDay, { order })) === whole).toBe(true);
});

test("mergePartials() is the same whether parts are merged at once or pair by pair", () => {
  const files = writtenWorld(world, 500);
  const asOfDay = world.asOfDay;
  const [a, b, c] = [0, 1, 2].map(
    (index) =>
      scannedFiles({ ...files, usage_logs: { ...files.usage_logs!, ranges: pick(files, index) } }, asOfDay).usage_logs!,
  );
  const atOnce = mergePartials("usage_logs", [a!, b!, c!]);
  expect(mergePartials("usage_logs", [mergePartials("usage_logs", [c!, a!]), b!])).toEqual(atOnce);
  expect(atOnce.rows).toBe(a!.rows + b!.rows + c!.rows);
  expect(() => mergePartials("usage_logs", [])).toThrow(RangeError);
  expect(() => mergePartials("content", [a!])).toThrow(RangeError);
  const otherDay = { ...a!, asOfDay: asOfDay + 1 };
  expect(() => mergePartials("usage_logs", [a!, otherDay])).toThrow(RangeError);
});

/** One range of usage_logs, with the file's header range before it so that the header is skipped. */
function pick(files: WrittenFiles, index: number): { start: number; end: number }[] {
  const ranges = files.usage_logs!.ranges;
  return index === 0 ? [ranges[0]!] : [{ start: 0, end: headerEnd(files) }, ranges[index]!];
}

function headerEnd(files: WrittenFiles): number {
  return readFileSync(files.usage_logs!.path).indexOf("\n") + 1;
}

const day = dayNumber("2026-01-01");
const smallFiles = {
  customers: ["C000000001,A,B,a.b.1@example.com,1990,CA,West,web,2025-12-01"],
  plans: ["P1,Basic,7.99,1,HD", "P3,Premium,19.99,4,UHD"],
  content: ["T0000001,X,music,Pop,4.0,2020-01-01"],
  subscriptions: [
    "S000000001-1,C000000001,P1,2025-12-01,2025-12-31,ended,new",
    "S000000001-2,C000000001,P3,2025-12-31,,active,upgrade",
  ],
};
const session = (customer: string, subscription: string, title: string): string =>
  `U20251231-000000001-1,${customer},${subscription},${title},2025-12-31T23:58:30Z,web,3.00,0.7500`;

test("datasetReport() finds earlier and last subscriptions, and counts what it cannot resolve", () => {
  const usage = [
    session("C000000001", "S000000001-2", "T0000001"),
    session("C000000001", "S000000001-1", "T0000001"),
    session("C000000001", "S000000001-3", "T0000001"),
    session("C000000001", "S000000002-1", "T0000001"),
    session("C000000001", "S000000001-18", "T0000001"),
    session("C999999999", "S999999999-2", "T9999999"),
    session("C000000000", "S000000000-99999999999", "T0000000"),
  ];
  const report = reportsOf(writtenLines({ ...smallFiles, usage_logs: usage }), day).usage_logs!;
  expect(countsOf(report.categories["tier"])).toEqual({ Basic: 1, Premium: 1 });
  expect(report.categories["tier"]?.unresolved).toBe(5);
  expect(countsOf(report.categories["region"])).toEqual({ West: 5 });
  expect(report.references).toEqual({
    customer_id: { dataset: "customers", unresolved: 2 },
    subscription_id: { dataset: "subscriptions", unresolved: 5 },
    content_id: { dataset: "content", unresolved: 2 },
  });
  expect(report.numbersBy["watched_fraction"]?.groups["Basic"]?.mean).toBe(0.75);
  // 23:58:30 and three minutes: into the as-of date.
  expect(report.sessions?.pastAsOf).toBe(7);
});

test("datasetReport() takes a subscription's tier from its own customer, in whatever order rows lie", () => {
  const person = (number: number): string =>
    `C00000000${number},A,B,a.b.${number}@example.com,1990,CA,West,web,2025-01-01`;
  const stretch = (id: string, plan: string): string =>
    `${id},${id.replace("S", "C").slice(0, -2)},${plan},2025-01-01,,active,new`;
  const files = writtenLines({
    ...smallFiles,
    customers: [1, 2, 3].map(person),
    plans: ["P1,Basic,7.99,1,HD", "P2,Standard,13.99,2,FHD", "P3,Premium,19.99,4,UHD"],
    subscriptions: [
      stretch("S000000001-1", "P1"),
      stretch("S000000001-2", "P1"),
      stretch("S000000002-1", "P2"),
      stretch("S000000002-2", "P2"),
      stretch("S000000003-2", "P3"),
      stretch("S000000003-1", "P3"),
    ],
    usage_logs: [
      // Another customer's subscription, of the sequence of one's own last.
      session("C000000001", "S000000002-2", "T0000001"),
      // Where a third subscription of customer 1 would lie, customer 2's first does.
      session("C000000001", "S000000001-3", "T0000001"),
      session("C000000003", "S000000003-2", "T0000001"),
    ],
  });
  const { tier } = reportsOf(files, day).usage_logs!.categories;
  expect(countsOf(tier)).toEqual({ Standard: 1, Premium: 1 });
  expect(tier?.unresolved).toBe(1);
});

test("datasetReport() survives numbers and files that contradict the manifest", () => {
  const customers = [...smallFiles.customers, "C999999999,A,B,a.b.9@example.com,1990,TX,South,web,1600-01-01"];
  const files = writtenLines({
    ...smallFiles,
    customers,
    subscriptions: [...smallFiles.subscriptions, "S999999999-1,C999999999,P9,2399-12-31,1600-01-01,ended,new"],
    usage_logs: [session("C999999999", "S999999999-1", "T0000001")],
  });
  const reports = reportsOf(files, day, { counts: { subscriptions: 1 } });
  expect(reports.subscriptions?.references["plan_id"]?.unresolved).toBe(1);
  expect(reports.subscriptions?.numbers["length_days_ended"]?.min).toBeLessThan(-200_000);
  expect(reports.customers?.coverage["signup_date"]).toMatchObject({ first: "1600-01-01", period: "year" });
  expect(reports.usage_logs?.references["subscription_id"]?.unresolved).toBe(1);
});

test("datasetReport() says null, and guesses nothing, where a run lacks the files that tell", () => {
  const usage = [session("C000000001", "S000000001-2", "T0000001")];
  const report = reportsOf(writtenLines({ usage_logs: usage }), day).usage_logs!;
  expect(report.categories).toMatchObject({ genre: null, tier: null, region: null });
  expect(countsOf(report.categories["device"])).toEqual({ web: 1 });
  expect(report.numbersBy["watched_fraction"]).toBeNull();
  expect(report.hours?.byGenre).toBeNull();
  expect(report.hours?.all[23]).toBe(1);
  expect(report.sessions).toEqual({ pastAsOf: 1, overlapChecked: null, beyondMaxStreams: null });
  expect(Object.values(report.references).map((reference) => reference.unresolved)).toEqual([null, null, null]);
});

test("datasetReport() of no rows and of empty fields keeps to its schema", () => {
  const nothing = reportsOf(
    writtenLines({ customers: [], plans: [], content: [], subscriptions: [], usage_logs: [] }),
    day,
  );
  const empty = reportsOf(writtenLines({ ...smallFiles, usage_logs: [",,,,,,,"], content: [",,,,,"] }), day);
  for (const name of datasetNames) {
    expect(Value.Errors(DatasetReport, nothing[name])).toEqual([]);
    expect(Value.Errors(DatasetReport, empty[name])).toEqual([]);
    expect(nothing[name]?.rows).toBe(0);
  }
  expect(empty.usage_logs?.rows).toBe(1);
  expect(Object.values(empty.usage_logs!.nulls)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(empty.usage_logs?.numbers["duration_watched"]?.count).toBe(0);
  expect(empty.usage_logs?.hours?.all.reduce((sum, count) => sum + count, 0)).toBe(0);
});

test("runReport() sums its datasets, keeps to its schema and passes through JSON unchanged", () => {
  const files = writtenWorld(world);
  const reports = datasetNames.map((name) => reportsOf(files, world.asOfDay)[name]!);
  const entries = reports.map(({ dataset, rows }) => ({ name: dataset, rows, bytes: 10 }));
  const spec = { seed: "42", asOf: "2026-01-01", datasets: datasetNames };
  const manifest = {
    run: "r",
    job: "j",
    modelVersion: "m",
    world: "w",
    spec,
    datasets: entries,
  } as unknown as Manifest;
  const report = runReport(manifest, reports);
  expect(Value.Errors(RunReport, report)).toEqual([]);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report.rows).toBe(reports.reduce((sum, { rows }) => sum + rows, 0));
  expect(report.bytes).toBe(50);
  expect(Object.keys(report.datasets)).toEqual([...datasetNames]);
});

test("summaryLine() gives rows, shares, coverage and path on a line", () => {
  const report = reportsOf(writtenLines({ ...smallFiles, usage_logs: [] }), day);
  expect(summaryLine(report.subscriptions!, "data/raw/subscriptions.csv")).toEqual({
    dataset: "subscriptions",
    rows: 2,
    categories: {
      plan_id: { P1: 0.5, P3: 0.5 },
      tier: { Basic: 0.5, Standard: 0, Premium: 0.5 },
      status: { active: 0.5, canceling: 0, ended: 0.5 },
      change_type: { new: 0.5, upgrade: 0.5, downgrade: 0, winback: 0 },
    },
    coverage: {
      start_date: { first: "2025-12-01", last: "2025-12-31" },
      end_date: { first: "2025-12-31", last: "2025-12-31" },
    },
    path: "data/raw/subscriptions.csv",
  });
});
