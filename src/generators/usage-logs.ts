// The usage_logs file, the hot path: each session's values drawn and written as bytes in one loop, with no row objects and
// no strings. Numbers go out four digits at a store; see src/csv/digits.ts.

import type { Chunk, ChunkSink } from "../csv/chunk.ts";
import { putDate } from "../csv/dates.ts";
import { fourDigits, putInteger, putNineDigits, putSevenDigits, putSmall } from "../csv/digits.ts";
import { devices } from "../datasets.ts";
import { entityHead, entityTail } from "../random/substream.ts";
import { completionRate } from "../rules/completion-noise.ts";
import { sessionDevice } from "../rules/playback-device.ts";
import { titleRank } from "../rules/title-popularity.ts";
import { fractionWatched, watchedHundredths } from "../rules/watch-fraction.ts";
import type { World } from "../rules/world.ts";
import type { UsagePartition } from "./partitions.ts";
import { type RankedTitles, type ValueSamplers, valueSamplers } from "./session-values.ts";
import {
  candidateWord,
  customerWord,
  factsWord,
  recordWords,
  type SessionRecords,
  SessionSorter,
  secondWord,
  sessionSamplers,
} from "./sessions.ts";
import { deviceOf, type SubscriberTable, sequenceOf, tierOf } from "./subscribers.ts";

/** Device names with the comma that follows, 16 bytes each as four little-endian words, and their lengths. */
const deviceWords = new Int32Array(devices.length * 4);
const deviceLengths = Uint8Array.from(devices, (device) => device.length + 1);
devices.forEach((device, index) => {
  Buffer.from(deviceWords.buffer).write(`${device},`, index * 16, "latin1");
});

const [comma, dash, colon, point, zero, one, lineFeed] = [44, 45, 58, 46, 48, 49, 10];
const [letterC, letterS, letterT, letterU, letterZ] = [67, 83, 84, 85, 90];
const secondsAnHour = 3600;
/** Two digits and a colon for 0..59, as the low three bytes of a little-endian word. */
const twoDigitsColon = Int32Array.from({ length: 60 }, (_, number) => {
  const text = String(number).padStart(2, "0");
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8) | (colon << 16);
});

/** Everything one world's usage needs, made once a worker. */
export interface UsageWriter {
  /** Writes the rows of a partition; returns how many. */
  write(partition: UsagePartition, table: SubscriberTable, sink: ChunkSink): number;
}

export function usageWriter(world: World): UsageWriter {
  const samplers = sessionSamplers(world);
  const values = valueSamplers(world);
  const sorter = new SessionSorter();
  return {
    write: (partition, table, sink) => {
      const sessions = sorter.sessionsOf(samplers, world, table, partition);
      return writeSessions(values, sessions, partition.day, sink);
    },
  };
}

/** Rows encoded a call: many calls let V8 compile the whole of `encodeRows`, where one endless call is compiled from within. */
const rowsACall = 512;
/** No row is longer: 110 bytes with every field at its longest. */
const longestRow = 128;

function writeSessions(values: ValueSamplers, sessions: SessionRecords, day: number, sink: ChunkSink): number {
  const { count } = sessions;
  const date = dateWords(day);
  let chunk = sink.first();
  let position = 0;
  for (let from = 0; from < count; from += rowsACall) {
    position = encodeRows(values, sessions, date, from, Math.min(from + rowsACall, count), chunk, position);
    if (position > chunk.bytes.length - rowsACall * longestRow) {
      chunk = sink.take(position);
      position = 0;
    }
  }
  if (position > 0) sink.take(position);
  return count;
}

