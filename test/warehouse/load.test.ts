// Loading real and broken files into a real SQLite file: every row of a file is in its typed table or among the rejected, with its
// line, exact text and reason; a file that cannot be loaded leaves the warehouse that was there.

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type DatasetName, datasetNames, datasetSchemas } from "../../src/datasets.ts";
import type { Manifest, ManifestAgreement, ManifestAgreements } from "../../src/storage/manifest.ts";
import { type LoadRequest, type LoadResult, loadWarehouse } from "../../src/warehouse/load.ts";
import { validationMarkdown } from "../../src/warehouse/validation/summary.ts";
import { validateWarehouse } from "../../src/warehouse/validation/validate.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import {
  type Contents,
  faultsIn,
  fileText,
  rejectedIn,
  rowsIn,
  sourceDirectory,
  worldLines,
  writeManifestBeside,
} from "./source-directories.ts";

async function load(
  contents: Contents = {},
  request: Partial<LoadRequest> = {},
): Promise<{ file: string; result: LoadResult }> {
  const from = sourceDirectory(contents);
  const file = path.join(path.dirname(from), "warehouse.sqlite");
  return { file, result: await loadWarehouse({ from, target: file, ...request }) };
}

/** The world's lines of a dataset, others in the place of some. */
function withLines(dataset: DatasetName, changes: Readonly<Record<number, string>>): string {
  return fileText(
    dataset,
    worldLines[dataset].map((line, index) => changes[index] ?? line),
  );
}

/** A line of the world with another value in one column. */
function lineWith(dataset: DatasetName, index: number, column: string, value: string): string {
  const fields = worldLines[dataset][index]!.split(",");
  fields[datasetSchemas[dataset].columns.findIndex(({ name }) => name === column)] = value;
  return fields.join(",");
}

test("loadWarehouse() takes every row of generated files into staging as read and into typed tables that hold their constraints", async () => {
  const { file, result } = await load();
  for (const dataset of datasetNames) {
    const lines = worldLines[dataset];
    expect(result.datasets[dataset]).toEqual({ loaded: lines.length, rejected: 0, manifest: "absent" });
    const names = datasetSchemas[dataset].columns.map(({ name }) => name);
    const staged = rowsIn(file, `SELECT line, ${names.join(", ")} FROM staging_${dataset} ORDER BY line`);
    expect(staged.map((row) => row["line"])).toEqual(lines.map((_, index) => index + 2));
    if (dataset !== "content") {
      expect(staged.map((row) => names.map((name) => row[name]).join(","))).toEqual(lines);
    }
  }
  expect(rowsIn(file, "SELECT * FROM rejected")).toEqual([]);
  expect(faultsIn(file)).toEqual([]);
  const [plan] = rowsIn(file, "SELECT *, typeof(monthly_price) AS type FROM plans WHERE plan_id = 'P2'");
  expect(plan).toEqual({
    ...{ plan_id: "P2", tier: "Standard", monthly_price: 13.99, max_streams: 2, max_resolution: "FHD" },
    type: "real",
  });
  const open = worldLines.subscriptions.filter((line) => line.split(",")[4] === "").length;
  expect(open).toBeGreaterThan(0);
  expect(rowsIn(file, "SELECT count(*) AS n FROM subscriptions WHERE end_date IS NULL")).toEqual([{ n: open }]);
  const indexes = rowsIn(
    file,
    "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'usage_logs' AND sql > ''",
  );
  expect(indexes.length).toBe(4);
  expect(rowsIn(file, "PRAGMA journal_mode")).toEqual([{ journal_mode: "delete" }]);
});

test("loadWarehouse() says where its rows come from: of the manifest beside them, and for others as they asked or as their last day says", async () => {
  const from = sourceDirectory();
  const target = path.join(from, "w.sqlite");
  const lastDay = worldLines.usage_logs
    .map((line) => line.split(",")[4]!.slice(0, 10))
    .sort()
    .at(-1)!;
  const dayAfter = new Date(Date.parse(lastDay) + 86_400_000).toISOString().slice(0, 10);
  const now = (): Date => new Date("2026-02-03T04:05:06.789Z");
  const common = { from, target, source: "files", now };
  await loadWarehouse(common);
  const manifest = JSON.stringify(agreements("absent"));
  const facts = { as_of: dayAfter, manifest, source: "files", loaded_at: "2026-02-03T04:05:06.789Z" };
  const kept = (): object =>
    Object.fromEntries(rowsIn(target, "SELECT * FROM warehouse").map(({ key, value }) => [key, value]));
  expect(kept()).toEqual(facts);
  await loadWarehouse({ ...common, asOf: "2030-01-01" });
  expect(kept()).toEqual({ ...facts, as_of: "2030-01-01" });
  writeManifestBeside(from);
  await loadWarehouse({ ...common, asOf: "2026-01-01" });
  const { spec, run, job, model_version: version, ...rest } = (await loadWarehouse(common)).facts;
  const matching = JSON.stringify(agreements("match"));
  expect(rest).toEqual({ ...facts, manifest: matching, as_of: "2026-01-01", anchor: "2026-01-01" });
  expect(JSON.parse(spec!)).toMatchObject({ seed: "warehouse", customers: 60 });
  expect([run, job, version]).toEqual([`${job}-1`, expect.stringMatching(/^[0-9a-f]{32}$/), expect.any(String)]);
  await expect(loadWarehouse({ ...common, asOf: "2030-01-01" })).rejects.toMatchObject({
    code: "source-as-of-differs",
  });
});

