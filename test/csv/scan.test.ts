// The scanner over real files: every legal form of the rows gives the same columns, every illegal one its place.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nullValue } from "../../src/csv/columns.ts";
import { type RowRange, scanRange } from "../../src/csv/scan.ts";
import type { BatchOf, CustomerBatch, TextLane } from "../../src/csv/scan-batch.ts";
import { newLayout } from "../../src/csv/scan-layout.ts";
import { MalformedRowError } from "../../src/csv/scan-rows.ts";
import { type DatasetName, datasetNames, datasetSchemas, headerLine } from "../../src/datasets.ts";
import { CodedError } from "../../src/errors.ts";
import { dayNumber, isoDate } from "../../src/rules/world.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { bytesOf, testWorld } from "../worlds.ts";

/** The lanes of a batch by name, text lanes as texts. */
type Lanes = Record<string, (number | string | null)[]>;

function written(bytes: string | Uint8Array): RowRange {
  const file = path.join(temporaryDirectory(), "rows.csv");
  writeFileSync(file, bytes);
  return { path: file, start: 0, end: Buffer.byteLength(bytes), skipHeader: true };
}

function textOf(batch: { bytes: Uint8Array }, lane: TextLane, row: number): string | null {
  return lane.start[row] === nullValue
    ? null
    : Buffer.from(batch.bytes.subarray(lane.start[row], lane.end[row])).toString("utf8");
}

/** All lanes of all batches, copied. */
function columnsOf<D extends DatasetName>(dataset: D, range: RowRange): { rows: number; lanes: Lanes; nulls: number } {
  const lanes: Lanes = {};
  let nulls = 0;
  const observe = (batch: BatchOf[D]): void => {
    nulls += batch.nulls.reduce((sum, count) => sum + count, 0);
    for (const [name, lane] of Object.entries(batch)) {
      if (name === "rows" || name === "bytes" || name === "nulls") continue;
      const values = Array.from({ length: batch.rows }, (_, row) =>
        lane instanceof Int32Array ? lane[row]! : textOf(batch, lane as TextLane, row),
      );
      lanes[name] = [...(lanes[name] ?? []), ...values];
    }
  };
  return { rows: scanRange(dataset, range, [{ observe }]), lanes, nulls };
}

const customer = (name: string, last = "Doe"): string[] => [
  "C000000007",
  name,
  last,
  "a.b.7@example.com",
  "1990",
  "CA",
  "West",
  "web",
  "2025-02-28",
];
const customersFile = (rows: string[][]): string => `${headerLine("customers")}\n${stringify(rows)}`;
const usageRow = "U20260101-000000012-3,C000000012,S000000012-2,T0000123,2026-01-01T20:15:33Z,smart_tv,93.50,0.9213";
const usageFile = (...rows: string[]): string => `${headerLine("usage_logs")}\n${rows.join("\n")}\n`;

test("scanRange() reads a usage row into typed columns", () => {
  const { rows, lanes } = columnsOf("usage_logs", written(usageFile(usageRow)));
  const day = dayNumber("2026-01-01");
  expect(rows).toBe(1);
  expect(lanes).toEqual({
    usageDay: [day],
    usageCustomer: [12],
    candidate: [3],
    customer: [12],
    subscriber: [12],
    sequence: [2],
    content: [123],
    startDay: [day],
    startSecond: [20 * 3600 + 15 * 60 + 33],
    device: [0],
    watchedHundredths: [9350],
    completion: [9213],
  });
});

