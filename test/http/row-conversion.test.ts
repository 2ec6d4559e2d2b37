// Rows cut out of CSV and turned into JSON, whatever the chunks.

import { type PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Column } from "../../src/datasets.ts";
import { RowsToJson } from "../../src/http/row-json.ts";
import { RowWindow } from "../../src/http/row-window.ts";

const columns: Column[] = [
  { name: "key", type: "string", description: "" },
  { name: "count", type: "integer", description: "" },
  { name: "share", type: "number", description: "", nullable: true },
  { name: "day", type: "date", description: "", nullable: true },
];

const row = fc.record({
  key: fc.string({ unit: "binary", maxLength: 12 }),
  count: fc.nat(1e6),
  share: fc.option(fc.integer({ min: 0, max: 10_000 }).map((share) => share / 10_000)),
  day: fc.option(fc.constantFrom("2026-01-01", "2000-02-29")),
});

/** The bytes cut into pieces of one length, which cuts rows and characters anywhere. */
function pieces(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}

async function passed(bytes: Buffer, length: number, through: PassThrough): Promise<string> {
  const parts: Buffer[] = [];
  await pipeline(Readable.from(pieces(bytes, length)), through, async (output) => {
    for await (const part of output) parts.push(Buffer.from(part as Buffer));
  });
  return Buffer.concat(parts).toString("utf8");
}

test("RowsToJson gives back every row, however the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), fc.integer({ min: 1, max: 80 }), async (rows, length) => {
      const csv = Buffer.from(stringify(rows.map(Object.values), { record_delimiter: "\n" }));
      const text = await passed(csv, length, new RowsToJson(columns));
      const lines = text.split("\n").slice(0, -1);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("RowsToJson fails on a row with another number of fields and on a file that ends within a row", async () => {
  await expect(passed(Buffer.from("a,1,,\nb,2\n"), 100, new RowsToJson(columns))).rejects.toMatchObject({
    code: "run-damaged",
  });
  await expect(passed(Buffer.from("a,1,,\nb,2,,"), 100, new RowsToJson(columns))).rejects.toMatchObject({
    code: "run-damaged",
  });
  await expect(passed(Buffer.from('"a"b,1,,\n'), 100, new RowsToJson(columns))).rejects.toMatchObject({
    code: "run-damaged",
  });
});

test("RowWindow passes on the rows of the window, however the bytes are cut", async () => {
  const rows = fc.array(fc.stringMatching(/^[a-z",\n]{0,6}$/), { maxLength: 12 });
  const cut = fc.record({ skip: fc.nat(14), take: fc.nat(14), length: fc.integer({ min: 1, max: 30 }) });
  await fc.assert(
    fc.asyncProperty(rows, cut, async (fields, { skip, take, length }) => {
      const lines = fields.map((field) => stringify([[field, "x"]], { record_delimiter: "\n" }));
      const text = await passed(
        Buffer.from(lines.join("")),
        length,
        new RowWindow(skip, take, Buffer.from("header\n")),
      );
      expect(text).toBe(`header\n${lines.slice(skip, skip + take).join("")}`);
    }),
    { seed: 1, numRuns: 200 },
  );
});
