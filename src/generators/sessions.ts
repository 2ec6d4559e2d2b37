// Which sessions a day and shard have: candidates counted, kept or dropped, given a genre and a second of the day, and
// put in time order. First half of usage_logs; the second half gives each session its values and its bytes.

import { entityHead, entityTail } from "../random/substream.ts";
import { genreSampler, sessionGenre } from "../rules/genre-mix.ts";
import { hourSampler, secondOfDay } from "../rules/hour-of-day.ts";
import { isKept, recencySampler } from "../rules/recency-window.ts";
import { candidateCount } from "../rules/session-rate.ts";
import { dayWeight } from "../rules/weekend-lift.ts";
import { isWeekend, type World, windowDays } from "../rules/world.ts";
import type { UsagePartition } from "./partitions.ts";
import { ruleStream } from "./streams.ts";
import { firstDayOf, type SubscriberTable, silent } from "./subscribers.ts";

const secondsADay = 86_400;

/**
 * Sessions as records of `recordWords` words side by side: a record is moved as a whole, so that putting sessions in order
 * touches one line of the cache for each. The same memory serves partition after partition.
 */
export interface SessionRecords {
  count: number;
  words: Int32Array;
}

export const recordWords = 4;
/** Places in a record: customer number; candidate number << 2 | genre; second of the day; the subscriber's facts. */
export const [customerWord, candidateWord, secondWord, factsWord] = [0, 1, 2, 3] as const;

/** Finds a partition's sessions and puts them in time order, ties by customer and candidate. */
export class SessionSorter {
  #drawn = newRecords(1 << 14);
  #sorted = newRecords(1 << 14);
  readonly #next = new Int32Array(secondsADay + 1);
  readonly #subscribers = new Map<number, Int32Array>();

  /** Draws the sessions of a partition and sorts them by second, stably. The result is valid until the next call. */
  sessionsOf(
    samplers: SessionSamplers,
    world: World,
    table: SubscriberTable,
    partition: UsagePartition,
  ): SessionRecords {
    const day = dayDraws(samplers, world, table, partition.day);
    const customers = this.#activeIn(partition, table);
    this.#drawn.count = 0;
    for (let from = 0; from < customers.length; from += customersACall) {
      const to = Math.min(from + customersACall, customers.length);
      this.#drawn = drawSessions(day, table, customers, from, to, this.#drawn);
    }
    const { count, words } = this.#drawn;
    if (this.#sorted.words.length < count * recordWords) this.#sorted = newRecords(words.length / recordWords);
    this.#sorted.count = count;
    this.#sort();
    return this.#sorted;
  }

  /** Numbers of the shard's customers with an active subscription, kept from day to day: silent ones are many. */
  #activeIn({ shard, first, last }: UsagePartition, table: SubscriberTable): Int32Array {
    const known = this.#subscribers.get(shard);
    if (known !== undefined) return known;
    const active = new Int32Array(last - first + 1);
    let count = 0;
    for (let customer = first; customer <= last; customer++) {
      if (table.facts[customer - 1] !== silent) active[count++] = customer;
    }
    const kept = active.slice(0, count);
    this.#subscribers.set(shard, kept);
    return kept;
  }

  /** Counting sort: next[s] becomes the first place of second s, then advances as sessions are placed. */
  #sort(): void {
    const { count, words } = this.#drawn;
    const next = this.#next.fill(0);
    for (let from = 0; from < count; from += sessionsACall) {
      countSeconds(words, next, from, Math.min(from + sessionsACall, count));
    }
    accumulate(next);
    for (let from = 0; from < count; from += sessionsACall) {
      placeSessions(words, this.#sorted.words, next, from, Math.min(from + sessionsACall, count));
    }
  }
}

// The loops below are cut into calls of a bounded size: V8 compiles the whole of a function that is called often, and one
// that runs for long only from within, again and again.
const customersACall = 1024;
const sessionsACall = 4096;

function countSeconds(words: Int32Array, next: Int32Array, from: number, to: number): void {
  for (let at = from * recordWords; at < to * recordWords; at += recordWords) {
    const after = (words[at + secondWord] as number) + 1;
    next[after] = (next[after] as number) + 1;
  }
}

function accumulate(next: Int32Array): void {
  for (let second = 1; second < next.length; second++) {
    next[second] = (next[second] as number) + (next[second - 1] as number);
  }
}