test("scanRange() reads what csv-stringify writes, whatever names hold", () => {
  const name = fc.oneof(
    fc.string({ minLength: 1, unit: "grapheme" }),
    fc.string({ minLength: 1, unit: fc.constantFrom('"', ",", "\n", "\r", "a", " ", "é", "🎬") }),
  );
  const day = fc.integer({ min: dayNumber("1600-01-01"), max: dayNumber("2399-12-31") });
  const row = fc.record({
    first: name,
    last: name,
    day,
    year: fc.nat({ max: 9999 }),
    number: fc.nat({ max: 1e9 - 1 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.boolean(), (rows, quoted) => {
      const records = rows.map(({ first, last, day, year, number }) => {
        const [, , , mail, , ...rest] = customer(first, last);
        const id = `C${String(number).padStart(9, "0")}`;
        return [id, first, last, mail!, String(year), ...rest.slice(0, -1), isoDate(day)];
      });
      const file = `${headerLine("customers")}\n${stringify(records, { quoted })}`;
      const { lanes } = columnsOf("customers", written(file));
      expect(lanes["firstName"]).toEqual(rows.map(({ first }) => first));
      expect(lanes["lastName"]).toEqual(rows.map(({ last }) => last));
      expect(lanes["signupDay"]).toEqual(rows.map(({ day }) => day));
      expect(lanes["birthYear"]).toEqual(rows.map(({ year }) => year));
      expect(lanes["customer"]).toEqual(rows.map(({ number }) => number));
    }),
    { numRuns: 60 },
  );
});

test("scanRange() reads quoted, CRLF and unterminated usage rows as it reads plain ones", () => {
  const bytes = bytesOf(testWorld({ customers: 40 }), "usage_logs").toString("utf8");
  const lines = bytes.split("\n").slice(0, -1);
  const plain = columnsOf("usage_logs", written(usageFile(...lines)));
  expect(plain.rows).toBe(lines.length);
  const quoted = lines.map((line) => line.replaceAll(/[^,]+/g, '"$&"'));
  const mixed = lines.map((line, index) => (index % 3 === 0 ? quoted[index]! : line));
  for (const other of [
    usageFile(...quoted),
    usageFile(...mixed),
    usageFile(...lines).replaceAll("\n", "\r\n"),
    usageFile(...lines).slice(0, -1),
  ]) {
    expect(columnsOf("usage_logs", written(other))).toEqual(plain);
  }
});

test.each(datasetNames)("scanRange() gives %s the same columns from a range as from its parts", (dataset) => {
  const bytes = Buffer.concat([
    Buffer.from(`${headerLine(dataset)}\n`),
    bytesOf(testWorld({ customers: 60, content: 30 }), dataset),
  ]);
  const whole = written(bytes);
  const all = columnsOf(dataset, whole);
  const cut = bytes.indexOf("\n", bytes.length / 2) + 1;
  const parts = [
    columnsOf(dataset, { ...whole, end: cut }),
    columnsOf(dataset, { ...whole, start: cut, skipHeader: false }),
  ] as const;
  expect(all.rows).toBeGreaterThan(0);
  expect(parts[0].rows + parts[1].rows).toBe(all.rows);
  for (const [name, lane] of Object.entries(all.lanes)) {
    expect([...(parts[0].lanes[name] ?? []), ...(parts[1].lanes[name] ?? [])]).toEqual(lane);
  }
});

test("scanRange() carries rows over the end of a block, line feeds in quotes included", () => {
  const names = Array.from({ length: 9000 }, (_, index) => `${index}\n"${"x".repeat(index % 90)}",`);
  const { lanes, rows } = columnsOf("customers", written(customersFile(names.map((name) => customer(name)))));
  expect(rows).toBe(names.length);
  expect(lanes["firstName"]).toEqual(names);
});

test("scanRange() reads an empty field as null and counts it in its column", () => {
  const row = customer("Ann");
  const empty = ["", "", "", "", "", "", "", "", ""];
  const file = `${customersFile([row])}${empty.join(",")}\n${empty.map(() => '""').join(",")}\n`;
  const found: number[][] = [];
  const observer = { observe: (batch: CustomerBatch) => found.push([...batch.nulls]) };
  expect(scanRange("customers", written(file), [observer])).toBe(3);
  expect(found).toEqual([[2, 2, 2, 2, 2, 2, 2, 2, 2]]);
  const { lanes } = columnsOf("customers", written(file));
  expect(lanes["firstName"]).toEqual(["Ann", null, null]);
  expect(lanes["signupDay"]).toEqual([dayNumber("2025-02-28"), nullValue, nullValue]);
});

test("scanRange() reads a file of a header alone as no rows", () => {
  expect(columnsOf("plans", written(`${headerLine("plans")}\n`)).rows).toBe(0);
  expect(columnsOf("plans", written(headerLine("plans"))).rows).toBe(0);
});

const broken: [fault: string, row: string, says: RegExp][] = [
  ["a missing field", usageRow.replace(",smart_tv", ""), /has 7 fields, not 8/],
  ["a field too many", `${usageRow},x`, /has 9 fields, not 8/],
  ["an empty line", "", /has 1 fields, not 8/],
  ["a day that does not exist", usageRow.replace("2026-01-01T", "2026-02-29T"), /is not a value of started_at/],
  ["a day in the key that does not exist", usageRow.replace("U20260101", "U20261301"), /is not a value of usage_id/],
  ["an hour that does not exist", usageRow.replace("T20:", "T24:"), /is not a value of started_at/],
  ["a time without its zone", usageRow.replace("33Z", "33"), /is not a value of started_at/],
  ["a slash for the date's first dash", usageRow.replace("2026-01-01T", "2026/01-01T"), /is not a value of started_at/],
  [
    "a slash for the date's second dash",
    usageRow.replace("2026-01-01T", "2026-01/01T"),
    /is not a value of started_at/,
  ],
  ["a dot for a colon", usageRow.replace("20:15", "20.15"), /is not a value of started_at/],
  ["a comma for a point", usageRow.replace("93.50", '"93,50"'), /is not a value of duration_watched/],
  ["zero bytes for a date", usageRow.replace("2026-01-01T", "\0\0\0\0-\0\0-\0\0T"), /is not a value of started_at/],
  ["a device nobody knows", usageRow.replace("smart_tv", "smart_tvs"), /"smart_tvs" is not a value of device/],
  ["a letter in a number", usageRow.replace("93.50", "93.5O"), /is not a value of duration_watched/],
  ["a decimal too few", usageRow.replace("93.50", "93.5"), /is not a value of duration_watched/],
  ["a decimal too many", usageRow.replace("0.9213", "0.92130"), /is not a value of completion_rate/],
  ["a negative number", usageRow.replace("93.50", "-3.50"), /is not a value of duration_watched/],
  ["a number beyond 32 bits", usageRow.replace("93.50", "99999999.50"), /is not a value of duration_watched/],
  ["a key of eight digits", usageRow.replace("C000000012", "C00000012"), /is not a value of customer_id/],
  ["a key without a sequence", usageRow.replace("S000000012-2", "S000000012-"), /is not a value of subscription_id/],
  [
    "text after a closing quote",
    usageRow.replace("smart_tv", '"smart_tv"x'),
    /field 6 goes on after its closing quote/,
  ],
  ["a quote within a bare field", usageRow.replace("smart_tv", 'smart"tv'), /field 6 has a quote/],
  ["a stray carriage return", usageRow.replace("smart_tv", "smart\rtv"), /field 6 has a carriage return/],
  ["a quote that never closes", usageRow.replace("smart_tv", '"smart_tv'), /does not end where the range ends/],
];

test.each(broken)("scanRange() refuses %s and says where the row is", (_, row, says) => {
  const range = written(usageFile(usageRow, row, usageRow));
  const offset = headerLine("usage_logs").length + 1 + usageRow.length + 1;
  const scan = (): number => scanRange("usage_logs", range, []);
  expect(scan).toThrow(MalformedRowError);
  expect(scan).toThrow(says);
  expect(scan).toThrow(`The row at byte ${offset} of ${range.path}`);
});

test("scanRange() gives the offset in the file of a malformed row in a range far into it", () => {
  const rows = Array.from({ length: 6000 }, () => usageRow);
  const range = written(usageFile(...rows, "x"));
  const start = headerLine("usage_logs").length + 1 + 50 * (usageRow.length + 1);
  const scan = (): number => scanRange("usage_logs", { ...range, start, skipHeader: false }, []);
  expect(scan).toThrow(`The row at byte ${range.end - 2} `);
});

test("scanRange() refuses a row longer than a block", () => {
  const range = written(customersFile([customer("x".repeat(700_000))]));
  expect(() => scanRange("customers", range, [])).toThrow(/is longer than \d+ bytes/);
});

test("scanRange() refuses a header that is not the schema's", () => {
  for (const header of ["plan_id,tier", '"plan_id', 'plan"_id', headerLine("customers")]) {
    expect(() => scanRange("plans", written(`${header}\nP1,Basic,7.99,1,HD\n`), [])).toThrow(MalformedRowError);
  }
});

test("scanRange() fails with storage-failed for a missing file and for one shorter than its range", () => {
  const range = written(usageFile(usageRow));
  const codeOf = (scanned: RowRange): string | undefined => {
    try {
      scanRange("usage_logs", scanned, []);
    } catch (error) {
      return error instanceof CodedError ? error.code : String(error);
    }
    return undefined;
  };
  expect(codeOf({ ...range, path: `${range.path}.none` })).toBe("storage-failed");
  expect(codeOf({ ...range, end: range.end + 10 })).toBe("storage-failed");
});

test.each(datasetNames)("newLayout() gives each column of %s lanes of its own", (dataset) => {
  const { batch, fields } = newLayout(dataset);
  expect(fields.map((field) => field.column)).toEqual(datasetSchemas[dataset].columns.map((column) => column.name));
  const lanes = fields.flatMap(({ first, second, third }) => [first, second, third].filter((lane) => lane.length > 0));
  expect(new Set(lanes).size).toBe(lanes.length);
  const ofBatch = Object.entries(batch).flatMap(([name, lane]) =>
    ["rows", "bytes", "nulls"].includes(name) ? [] : lane instanceof Int32Array ? [lane] : Object.values(lane),
  );
  expect(new Set(lanes)).toEqual(new Set(ofBatch));
});