const agreements = (all: ManifestAgreement): ManifestAgreements =>
  // One entry a name, as the type has it.
  Object.fromEntries(datasetNames.map((name) => [name, all])) as ManifestAgreements;

test("loadWarehouse() says that a file is not what its manifest names when a single digit that still parses has changed", async () => {
  const from = sourceDirectory();
  const target = path.join(from, "w.sqlite");
  writeManifestBeside(from);
  const fields = worldLines.usage_logs[3]!.split(",");
  const watched = datasetSchemas.usage_logs.columns.findIndex(({ name }) => name === "duration_watched");
  const digit = fields[watched]!.at(-1) === "1" ? "2" : "1";
  fields[watched] = `${fields[watched]!.slice(0, -1)}${digit}`;
  writeFileSync(path.join(from, "usage_logs.csv"), withLines("usage_logs", { 3: fields.join(",") }));
  const { datasets, facts } = await loadWarehouse({ from, target });
  expect(datasets.usage_logs).toEqual({ loaded: worldLines.usage_logs.length, rejected: 0, manifest: "differs" });
  expect(datasets.customers.manifest).toBe("match");
  const found = { ...agreements("match"), usage_logs: "differs" };
  expect(JSON.parse(facts.manifest!)).toEqual(found);
  const database = new Database(target, { readonly: true });
  const validation = validateWarehouse(database, new Date("2026-01-01T09:00:00Z"));
  database.close();
  expect(validation.manifest).toEqual(found);
  expect(validationMarkdown(validation)).toContain("- manifest: usage_logs.csv changed since written");
});

