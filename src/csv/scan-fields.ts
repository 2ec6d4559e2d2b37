// Reads one value from bytes into the lanes of a batch: keys, numbers, dates, times and listed values.
// Knows no rows, quotes or files; every reader returns the offset after the value, or -1 when there is no such value.

import { nullValue } from "./columns.ts";
import { dayOfDate, nineDigits, twoDigits } from "./scan-digits.ts";

/** What a field holds; each kind fills the lanes named beside it. */
export const fieldKinds = {
  /** start, end: offsets into the batch's bytes */
  text: 0,
  /** number: a letter and a fixed count of digits */
  key: 1,
  /** number, sequence: `S000000001-2` */
  subscriptionKey: 2,
  /** day, number, sequence: `U20260101-000000001-3` */
  usageKey: 3,
  /** number: digits, and `decimals` more after a point; the value times 10^decimals */
  number: 4,
  /** code: index into the listed values */
  listed: 5,
  /** code: 26 * first letter + second, A = 0 */
  letterPair: 6,
  /** day number */
  date: 7,
  /** day number, second of the day */
  datetime: 8,
} as const;
export type FieldKind = (typeof fieldKinds)[keyof typeof fieldKinds];

/** One column of a batch. All fields share this shape, so that the compiled reader meets only one. */
export interface Field {
  readonly column: string;
  readonly kind: FieldKind;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly third: Int32Array;
  /** Digits of a key, decimals of a number. */
  readonly digits: number;
  /** First byte of a key. */
  readonly letter: number;
  readonly values: readonly Uint8Array[];
  /** By first byte: the first listed value that begins with it. */
  readonly firstCode: Uint8Array;
  /** The last date read, as bytes and as a day: in usage_logs nearly every row repeats it. */
  memoHead: number;
  memoTail: number;
  memoDay: number;
}

const largest = 2_147_483_647;

const zero = 48;
const dash = 45;
const point = 46;

/** Reads a non-null value of any kind but text into row `row` of the field's lanes; the offset after it, or -1. */
export function readValue(field: Field, bytes: Uint8Array, view: DataView, at: number, row: number): number {
  switch (field.kind) {
    case fieldKinds.key:
      return readKey(field, bytes, view, at, row);
    case fieldKinds.subscriptionKey:
      if (bytes[at] !== field.letter) return -1;
      return readNumbered(bytes, view, at + 1, field.first, field.second, row);
    case fieldKinds.usageKey:
      return readUsageKey(field, bytes, view, at, row);
    case fieldKinds.number:
      return readNumber(field, bytes, at, row);
    case fieldKinds.listed:
      return readListed(field, bytes, at, row);
    case fieldKinds.letterPair:
      return readLetterPair(field, bytes, at, row);
    case fieldKinds.date:
      return readDate(field, bytes, view, at, row);
    case fieldKinds.datetime:
      return readDatetime(field, bytes, view, at, row);
    default:
      return -1;
  }
}

