// Usage rows of the common form (no quotes, LF, no empty field) in one straight pass: three times as fast as field by
// field, and nearly all rows of a run are these. Knows no other form: it stops at the first row that differs.

import { datasetSchemas } from "../datasets.ts";
import { nullValue } from "./columns.ts";
import { batchRows, type UsageBatch } from "./scan-batch.ts";
import { dayOfDate, nineDigits, twoDigits } from "./scan-digits.ts";

const comma = 44;
const lineFeed = 10;
const dash = 45;
const colon = 58;
const point = 46;
const zero = 48;
/** A sequence of more digits than this is left to the reader of any form. */
const longestSequence = 9;

const devices = (datasetSchemas.usage_logs.columns.find((column) => column.name === "device")?.values ?? []).map(
  (value) => new TextEncoder().encode(value),
);
const deviceByFirst = Uint8Array.from({ length: 256 }, (_, byte) =>
  Math.max(
    0,
    devices.findIndex((device) => device[0] === byte),
  ),
);
const deviceLengths = Uint8Array.from(devices, (device) => device.length);
/** Each device's name with its comma in four words, and which of their bits count: compared without a loop. */
const wordsADevice = 4;
const deviceWords = new Int32Array(devices.length * wordsADevice);
const deviceMasks = new Int32Array(devices.length * wordsADevice);
for (const [code, device] of devices.entries()) {
  new Uint8Array(deviceWords.buffer, code * 16, 16).set([...device, comma]);
  new Uint8Array(deviceMasks.buffer, code * 16, 16).fill(255, 0, device.length + 1);
}

/** The dates read last: nearly every row of a day repeats them. */
export interface DateMemo {
  keyHead: number;
  keyTail: number;
  keyDay: number;
  startHead: number;
  startTail: number;
  startDay: number;
}

export function newDateMemo(): DateMemo {
  return { keyHead: 0, keyTail: 0, keyDay: nullValue, startHead: 0, startTail: 0, startDay: nullValue };
}

/**
 * Appends plain rows from `from` until the batch is full, `limit` is reached or a row is of another form; the offset of
 * the first row not read. Rows must end before `limit`, which is just past a line feed.
 */
export function fillPlainUsage(batch: UsageBatch, view: DataView, memo: DateMemo, from: number, limit: number): number {
  const { bytes } = batch;
  let row = batch.rows;
  let at = from;
  while (at < limit && row < batchRows) {
    let next = readKeys(batch, bytes, view, memo, at, row);
    if (next > 0) next = readStart(batch, bytes, view, memo, next, row);
    if (next > 0) next = readMeasures(batch, bytes, view, next, row);
    if (next < 0) break;
    at = next;
    row++;
  }
  batch.rows = row;
  return at;
}

/** Whether the nine bytes at two offsets are equal. */
function sameNine(bytes: Uint8Array, view: DataView, a: number, b: number): boolean {
  return (
    view.getInt32(a, true) === view.getInt32(b, true) &&
    view.getInt32(a + 4, true) === view.getInt32(b + 4, true) &&
    bytes[a + 8] === bytes[b + 8]
  );
}

/** The offset after a run of digits. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let digit = bytes[at]! - zero; digit >= 0 && digit <= 9; digit = bytes[at]! - zero) at++;
  return at;
}

function digitsValue(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at++) value = value * 10 + bytes[at]! - zero;
  return value;
}

/** The day of the eight digits at an offset, or `nullValue`. */
function keyDay(view: DataView, memo: DateMemo, at: number): number {
  const head = view.getInt32(at, true);
  const tail = view.getInt32(at + 4, true);
  if (head !== memo.keyHead || tail !== memo.keyTail) {
    memo.keyDay = dayOfDate(view, at, at + 4, at + 6);
    memo.keyHead = head;
    memo.keyTail = tail;
  }
  return memo.keyDay;
}