/** A day, and its date's digits as little-endian words. */
interface DateWords {
  /** High word of the entities of the day, but for the candidate. */
  readonly dayWord: number;
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

function dateWords(day: number): DateWords {
  const text = new Uint8Array(10);
  putDate(text, 0, day);
  const view = new DataView(text.buffer);
  return {
    dayWord: day << 16,
    year: view.getUint32(0, true),
    month: view.getUint16(5, true),
    dayOfMonth: view.getUint16(8, true),
  };
}

/** Draws the values of sessions `from..to - 1` and writes their rows at `position`; returns the position after them. */
function encodeRows(
  values: ValueSamplers,
  sessions: SessionRecords,
  date: DateWords,
  from: number,
  to: number,
  chunk: Chunk,
  position: number,
): number {
  const { titles, popularity, watch, completion, playback } = values;
  const { dayWord, year, month, dayOfMonth } = date;
  const { words } = sessions;
  const { bytes, view } = chunk;
  let p = position;
  for (let at = from * recordWords; at < to * recordWords; at += recordWords) {
    const customer = words[at + customerWord] as number;
    const candidateAndGenre = words[at + candidateWord] as number;
    const second = words[at + secondWord] as number;
    const facts = words[at + factsWord] as number;
    const genre = candidateAndGenre & 3;
    const candidate = candidateAndGenre >>> 2;
    const tier = tierOf(facts);
    const word = dayWord | candidate;
    const head = entityHead(customer, word);
    const tail = entityTail(head, word);

    const ranked = titles[genre] as RankedTitles;
    const rank = titleRank(popularity, genre, head, tail);
    const tenths = ranked.tenths[rank] as number;
    const watched = watchedHundredths(fractionWatched(watch, tier, head, tail), tenths);
    const completed = completionRate(completion, tier, watched, tenths, head, tail);
    const device = sessionDevice(playback, deviceOf(facts), head, tail);

    // The customer number stands in three fields: its nine digits, as one, four and four, are looked up once.
    const tenThousands = (customer / 10_000) | 0;
    const topDigit = (tenThousands / 10_000) | 0;
    const middleDigits = fourDigits[tenThousands - topDigit * 10_000] as number;
    const lastDigits = fourDigits[customer - tenThousands * 10_000] as number;
    // usage_id: U20260101-000000001-1,
    bytes[p] = letterU;
    view.setUint32(p + 1, year, true);
    view.setUint16(p + 5, month, true);
    view.setUint16(p + 7, dayOfMonth, true);
    bytes[p + 9] = dash;
    putNineDigits(view, p + 10, topDigit, middleDigits, lastDigits);
    bytes[p + 19] = dash;
    p = candidate < 10_000 ? putSmall(view, p + 20, candidate) : putInteger(bytes, p + 20, candidate);
    // customer_id, subscription_id: ,C000000001,S000000001-1,
    bytes[p] = comma;
    bytes[p + 1] = letterC;
    putNineDigits(view, p + 2, topDigit, middleDigits, lastDigits);
    bytes[p + 11] = comma;
    bytes[p + 12] = letterS;
    putNineDigits(view, p + 13, topDigit, middleDigits, lastDigits);
    bytes[p + 22] = dash;
    p = putSmall(view, p + 23, sequenceOf(facts));
    // content_id: ,T0000001,
    bytes[p] = comma;
    bytes[p + 1] = letterT;
    putSevenDigits(view, p + 2, ranked.number[rank] as number);
    bytes[p + 9] = comma;
    // started_at: 2026-01-01T20:15:33Z,
    view.setUint32(p + 10, year, true);
    bytes[p + 14] = dash;
    view.setUint16(p + 15, month, true);
    bytes[p + 17] = dash;
    view.setUint16(p + 18, dayOfMonth, true);
    bytes[p + 20] = letterT;
    const hour = (second / secondsAnHour) | 0;
    const minute = ((second - hour * secondsAnHour) / 60) | 0;
    view.setUint32(p + 21, twoDigitsColon[hour] as number, true);
    view.setUint32(p + 24, twoDigitsColon[minute] as number, true);
    view.setUint32(p + 27, twoDigitsColon[second - hour * secondsAnHour - minute * 60] as number, true);
    bytes[p + 29] = letterZ;
    bytes[p + 30] = comma;
    // device, with its comma
    p += 31;
    const name = device * 4;
    view.setUint32(p, deviceWords[name] as number, true);
    view.setUint32(p + 4, deviceWords[name + 1] as number, true);
    view.setUint32(p + 8, deviceWords[name + 2] as number, true);
    view.setUint32(p + 12, deviceWords[name + 3] as number, true);
    p += deviceLengths[device] as number;
    // duration_watched: 93.50,
    const minutes = (watched / 100) | 0;
    p = putSmall(view, p, minutes);
    const hundredths = watched - minutes * 100;
    bytes[p] = point;
    view.setUint16(p + 1, (fourDigits[hundredths] as number) >>> 16, true);
    bytes[p + 3] = comma;
    // completion_rate: 0.9213 or 1.0000
    bytes[p + 4] = completed === 10_000 ? one : zero;
    bytes[p + 5] = point;
    view.setUint32(p + 6, fourDigits[completed === 10_000 ? 0 : completed] as number, true);
    bytes[p + 10] = lineFeed;
    p += 11;
  }
  return p;
}