function readKey(field: Field, bytes: Uint8Array, view: DataView, at: number, row: number): number {
  if (bytes[at] !== field.letter) return -1;
  if (field.digits === 9) {
    const value = nineDigits(bytes, view, at + 1);
    field.first[row] = value;
    return value < 0 ? -1 : at + 10;
  }
  const end = at + 1 + field.digits;
  let value = 0;
  for (let index = at + 1; index < end; index++) {
    const digit = bytes[index]! - zero;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  field.first[row] = value;
  return end;
}

/** Nine digits, a dash, and a sequence; a sequence too long for a lane becomes the largest number, which nothing has. */
function readNumbered(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  numbers: Int32Array,
  sequences: Int32Array,
  row: number,
): number {
  const value = nineDigits(bytes, view, at);
  if (value < 0 || bytes[at + 9] !== dash) return -1;
  numbers[row] = value;
  let end = at + 10;
  let sequence = 0;
  for (let digit = bytes[end]! - zero; digit >= 0 && digit <= 9; digit = bytes[end]! - zero) {
    sequence = Math.min(sequence * 10 + digit, largest);
    end++;
  }
  sequences[row] = sequence;
  return end === at + 10 ? -1 : end;
}

function readUsageKey(field: Field, bytes: Uint8Array, view: DataView, at: number, row: number): number {
  if (bytes[at] !== field.letter || bytes[at + 9] !== dash) return -1;
  const head = view.getInt32(at + 1, true);
  const tail = view.getInt32(at + 5, true);
  if (head !== field.memoHead || tail !== field.memoTail) {
    const day = dayOfDate(view, at + 1, at + 5, at + 7);
    field.memoHead = head;
    field.memoTail = tail;
    field.memoDay = day;
  }
  if (field.memoDay === nullValue) return -1;
  field.first[row] = field.memoDay;
  return readNumbered(bytes, view, at + 10, field.second, field.third, row);
}

function readNumber(field: Field, bytes: Uint8Array, at: number, row: number): number {
  let end = at;
  let value = 0;
  for (let digit = bytes[end]! - zero; digit >= 0 && digit <= 9; digit = bytes[end]! - zero) {
    value = value * 10 + digit;
    end++;
  }
  if (end === at) return -1;
  if (field.digits > 0) {
    if (bytes[end] !== point) return -1;
    const last = end + field.digits;
    while (end < last) {
      const digit = bytes[++end]! - zero;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    end++;
  }
  if (value > largest) return -1;
  field.first[row] = value;
  return end;
}

function readListed(field: Field, bytes: Uint8Array, at: number, row: number): number {
  const { values } = field;
  for (let code = field.firstCode[bytes[at]!]!; code < values.length; code++) {
    const value = values[code]!;
    let index = 0;
    while (index < value.length && bytes[at + index] === value[index]) index++;
    if (index === value.length) {
      field.first[row] = code;
      return at + index;
    }
  }
  return -1;
}

function readLetterPair(field: Field, bytes: Uint8Array, at: number, row: number): number {
  const first = bytes[at]! - 65;
  const second = bytes[at + 1]! - 65;
  if ((first | second | (25 - first) | (25 - second)) < 0) return -1;
  field.first[row] = first * 26 + second;
  return at + 2;
}

function readDate(field: Field, bytes: Uint8Array, view: DataView, at: number, row: number): number {
  if (bytes[at + 4] !== dash || bytes[at + 7] !== dash) return -1;
  const day = dayOfDate(view, at, at + 5, at + 8);
  field.first[row] = day;
  return day === nullValue ? -1 : at + 10;
}

/** `YYYY-MM-DDTHH:MM:SSZ`; the date is read anew only when it differs from the last one. */
function readDatetime(field: Field, bytes: Uint8Array, view: DataView, at: number, row: number): number {
  const head = view.getInt32(at, true);
  // The month's and the day's digits; with the dashes looked at, head and tail are all ten bytes.
  const tail = view.getUint16(at + 5, true) | (view.getUint16(at + 8, true) << 16);
  if (head !== field.memoHead || tail !== field.memoTail || bytes[at + 4] !== dash || bytes[at + 7] !== dash) {
    if (readDate(field, bytes, view, at, row) < 0) return -1;
    field.memoHead = head;
    field.memoTail = tail;
    field.memoDay = field.first[row]!;
  }
  if (field.memoDay === nullValue) return -1;
  const hour = twoDigits(view, at + 11);
  const minute = twoDigits(view, at + 14);
  const second = twoDigits(view, at + 17);
  if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) return -1;
  // T, colon, colon and Z in their places.
  if (bytes[at + 10] !== 84 || bytes[at + 13] !== 58 || bytes[at + 16] !== 58 || bytes[at + 19] !== 90) return -1;
  field.first[row] = field.memoDay;
  field.second[row] = hour * 3600 + minute * 60 + second;
  return at + 20;
}
