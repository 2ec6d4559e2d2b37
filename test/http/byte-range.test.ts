// The Range header.

import fc from "fast-check";
import { expect, test } from "vitest";
import { byteRange } from "../../src/http/byte-range.ts";

test.each([
  ["bytes=0-9", { start: 0, end: 9 }],
  ["bytes=0-", { start: 0, end: 99 }],
  ["bytes=99-", { start: 99, end: 99 }],
  ["bytes=-1", { start: 99, end: 99 }],
  ["bytes=-1000", { start: 0, end: 99 }],
  ["bytes=90-1000", { start: 90, end: 99 }],
  ["BYTES=5-6", { start: 5, end: 6 }],
  ["bytes= 5-6 ", { start: 5, end: 6 }],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=100-200", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=9-5", undefined],
  ["bytes=200-100", undefined],
  ["bytes=-", undefined],
  ["bytes=", undefined],
  ["bytes=0-1,3-4", undefined],
  ["bytes=a-b", undefined],
  ["bytes=1.5-2", undefined],
  ["items=0-9", undefined],
  [undefined, undefined],
])("byteRange() of %s in 100 bytes", (header, expected) => {
  expect(byteRange(header, 100)).toEqual(expected);
});

test("byteRange() in an empty file finds nothing to serve", () => {
  expect(byteRange("bytes=0-", 0)).toBe("unsatisfiable");
  expect(byteRange("bytes=-5", 0)).toBe("unsatisfiable");
});

test("byteRange() never reaches outside the file", () => {
  const number = fc.option(fc.nat(200), { nil: "" });
  fc.assert(
    fc.property(number, number, fc.nat(150), (first, last, size) => {
      const range = byteRange(`bytes=${first}-${last}`, size);
      if (range === undefined || range === "unsatisfiable") return;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
      expect(range.end).toBeLessThan(size);
    }),
    { seed: 1 },
  );
});
