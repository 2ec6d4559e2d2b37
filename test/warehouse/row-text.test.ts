// Rows of CSV from text: an independent parser reads the same, whatever the chunks; lines are physical; the text of a row is exact.

import { closeSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RowText } from "../../src/warehouse/row-text.ts";
import { longestRowBytes, SourceReader } from "../../src/warehouse/source-reader.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";

interface Read {
  readonly line: number;
  readonly fields: readonly string[];
  readonly fault: string | undefined;
  readonly raw: string;
}

function readText(text: string): Read[] {
  const rows: Read[] = [];
  new RowText().read(text, ({ line, fields, fieldCount, fault, raw }) => {
    rows.push({ line, fields: fields.slice(0, fieldCount), fault, raw: raw() });
  });
  return rows;
}

function readBytes(bytes: string | Uint8Array): Read[] {
  const file = path.join(temporaryDirectory(), "x.csv");
  writeFileSync(file, bytes);
  const descriptor = openSync(file, "r");
  const rows: Read[] = [];
  try {
    const reader = new SourceReader({ file: "x.csv", descriptor });
    while (
      reader.read(({ line, fields, fieldCount, fault, raw }) => {
        rows.push({ line, fields: fields.slice(0, fieldCount), fault, raw: raw() });
      })
    );
  } finally {
    closeSync(descriptor);
  }
  return rows;
}

const text = fc.string({ unit: fc.constantFrom("a", "é", "😀", '"', ",", "\n", "\r", " ") });
const table = fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 20 });

test("RowText reads what csv-stringify writes, and gives each row's text and first line exactly", () => {
  fc.assert(
    fc.property(table, fc.constantFrom("\n", "\r\n"), (rows, delimiter) => {
      // What ends a line in one file or another has to be quoted in all.
      const csv = stringify(rows, { record_delimiter: delimiter, quoted_match: /[\r\n]/ });
      const read = readText(csv);
      expect(read.map(({ fields }) => fields)).toEqual(rows);
      expect(read.every(({ fault }) => fault === undefined)).toBe(true);
      expect(read.map(({ raw }) => raw + delimiter).join("")).toBe(csv);
      let line = 1;
      for (const row of read) {
        expect(row.line).toBe(line);
        line += (row.raw + delimiter).split("\n").length - 1;
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("RowText splits any text of lines as csv-parse does, where neither finds a fault", () => {
  const lines = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r\n", "b"), maxLength: 40 });
  let compared = 0;
  fc.assert(
    fc.property(lines, (body) => {
      const csv = `${body}\n`;
      const read = readText(csv);
      if (read.some(({ fault }) => fault !== undefined)) return;
      let expected: string[][];
      try {
        expected = parse(csv, { relax_column_count: true, record_delimiter: ["\r\n", "\n"] });
      } catch {
        return;
      }
      compared++;
      expect(read.map(({ fields }) => fields)).toEqual(expected);
    }),
    { seed: 2, numRuns: 500 },
  );
  expect(compared).toBeGreaterThan(150);
});

test("RowText says what is no CSV and goes on with the next row", () => {
  const read = readText('a,b"c\n"a"b,c\n"a\nb",c\r\n\n"x",y\n');
  expect(read.map(({ line, fault }) => [line, fault])).toEqual([
    [1, "field 2 has a quote but does not begin with one"],
    [2, "field 1 goes on after its closing quote"],
    [3, undefined],
    [5, undefined],
    [6, undefined],
  ]);
  expect(read[2]?.fields).toEqual(["a\nb", "c"]);
  expect(read[2]?.raw).toBe('"a\nb",c');
  expect(read[3]?.fields).toEqual([""]);
});

test("SourceReader reads rows across chunks, of bytes of every width, quoted or not, and a byte-order mark is none of them", () => {
  const rows = Array.from({ length: 9000 }, (_, index) =>
    index % 3 === 0 ? ["é".repeat(index % 50), 'two\nlines, "quoted"'] : [`row ${index}`, "😀".repeat(index % 20)],
  );
  rows.push(["x".repeat(700_000), "y"], ["z", "\n".repeat(300_000)], ["last", ""]);
  const csv = stringify(rows);
  expect(Buffer.byteLength(csv)).toBeGreaterThan(1_500_000);
  const read = readBytes(csv);
  expect(read.map(({ fields }) => fields)).toEqual(rows);
  expect(readBytes(`\uFEFF${csv}`)).toEqual(read);
});

test.each([
  ["nothing", "", "it is empty"],
  ["a byte-order mark alone", "\uFEFF", "it is empty"],
  ["a last line without its end", "a,b\nc,d", "the last line, 2, does not end with a line feed"],
  ["an open quote", 'a,b\nc,"d\ne\n', "the row that begins on line 2 ends within quotes"],
])("SourceReader refuses a file of %s", (_, content, detail) => {
  expect(() => readBytes(content)).toThrow(expect.objectContaining({ code: "source-truncated" }));
  expect(() => readBytes(content)).toThrow(detail);
});

test("SourceReader refuses bytes that are no UTF-8 wherever they are, naming line and byte", () => {
  const invalid = [[0xff], [0xc3], [0xc3, 0x28], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80]];
  fc.assert(
    fc.property(fc.constantFrom(...invalid), fc.nat(3000), fc.boolean(), (bytes, lines, atEnd) => {
      const before = Buffer.from(`${"aé😀,b\n".repeat(lines * 12)}x`);
      const file = Buffer.concat([before, Buffer.from(bytes), Buffer.from(atEnd ? "" : "y\nz\n")]);
      const detail = `line ${lines * 12 + 1}, byte ${before.length} of`;
      expect(() => readBytes(file)).toThrow(expect.objectContaining({ code: "source-not-utf8" }));
      expect(() => readBytes(file)).toThrow(detail);
    }),
    { seed: 3, numRuns: 40 },
  );
  const utf16 = Buffer.from("\uFEFFa,b\nc,d\n", "utf16le");
  expect(() => readBytes(utf16)).toThrow("line 1, byte 0 of");
});

test("SourceReader holds no more than a row of bounded length, and says where a longer one begins", () => {
  const endless = `a,b\n"${"c\n".repeat(longestRowBytes)}`;
  expect(() => readBytes(endless)).toThrow(expect.objectContaining({ code: "source-row-too-long" }));
  expect(() => readBytes(endless)).toThrow("begins on line 2");
  expect(() => readBytes("x".repeat(longestRowBytes + 1))).toThrow("begins on line 1");
});