/** usage_id, customer_id and subscription_id, with the comma after them. */
function readKeys(
  batch: UsageBatch,
  bytes: Uint8Array,
  view: DataView,
  memo: DateMemo,
  at: number,
  row: number,
): number {
  const day = keyDay(view, memo, at + 1);
  const candidate = at + 20;
  const candidateEnd = digitsEnd(bytes, candidate);
  const sequence = candidateEnd + 23;
  const sequenceEnd = digitsEnd(bytes, sequence);
  const usageCustomer = nineDigits(bytes, view, at + 10);
  // The same number stands three times in all but odd rows: comparing is cheaper than reading it anew.
  const customer = sameNine(bytes, view, at + 10, candidateEnd + 2)
    ? usageCustomer
    : nineDigits(bytes, view, candidateEnd + 2);
  const subscriber = sameNine(bytes, view, at + 10, candidateEnd + 13)
    ? usageCustomer
    : nineDigits(bytes, view, candidateEnd + 13);
  // U, dash, dash; C; S, dash; and the commas between.
  if (bytes[at] !== 85 || bytes[at + 9] !== dash || bytes[at + 19] !== dash || bytes[candidateEnd] !== comma) return -1;
  if (bytes[candidateEnd + 1] !== 67 || bytes[candidateEnd + 11] !== comma || bytes[candidateEnd + 12] !== 83)
    return -1;
  if (bytes[candidateEnd + 22] !== dash || bytes[sequenceEnd] !== comma) return -1;
  if (day === nullValue || (usageCustomer | customer | subscriber) < 0) return -1;
  if (candidateEnd === candidate || candidateEnd - candidate > longestSequence) return -1;
  if (sequenceEnd === sequence || sequenceEnd - sequence > longestSequence) return -1;
  batch.usageDay[row] = day;
  batch.usageCustomer[row] = usageCustomer;
  batch.candidate[row] = digitsValue(bytes, candidate, candidateEnd);
  batch.customer[row] = customer;
  batch.subscriber[row] = subscriber;
  batch.sequence[row] = digitsValue(bytes, sequence, sequenceEnd);
  return sequenceEnd + 1;
}

/** content_id and started_at, with the comma after them. */
function readStart(
  batch: UsageBatch,
  bytes: Uint8Array,
  view: DataView,
  memo: DateMemo,
  at: number,
  row: number,
): number {
  const high = twoDigits(view, at + 1);
  const middle = twoDigits(view, at + 3);
  const low = twoDigits(view, at + 5);
  const last = bytes[at + 7]! - zero;
  if ((high | middle | low | last | (9 - last)) < 0 || bytes[at] !== 84 || bytes[at + 8] !== comma) return -1;
  const date = at + 9;
  const head = view.getInt32(date, true);
  // The month's and the day's digits; with the dashes looked at, head and tail are all ten bytes.
  const tail = view.getUint16(date + 5, true) | (view.getUint16(date + 8, true) << 16);
  if (head !== memo.startHead || tail !== memo.startTail) {
    memo.startDay = dayOfDate(view, date, date + 5, date + 8);
    memo.startHead = head;
    memo.startTail = tail;
  }
  const hour = twoDigits(view, date + 11);
  const minute = twoDigits(view, date + 14);
  const second = twoDigits(view, date + 17);
  if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) return -1;
  if (memo.startDay === nullValue || bytes[date + 4] !== dash || bytes[date + 7] !== dash) return -1;
  // T, Z and the comma.
  if (bytes[date + 10] !== 84 || bytes[date + 13] !== colon || bytes[date + 16] !== colon) return -1;
  if (bytes[date + 19] !== 90 || bytes[date + 20] !== comma) return -1;
  batch.content[row] = high * 100_000 + middle * 1000 + low * 10 + last;
  batch.startDay[row] = memo.startDay;
  batch.startSecond[row] = hour * 3600 + minute * 60 + second;
  return date + 21;
}

/** Whether a device's name and a comma stand at an offset. */
function isDevice(view: DataView, at: number, word: number): boolean {
  const first = (view.getInt32(at, true) ^ deviceWords[word]!) & deviceMasks[word]!;
  const second = (view.getInt32(at + 4, true) ^ deviceWords[word + 1]!) & deviceMasks[word + 1]!;
  const third = (view.getInt32(at + 8, true) ^ deviceWords[word + 2]!) & deviceMasks[word + 2]!;
  const fourth = (view.getInt32(at + 12, true) ^ deviceWords[word + 3]!) & deviceMasks[word + 3]!;
  return (first | second | third | fourth) === 0;
}

/** device, duration_watched and completion_rate, with the line feed after them. */
function readMeasures(batch: UsageBatch, bytes: Uint8Array, view: DataView, at: number, row: number): number {
  const code = deviceByFirst[bytes[at]!]!;
  if (!isDevice(view, at, code * wordsADevice)) return -1;
  const watched = at + deviceLengths[code]! + 1;
  const watchedEnd = digitsEnd(bytes, watched);
  const hundredths = twoDigits(view, watchedEnd + 1);
  // At most seven digits of minutes: with hundredths they fit the lane.
  if (watchedEnd === watched || watchedEnd - watched > 7) return -1;
  if (bytes[watchedEnd] !== point || hundredths < 0 || bytes[watchedEnd + 3] !== comma) return -1;
  const rate = watchedEnd + 4;
  const whole = bytes[rate]! - zero;
  const high = twoDigits(view, rate + 2);
  const low = twoDigits(view, rate + 4);
  if ((whole | high | low | (9 - whole)) < 0 || bytes[rate + 1] !== point || bytes[rate + 6] !== lineFeed) return -1;
  batch.device[row] = code;
  batch.watchedHundredths[row] = digitsValue(bytes, watched, watchedEnd) * 100 + hundredths;
  batch.completion[row] = whole * 10_000 + high * 100 + low;
  return rate + 7;
}
