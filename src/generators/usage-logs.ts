// The usage_logs file, the hot path: each session's values drawn and written as bytes in one loop, with no row objects and
// no strings. Numbers go out four digits at a store; see src/csv/digits.ts.

import { type Chunk, type ChunkSink, rowReserveBytes } from "../csv/chunk.ts";
import { putDate } from "../csv/dates.ts";
import { fourDigits, putInteger, putSevenDigits, putSmall } from "../csv/digits.ts";
import { devices, genres } from "../datasets.ts";
import { entityHead, entityTail } from "../random/substream.ts";
import { completionRate, completionSampler } from "../rules/completion-noise.ts";
import { playbackSampler, sessionDevice } from "../rules/playback-device.ts";
import { deviceChoice } from "../rules/region-and-device.ts";
import { popularitySampler, titleRank, titlesByRank } from "../rules/title-popularity.ts";
import { fractionWatched, watchedHundredths, watchSampler } from "../rules/watch-fraction.ts";
import type { World } from "../rules/world.ts";
import { catalogue } from "./content.ts";
import type { UsagePartition } from "./partitions.ts";
import { type SessionSamplers, SessionSorter, sessionSamplers } from "./sessions.ts";
import { ruleStream } from "./streams.ts";
import { deviceOf, type SubscriberTable, sequenceOf, tierOf } from "./subscribers.ts";

/** Titles of one genre, most popular first. */
interface RankedTitles {
  /** Title number. */
  readonly number: Uint32Array;
  /** Length in tenths of a minute. */
  readonly tenths: Uint16Array;
}

function rankedTitles(world: World, stream: ReturnType<typeof ruleStream>): RankedTitles[] {
  const { genre, tenths } = catalogue(world);
  return genres.map((_, genreIndex) => {
    const inGenre = Uint32Array.from(genre.keys()).filter((index) => genre[index] === genreIndex);
    const order = titlesByRank(stream, genreIndex, inGenre.length);
    const byRank = Uint32Array.from(order, (place) => inGenre[place] as number);
    return {
      number: byRank.map((index) => index + 1),
      tenths: Uint16Array.from(byRank, (index) => tenths[index] as number),
    };
  });
}

/** What gives a session its title, fraction, completion and device. */
export function valueSamplers(world: World) {
  const { behaviour } = world;
  const popularity = ruleStream(world, "usage_logs", "title-popularity");
  const titles = rankedTitles(world, popularity);
  const counts = titles.map((ranked) => ranked.number.length);
  return {
    titles,
    popularity: popularitySampler(popularity, behaviour["title-popularity"], counts),
    watch: watchSampler(ruleStream(world, "usage_logs", "watch-fraction"), behaviour["watch-fraction"]),
    completion: completionSampler(ruleStream(world, "usage_logs", "completion-noise"), behaviour["completion-noise"]),
    playback: playbackSampler(
      ruleStream(world, "usage_logs", "playback-device"),
      behaviour["playback-device"],
      deviceChoice(behaviour["region-and-device"]),
    ),
  };
}

/** Device names with the comma that follows, 16 bytes each as four little-endian words, and their lengths. */
const deviceWords = new Uint32Array(devices.length * 4);
const deviceLengths = Uint8Array.from(devices, (device) => device.length + 1);
devices.forEach((device, index) => {
  Buffer.from(deviceWords.buffer).write(`${device},`, index * 16, "latin1");
});

const [comma, dash, colon, point, zero, one, lineFeed] = [44, 45, 58, 46, 48, 49, 10];
const [letterC, letterS, letterT, letterU, letterZ] = [67, 83, 84, 85, 90];
const secondsAnHour = 3600;
/** Two digits and a colon for 0..59, as the low three bytes of a little-endian word. */
const twoDigitsColon = Uint32Array.from({ length: 60 }, (_, number) => {
  const text = String(number).padStart(2, "0");
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8) | (colon << 16);
});

/** Everything one world's usage needs, made once a worker. */
export interface UsageWriter {
  /** Writes the rows of a partition; returns how many. */
  write(partition: UsagePartition, table: SubscriberTable, sink: ChunkSink): number;
}

export function usageWriter(world: World): UsageWriter {
  const samplers: SessionSamplers = sessionSamplers(world);
  const values = valueSamplers(world);
  const sorter = new SessionSorter();
  return {
    write: (partition, table, sink) => {
      const sessions = sorter.sessionsOf(samplers, world, table, partition);
      return writeSessions(values, sessions, partition.day, table, sink);
    },
  };
}

function writeSessions(
  values: ReturnType<typeof valueSamplers>,
  sessions: ReturnType<SessionSorter["sessionsOf"]>,
  day: number,
  table: SubscriberTable,
  sink: ChunkSink,
): number {
  const { titles, popularity, watch, completion, playback } = values;
  const { count } = sessions;
  const dayWord = day << 16;
  const dateText = new Uint8Array(10);
  putDate(dateText, 0, day);
  const dateView = new DataView(dateText.buffer);
  const [year, month, dayOfMonth] = [
    dateView.getUint32(0, true),
    dateView.getUint16(5, true),
    dateView.getUint16(8, true),
  ];

  let chunk: Chunk = sink.first();
  let { bytes, view } = chunk;
  let limit = bytes.length - rowReserveBytes;
  let p = 0;
  for (let index = 0; index < count; index++) {
    const customer = sessions.customer[index] as number;
    const candidateAndGenre = sessions.candidateAndGenre[index] as number;
    const second = sessions.second[index] as number;
    const genre = candidateAndGenre & 3;
    const candidate = candidateAndGenre >>> 2;
    const facts = table.facts[customer - 1] as number;
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
    bytes[p + 10] = zero + topDigit;
    view.setUint32(p + 11, middleDigits, true);
    view.setUint32(p + 15, lastDigits, true);
    bytes[p + 19] = dash;
    p = candidate < 10_000 ? putSmall(view, p + 20, candidate) : putInteger(bytes, p + 20, candidate);
    // customer_id, subscription_id: ,C000000001,S000000001-1,
    bytes[p] = comma;
    bytes[p + 1] = letterC;
    bytes[p + 2] = zero + topDigit;
    view.setUint32(p + 3, middleDigits, true);
    view.setUint32(p + 7, lastDigits, true);
    bytes[p + 11] = comma;
    bytes[p + 12] = letterS;
    bytes[p + 13] = zero + topDigit;
    view.setUint32(p + 14, middleDigits, true);
    view.setUint32(p + 18, lastDigits, true);
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
    const words = device * 4;
    view.setUint32(p, deviceWords[words] as number, true);
    view.setUint32(p + 4, deviceWords[words + 1] as number, true);
    view.setUint32(p + 8, deviceWords[words + 2] as number, true);
    view.setUint32(p + 12, deviceWords[words + 3] as number, true);
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
    if (p > limit) {
      chunk = sink.take(p);
      ({ bytes, view } = chunk);
      limit = bytes.length - rowReserveBytes;
      p = 0;
    }
  }
  if (p > 0) sink.take(p);
  return count;
}
