// ASCII digits to numbers and day numbers, two digits at a load. Knows offsets and digits, and no fields.

import { nullValue } from "./columns.ts";

const zero = 48;

/** Two ASCII digits, read as one little-endian word, to 0..99; anything else to -1. */
const pairs = new Int16Array(65_536).fill(-1);
for (let value = 0; value < 100; value++) pairs[zero + Math.floor(value / 10) + ((zero + (value % 10)) << 8)] = value;

const firstYear = 1600;
const lastYear = 2400;
/** Day number of the first of each month from January 1600 on, and one entry more. */
const monthStarts = Int32Array.from(
  { length: (lastYear - firstYear) * 12 + 1 },
  (_, month) => Date.UTC(firstYear, month, 1) / 86_400_000,
);

/** Two digits at an offset to 0..99, or -1. */
export function twoDigits(view: DataView, at: number): number {
  return pairs[view.getUint16(at, true)]!;
}

/** Day number of the date whose year, month and day stand at these offsets, or `nullValue` when there is none. */
export function dayOfDate(view: DataView, year: number, month: number, day: number): number {
  return dayOf(twoDigits(view, year), twoDigits(view, year + 2), twoDigits(view, month), twoDigits(view, day));
}

/** Day number of a date given as digits, or `nullValue` when there is no such day in 1600..2399. */
function dayOf(century: number, year: number, month: number, day: number): number {
  if ((century | year | month | day) < 0 || month < 1 || month > 12 || day < 1) return nullValue;
  const index = (century * 100 + year - firstYear) * 12 + month - 1;
  if (index < 0 || index >= monthStarts.length - 1) return nullValue;
  const result = monthStarts[index]! + day - 1;
  return result < monthStarts[index + 1]! ? result : nullValue;
}

/** Nine digits at an offset, or -1. */
export function nineDigits(bytes: Uint8Array, view: DataView, at: number): number {
  const a = twoDigits(view, at);
  const b = twoDigits(view, at + 2);
  const c = twoDigits(view, at + 4);
  const d = twoDigits(view, at + 6);
  const e = bytes[at + 8]! - zero;
  // One test for all: a negative operand leaves the sign bit set.
  if ((a | b | c | d | e | (9 - e)) < 0) return -1;
  return a * 10_000_000 + b * 100_000 + c * 1000 + d * 10 + e;
}
