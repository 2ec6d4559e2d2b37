// The typed-column writer against csv-stringify: the same bytes for any values.
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemorySink } from "../../src/csv/chunk.ts";
import { type CsvColumn, literal, longestText, nullValue, writeRows } from "../../src/csv/columns.ts";
import { putDate } from "../../src/csv/dates.ts";
import { dictionary } from "../../src/csv/dictionary.ts";
import { fourDigits, putNineDigits, putSevenDigits, putSmall } from "../../src/csv/digits.ts";
import { dayNumber, isoDate } from "../../src/rules/world.ts";

function written(columns: CsvColumn[], rows: number): string {
  const sink = new MemorySink();
  writeRows(sink, columns, rows);
  return sink.toBuffer().toString("utf8");
}

/** Whole characters, with quotes, commas, line ends and other scripts made likely. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', ",", "\n", "\r", " ", "'", "é", "日", "🎬"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 60,
});
const anyDay = fc.integer({ min: dayNumber("1900-01-01"), max: dayNumber("2199-12-31") });

describe("writeRows()", () => {
  it("writes the bytes of csv-stringify for any text, dates, decimals, identifiers and nulls", () => {
    const row = fc.record({
      text: anyText,
      word: fc.nat(3),
      day: fc.option(anyDay),
      cents: fc.option(fc.integer({ min: -10_000_000, max: 10_000_000 })),
      number: fc.nat(999_999_999),
    });
    const words = ["plain", 'qu"ote', "com,ma", "li\nne"];
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const columns: CsvColumn[] = [
          [literal("C"), { kind: "padded", values: rows.map((r) => r.number), width: 9 }],
          [{ kind: "text", values: rows.map((r) => r.text) }],
          [{ kind: "coded", values: rows.map((r) => r.word), dictionary: dictionary(words) }],
          [{ kind: "date", values: rows.map((r) => r.day ?? nullValue) }],
          [{ kind: "fixed", values: rows.map((r) => r.cents ?? nullValue), decimals: 2 }],
          [{ kind: "fixed", values: rows.map((r) => r.number), decimals: 0 }],
        ];
        const expected = rows.map((r) => [
          `C${String(r.number).padStart(9, "0")}`,
          r.text,
          words[r.word],
          r.day === null ? "" : isoDate(r.day),
          r.cents === null ? "" : (r.cents / 100).toFixed(2).replace(/^-0\.00$/, "0.00"),
          String(r.number),
        ]);
        expect(written(columns, rows.length)).toBe(stringify(expected, { record_delimiter: "\n", quoted_match: /\r/ }));
      }),
      { numRuns: 300 },
    );
  });

  it("goes on in the next chunk where one is full", () => {
    const values = Array.from({ length: 4000 }, (_, index) => `${index} ${"x".repeat(500)}`);
    const text = written([[{ kind: "text", values }]], values.length);
    expect(text.split("\n").slice(0, -1)).toEqual(values);
    expect(text.length).toBeGreaterThan(1 << 20);
  });

  it("refuses a text that might not fit and a number with too many digits", () => {
    expect(() => written([[{ kind: "text", values: ["x".repeat(longestText + 1)] }]], 1)).toThrow(RangeError);
    expect(() => written([[{ kind: "padded", values: [1000], width: 3 }]], 1)).toThrow(RangeError);
  });
});

describe("digit stores", () => {
  it("write every number as its decimal digits", () => {
    const bytes = new Uint8Array(32);
    const view = new DataView(bytes.buffer);
    const text = (start: number, end: number): string => Buffer.from(bytes.subarray(start, end)).toString("latin1");
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.nat(9_999_999), fc.nat(9999), (nine, seven, small) => {
        bytes.fill(88);
        const [first, middle, last] = [Math.floor(nine / 1e8), Math.floor(nine / 1e4) % 1e4, nine % 1e4];
        putNineDigits(view, 4, first, fourDigits[middle] as number, fourDigits[last] as number);
        expect(text(3, 14)).toBe(`X${String(nine).padStart(9, "0")}X`);
        putSevenDigits(view, 15, seven);
        expect(text(14, 23)).toBe(`X${String(seven).padStart(7, "0")}X`);
        expect(text(24, putSmall(view, 24, small))).toBe(String(small));
      }),
    );
  });
});

describe("putDate()", () => {
  it("writes any day of 1900..2199 and refuses others", () => {
    const bytes = new Uint8Array(10);
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(putDate(bytes, 0, day)).toBe(10);
        expect(Buffer.from(bytes).toString("latin1")).toBe(isoDate(day));
      }),
    );
    expect(() => putDate(bytes, 0, dayNumber("2200-01-01"))).toThrow(RangeError);
    expect(() => putDate(bytes, 0, Number.NaN)).toThrow(RangeError);
  });
});
