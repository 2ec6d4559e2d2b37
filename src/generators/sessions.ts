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

/** Sessions in time order, ties by customer and candidate: columns that the next partition reuses. */
export interface SessionColumns {
  count: number;
  /** Customer number. */
  customer: Uint32Array;
  /** Candidate number << 2 | genre. */
  candidateAndGenre: Uint32Array;
  second: Uint32Array;
}

/** Column arrays before and after sorting; grown on demand and kept from partition to partition. */
export class SessionSorter {
  #drawn = newColumns(1 << 14);
  #sorted = newColumns(1 << 14);
  readonly #next = new Uint32Array(secondsADay + 1);

  /** Draws the sessions of a partition and sorts them by second, stably. The result is valid until the next call. */
  sessionsOf(
    samplers: SessionSamplers,
    world: World,
    table: SubscriberTable,
    partition: UsagePartition,
  ): SessionColumns {
    const next = this.#next.fill(0);
    this.#draw(samplers, world, table, partition);
    const drawn = this.#drawn;
    if (this.#sorted.customer.length < drawn.count) this.#sorted = newColumns(drawn.customer.length);
    const sorted = this.#sorted;
    sorted.count = drawn.count;
    // Counting sort: next[s] becomes the first place of second s, then advances as sessions are placed.
    for (let index = 0; index < drawn.count; index++) {
      const after = (drawn.second[index] as number) + 1;
      next[after] = (next[after] as number) + 1;
    }
    for (let second = 0; second < secondsADay; second++) {
      next[second + 1] = (next[second + 1] as number) + (next[second] as number);
    }
    for (let index = 0; index < drawn.count; index++) {
      const second = drawn.second[index] as number;
      const place = next[second] as number;
      next[second] = place + 1;
      sorted.customer[place] = drawn.customer[index] as number;
      sorted.candidateAndGenre[place] = drawn.candidateAndGenre[index] as number;
      sorted.second[place] = second;
    }
    return sorted;
  }

  #draw(samplers: SessionSamplers, world: World, table: SubscriberTable, partition: UsagePartition): void {
    const { rate, recency, genre, hour } = samplers;
    const { day } = partition;
    const dayInWindow = day - (world.asOfDay - windowDays);
    const keepThreshold = recency.thresholds[world.asOfDay - day] as number;
    const keepsAll = keepThreshold >= 2 ** 32;
    const weight = dayWeight(world.behaviour["weekend-lift"], day);
    const empty = isWeekend(day) ? table.weekendEmpty : table.weekdayEmpty;
    const dayWord = day << 16;
    let columns = this.#drawn;
    let count = 0;
    for (let customer = partition.first; customer <= partition.last; customer++) {
      const facts = table.facts[customer - 1] as number;
      if (facts === silent || firstDayOf(facts) > dayInWindow) continue;
      const dayHead = entityHead(customer, dayWord);
      const dayTail = entityTail(dayHead, dayWord);
      const mean = (table.mean[customer - 1] as number) * weight;
      const candidates = candidateCount(rate, dayHead, dayTail, mean, empty[customer - 1] as number);
      if (count + candidates > columns.customer.length) columns = this.#grown(count, candidates);
      for (let candidate = 1; candidate <= candidates; candidate++) {
        const word = dayWord | candidate;
        const head = entityHead(customer, word);
        const tail = entityTail(head, word);
        if (!keepsAll && !isKept(recency.key, keepThreshold, head, tail)) continue;
        const genreIndex = sessionGenre(genre, head, tail);
        columns.customer[count] = customer;
        columns.candidateAndGenre[count] = (candidate << 2) | genreIndex;
        columns.second[count] = secondOfDay(hour, genreIndex, head, tail);
        count++;
      }
    }
    columns.count = count;
  }

  #grown(count: number, needed: number): SessionColumns {
    const larger = newColumns(2 * (count + needed));
    larger.customer.set(this.#drawn.customer);
    larger.candidateAndGenre.set(this.#drawn.candidateAndGenre);
    larger.second.set(this.#drawn.second);
    this.#drawn = larger;
    return larger;
  }
}

function newColumns(room: number): SessionColumns {
  return {
    count: 0,
    customer: new Uint32Array(room),
    candidateAndGenre: new Uint32Array(room),
    second: new Uint32Array(room),
  };
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