function placeSessions(drawn: Int32Array, sorted: Int32Array, next: Int32Array, from: number, to: number): void {
  for (let at = from * recordWords; at < to * recordWords; at += recordWords) {
    const second = drawn[at + secondWord] as number;
    const place = next[second] as number;
    next[second] = place + 1;
    const target = place * recordWords;
    sorted[target] = drawn[at] as number;
    sorted[target + candidateWord] = drawn[at + candidateWord] as number;
    sorted[target + secondWord] = second;
    sorted[target + factsWord] = drawn[at + factsWord] as number;
  }
}

/** What the draws of one day share. */
interface DayDraws extends SessionSamplers {
  /** High word of the entities of the day, but for the candidate. */
  readonly dayWord: number;
  readonly dayInWindow: number;
  readonly keepThreshold: number;
  readonly keepsAll: boolean;
  readonly weight: number;
  /** Probability of no candidate, by customer number - 1. */
  readonly empty: Float64Array;
}

function dayDraws(samplers: SessionSamplers, world: World, table: SubscriberTable, day: number): DayDraws {
  const keepThreshold = samplers.recency.thresholds[world.asOfDay - day] as number;
  return {
    ...samplers,
    dayWord: day << 16,
    dayInWindow: day - (world.asOfDay - windowDays),
    keepThreshold,
    keepsAll: keepThreshold >= 2 ** 32,
    weight: dayWeight(world.behaviour["weekend-lift"], day),
    empty: isWeekend(day) ? table.weekendEmpty : table.weekdayEmpty,
  };
}

/** Appends the sessions of `customers[from .. to - 1]` to the records, or to larger ones; returns those. */
function drawSessions(
  draws: DayDraws,
  table: SubscriberTable,
  customers: Int32Array,
  from: number,
  to: number,
  records: SessionRecords,
): SessionRecords {
  const { rate, recency, genre, hour, dayWord, dayInWindow, keepThreshold, keepsAll, weight, empty } = draws;
  const { facts: allFacts, mean } = table;
  let target = records;
  let { words } = target;
  let end = records.count * recordWords;
  for (let index = from; index < to; index++) {
    const customer = customers[index] as number;
    const facts = allFacts[customer - 1] as number;
    if (firstDayOf(facts) > dayInWindow) continue;
    const dayHead = entityHead(customer, dayWord);
    const dayTail = entityTail(dayHead, dayWord);
    const weighted = (mean[customer - 1] as number) * weight;
    const candidates = candidateCount(rate, dayHead, dayTail, weighted, empty[customer - 1] as number);
    if (end + candidates * recordWords > words.length) {
      target = grown(target, end / recordWords + candidates);
      words = target.words;
    }
    for (let candidate = 1; candidate <= candidates; candidate++) {
      const word = dayWord | candidate;
      const head = entityHead(customer, word);
      const tail = entityTail(head, word);
      if (!keepsAll && !isKept(recency.key, keepThreshold, head, tail)) continue;
      const genreIndex = sessionGenre(genre, head, tail);
      words[end] = customer;
      words[end + candidateWord] = (candidate << 2) | genreIndex;
      words[end + secondWord] = secondOfDay(hour, genreIndex, head, tail);
      words[end + factsWord] = facts;
      end += recordWords;
    }
  }
  target.count = end / recordWords;
  return target;
}

function grown({ words }: SessionRecords, needed: number): SessionRecords {
  const larger = newRecords(Math.ceil(1.25 * needed));
  larger.words.set(words);
  return larger;
}

function newRecords(room: number): SessionRecords {
  return { count: 0, words: new Int32Array(room * recordWords) };
}

export function sessionSamplers(world: World) {
  const { behaviour } = world;
  return {
    rate: ruleStream(world, "usage_logs", "session-rate"),
    recency: recencySampler(ruleStream(world, "usage_logs", "recency-window"), behaviour["recency-window"]),
    genre: genreSampler(ruleStream(world, "usage_logs", "genre-mix"), behaviour["genre-mix"]),
    hour: hourSampler(ruleStream(world, "usage_logs", "hour-of-day"), behaviour["hour-of-day"]),
  };
}

export type SessionSamplers = ReturnType<typeof sessionSamplers>;