test("loadWarehouse() compares what a manifest names, over any number of chunks, and calls the rest absent", async () => {
  const header = fileText("customers", []);
  const large = `${header}${fileText("customers").slice(header.length).repeat(120)}`;
  expect(large.length).toBeGreaterThan(2 * 2 ** 18);
  const from = sourceDirectory({ customers: large });
  writeManifestBeside(from);
  const file = path.join(from, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const named = manifest.datasets.filter(({ name }) => name !== "plans");
  writeFileSync(file, JSON.stringify({ ...manifest, datasets: named }));
  const { datasets } = await loadWarehouse({ from, target: path.join(from, "w.sqlite") });
  expect(Object.fromEntries(datasetNames.map((name) => [name, datasets[name].manifest]))).toEqual({
    ...agreements("match"),
    plans: "absent",
  });
});

test.each([
  ["of a web page", '{"name":"Reports","icons":[]}', "it is not that of a run"],
  ["of another program with a format", '{"format":1,"files":["customers.csv"]}', "it is not that of a run"],
  ["that is no JSON", "title: reports", "it is not JSON"],
])("a manifest.json %s stops the load of a run, and is ignored beside foreign files", async (_, text, reason) => {
  const from = sourceDirectory();
  const request = { from, target: path.join(from, "w.sqlite") };
  writeFileSync(path.join(from, "manifest.json"), text);
  if (!text.includes('"format"')) await expect(loadWarehouse(request)).rejects.toMatchObject({ code: "run-damaged" });
  const { ignoredManifest, facts, datasets } = await loadWarehouse({ ...request, isForeign: true });
  expect([ignoredManifest, facts.run, datasets.plans.manifest]).toEqual([reason, undefined, "absent"]);
});

test("loadWarehouse() wants an as-of date where there is nothing to tell it from", async () => {
  await expect(load({ usage_logs: fileText("usage_logs", []) })).rejects.toMatchObject({
    code: "source-as-of-unknown",
  });
  const { result } = await load({ usage_logs: fileText("usage_logs", []) }, { asOf: "2026-01-01" });
  expect(result.datasets.usage_logs).toEqual({ loaded: 0, rejected: 0, manifest: "absent" });
});

const wrongUsage = (column: string, value: string): string => lineWith("usage_logs", 0, column, value);

test.each([
  ["too few fields", "U20251225-000000001-1,C000000001", "the row has 2 fields instead of 8"],
  ["too many fields", `${worldLines.usage_logs[0]},x`, "the row has 9 fields instead of 8"],
  ["nothing", "", "the row has 1 fields instead of 8"],
  ["a stray quote", wrongUsage("device", 'we"b'), "field 6 has a quote but does not begin with one"],
  [
    "an unknown device",
    wrongUsage("device", "fridge"),
    "device is none of smart_tv, mobile, web, tablet, game_console",
  ],
  ["an empty key", wrongUsage("usage_id", ""), "usage_id is empty"],
  ["a wrong key", wrongUsage("usage_id", "U1"), "usage_id does not match ^U\\d{8}-\\d{9}-\\d+$"],
  ["words for a number", wrongUsage("duration_watched", "long"), "duration_watched is not a decimal number"],
  ["a number in another notation", wrongUsage("duration_watched", "1e2"), "duration_watched is not a decimal number"],
  ["a number too small", wrongUsage("duration_watched", "-0.01"), "duration_watched is less than 0"],
  ["a number too large", wrongUsage("completion_rate", "1.0001"), "completion_rate is more than 1"],
  [
    "no such day",
    wrongUsage("started_at", "2025-02-29T00:00:00Z"),
    "started_at is not a UTC time, YYYY-MM-DDThh:mm:ssZ",
  ],
  [
    "no such hour",
    wrongUsage("started_at", "2025-12-25T24:00:00Z"),
    "started_at is not a UTC time, YYYY-MM-DDThh:mm:ssZ",
  ],
  ["no such customer", wrongUsage("customer_id", "C999999999"), "customer_id is not in customers"],
  [
    "two faults",
    wrongUsage("device", "fridge").replace(/,[^,]*$/, ",x"),
    "device is none of smart_tv, mobile, web, tablet, game_console; completion_rate is not a decimal number",
  ],
])(
  "a usage row with %s is rejected with its line, its text and the reason, and no other row",
  async (_, raw, reason) => {
    const { file, result } = await load({ usage_logs: withLines("usage_logs", { 0: raw }) });
    expect(rejectedIn(file, "usage_logs")).toEqual([{ line: 2, raw, reason }]);
    expect(result.datasets.usage_logs).toEqual({
      loaded: worldLines.usage_logs.length - 1,
      rejected: 1,
      manifest: "absent",
    });
    expect(faultsIn(file)).toEqual([]);
  },
);

test("of rows with the same key the first is loaded, and a later one is rejected with the line of the first", async () => {
  const [first, second] = worldLines.customers as [string, string];
  const email = second.split(",")[3]!;
  const lines = [...worldLines.customers, first, lineWith("customers", 0, "customer_id", "C999999999")];
  const twice = lineWith("customers", 0, "email", email);
  const { file } = await load({ customers: fileText("customers", [...lines, twice]) });
  const next = worldLines.customers.length + 2;
  expect(rejectedIn(file, "customers")).toEqual([
    { line: next, raw: first, reason: "customer_id is that of line 2; email is that of line 2" },
    { line: next + 1, raw: lines.at(-1), reason: "email is that of line 2" },
    { line: next + 2, raw: twice, reason: "customer_id is that of line 2; email is that of line 3" },
  ]);
  expect(faultsIn(file)).toEqual([]);
});

test("what refers to a rejected row is rejected, too, down to the sessions", async () => {
  const wrong = lineWith("customers", 0, "birth_year", "1899");
  const { file, result } = await load({ customers: withLines("customers", { 0: wrong }) });
  const key = worldLines.customers[0]!.split(",")[0]!;
  const of = (dataset: DatasetName): string[] => worldLines[dataset].filter((line) => line.includes(key));
  expect(of("usage_logs").length).toBeGreaterThan(0);
  expect(rejectedIn(file, "customers")).toEqual([{ line: 2, raw: wrong, reason: "birth_year is less than 1900" }]);
  expect(rejectedIn(file, "subscriptions").map(({ raw }) => raw)).toEqual(of("subscriptions"));
  expect(rejectedIn(file, "usage_logs").map(({ raw }) => raw)).toEqual(of("usage_logs"));
  expect(rejectedIn(file, "usage_logs")[0]?.reason).toBe(
    "customer_id is not in customers; subscription_id is not in subscriptions",
  );
  expect(result.datasets.usage_logs.loaded).toBe(worldLines.usage_logs.length - of("usage_logs").length);
  expect(faultsIn(file)).toEqual([]);
});

test("a title of any length and of any characters is taken between others, by staging and by its typed table", async () => {
  const titles = ["x".repeat(70_000), "\u00e4\u20ac\u{1F600}", "\u20ac".repeat(40_000), "x".repeat(65_536)];
  const changes = titles.map((title, index) => [2 * index + 1, lineWith("content", 2 * index + 1, "title", title)]);
  const { file, result } = await load({ content: withLines("content", Object.fromEntries(changes)) });
  for (const table of ["staging_content", "content"]) {
    const found = rowsIn(file, `SELECT title FROM ${table} ORDER BY rowid`).map(({ title }) => title);
    expect(found).toHaveLength(worldLines.content.length);
    expect([1, 3, 5, 7].map((index) => found[index])).toEqual(titles);
  }
  expect(result.datasets.content.rejected).toBe(0);
  expect(readdirSync(path.dirname(file)).filter((name) => name.startsWith("warehouse"))).toEqual(["warehouse.sqlite"]);
});

test("lines are those of the file where quoted fields hold line feeds; a byte-order mark and CRLF are no fault", async () => {
  const [first] = worldLines.content as [string];
  const broken = first.replace(/^(T\d+),("[^"]*"|[^,]*),/, '$1,"Three\r\nlines ""of"" a\ntitle, quoted",');
  const lines = [broken, ...worldLines.content.slice(1), "T9999999,Late,opera,Drama,10.0,2020-01-01"];
  const text = `\uFEFF${fileText("content", lines).replaceAll("\n", "\r\n").replace("a\r\n", "a\n").replace("\r\r\n", "\r\n")}`;
  const { file } = await load({ content: text });
  expect(rowsIn(file, "SELECT line, title FROM staging_content ORDER BY line LIMIT 2")).toMatchObject([
    { line: 2, title: 'Three\r\nlines "of" a\ntitle, quoted' },
    { line: 5 },
  ]);
  expect(rejectedIn(file, "content")).toEqual([
    { line: worldLines.content.length + 4, raw: lines.at(-1), reason: "genre is none of movie, music, podcast" },
  ]);
});

const cutUsage = fileText("usage_logs").slice(0, -20);

test.each<[string, Contents, string, string]>([
  ["missing", { plans: null, content: null }, "source-missing", "plans.csv, content.csv cannot be found"],
  ["empty", { plans: "" }, "source-truncated", "plans.csv has been cut off: it is empty"],
  ["cut off within a line", { usage_logs: cutUsage }, "source-truncated", "does not end with a line feed"],
  ["cut off within quotes", { content: `${fileText("content")}"T\n` }, "source-truncated", "ends within quotes"],
  ["of other columns", { plans: "plan_id,tier\nP1,Basic\n" }, "source-header-differs", 'but is "plan_id,tier"'],
  ["without a header", { plans: `${worldLines.plans[0]}\n` }, "source-header-differs", "Line 1 of plans.csv"],
  [
    "in another encoding",
    { customers: Buffer.from(fileText("customers").replace("@", "\u00e9@"), "latin1") },
    "source-not-utf8",
    "customers.csv is not UTF-8 text: line 2, byte ",
  ],
])("a file that is %s stops the load and leaves the warehouse that was there", async (_, contents, code, detail) => {
  const target = path.join(temporaryDirectory(), "warehouse.sqlite");
  await loadWarehouse({ from: sourceDirectory(), target });
  const before = readFileSync(target);
  const failing = loadWarehouse({ from: sourceDirectory(contents), target });
  await expect(failing).rejects.toMatchObject({ code, message: expect.stringContaining(detail) });
  expect(readFileSync(target).equals(before)).toBe(true);
  expect(readdirSync(path.dirname(target))).toEqual(["warehouse.sqlite"]);
});

test("a file with fewer rows than the manifest beside it says has been cut off; one with more is loaded", async () => {
  const from = sourceDirectory();
  const target = path.join(from, "w.sqlite");
  writeManifestBeside(from, { plans: 4, content: 1 });
  await expect(loadWarehouse({ from, target })).rejects.toMatchObject({
    ...{ code: "source-truncated", message: "plans.csv has been cut off: it has 3 rows, and its manifest says 4." },
  });
  expect(existsSync(target)).toBe(false);
  writeManifestBeside(from, { content: 1 });
  const { datasets } = await loadWarehouse({ from, target });
  expect(datasets.content.loaded).toBe(worldLines.content.length);
});

test("a reader that has the warehouse open reads the old one to its end, and the next one the new", async () => {
  const from = sourceDirectory();
  const target = path.join(from, "w.sqlite");
  await loadWarehouse({ from, target });
  const inode = statSync(target).ino;
  const reader = new Database(target, { readonly: true });
  const count = reader.prepare<[], number>("SELECT count(*) FROM customers").pluck();
  expect(count.get()).toBe(60);
  writeFileSync(path.join(from, "customers.csv"), fileText("customers", worldLines.customers.slice(0, 10)));
  const seen: (number | undefined)[] = [];
  await loadWarehouse({ from, target, asOf: "2026-01-01", onProgress: () => seen.push(count.get()) });
  expect(new Set([...seen, count.get()])).toEqual(new Set([60]));
  expect(rowsIn(target, "SELECT count(*) AS n FROM customers")).toEqual([{ n: 10 }]);
  expect(statSync(target).ino).not.toBe(inode);
  reader.close();
});

/** What may befall a line of a file. */
const damage = fc.oneof(
  fc.constantFrom<(line: string) => string>(
    (line) => line,
    (line) => `${line}\n${line}`,
    (line) => line.replace(",", ""),
    (line) => line.replace(/[^,]*$/, ""),
    (line) => line.replace(/\d/, "x"),
    (line) => `${line}\r`,
    (line) => line.replace(/,([^,]*),/, ',"$1",'),
    (line) => line.replace(/,([^,]*),/, ',"$1\0\n""",'),
    (line) => line.replace(/^.[0-9]+/, "C000000000"),
    () => "",
  ),
  fc.string({ unit: fc.constantFrom(",", '"a"', "b", "\r", "\n", "9", "é"), maxLength: 12 }).map((text) => () => text),
);

test("whatever befalls the lines of the files, each row is typed or rejected, once, and the typed tables hold their constraints", async () => {
  const changes = fc.record(
    Object.fromEntries(datasetNames.map((name) => [name, fc.array(fc.tuple(fc.nat(), damage), { maxLength: 12 })])),
  );
  let rejected = 0;
  await fc.assert(
    fc.asyncProperty(changes, async (damages) => {
      const contents: Contents = {};
      for (const dataset of datasetNames) {
        const lines = [...worldLines[dataset]];
        for (const [at, change] of damages[dataset] ?? []) {
          const index = at % lines.length;
          lines[index] = change(lines[index]!);
        }
        contents[dataset] = fileText(dataset, lines);
      }
      const { file, result } = await load(contents, { asOf: "2026-01-01" });
      expect(faultsIn(file)).toEqual([]);
      for (const dataset of datasetNames) {
        const typed = rowsIn(file, `SELECT rowid AS line FROM ${dataset}`).map(({ line }) => line);
        const refused = rejectedIn(file, dataset);
        rejected += refused.length;
        expect(result.datasets[dataset]).toMatchObject({ loaded: typed.length, rejected: refused.length });
        const text = contents[dataset] as string;
        const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
        // Each rejected text stands where its line says, and no line is in two places.
        for (const { line, raw } of refused) {
          const start = starts[line - 1]!;
          expect(text.startsWith(`${raw}\n`, start) || text.startsWith(`${raw}\r\n`, start)).toBe(true);
        }
        const linesUsed = refused.reduce((sum, { raw }) => sum + raw.split("\n").length, 0);
        const staged = rowsIn(file, `SELECT line FROM staging_${dataset}`).map(({ line }) => line);
        expect(new Set([...typed, ...refused.map(({ line }) => line)]).size).toBe(typed.length + refused.length);
        expect(typed.every((line) => staged.includes(line))).toBe(true);
        const typedLines = starts.length - 2 - linesUsed;
        // A typed row may hold quoted line feeds of its own; with none of them, every line of the file is accounted for.
        if (!text.includes('"')) expect(typed.length).toBe(typedLines);
        else expect(typed.length).toBeLessThanOrEqual(typedLines);
      }
    }),
    { seed: 4, numRuns: 25 },
  );
  expect(rejected).toBeGreaterThan(200);
});

test("random bytes for a file stop the load with a coded error, or are rejected row by row", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: "binary", maxLength: 200 }).map((text) => Buffer.from(`${fileText("plans")}${text}\n`)),
  );
  let loaded = 0;
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      const codes = ["source-truncated", "source-header-differs", "source-not-utf8"];
      const outcome = await load({ plans: content }).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(codes).toContain((outcome as { code?: string }).code);
      else loaded++;
    }),
    { seed: 5, numRuns: 30 },
  );
  expect(loaded).toBeGreaterThan(5);
});
