// Sessions that begin while the customer already has as many running as the plan allows: the model declares that they
// occur, so the report counts them. Within one UTC day and shard, whose rows are in order of time.

import type { UsageBatch } from "../csv/scan-batch.ts";
import { shardSize } from "../rules/world.ts";
import type { Lookups } from "./lookups.ts";

/** Above so many customers every sixteenth is followed: enough to tell a share, at a sixteenth of the cost. */
const allFollowed = 4096;
const sampleEvery = 16;
/** Followed customers of a shard. */
const places = shardSize / sampleEvery;
/** Ends kept a customer: no plan allows more streams than that, or the rest are not looked at. */
const endsKept = 4;

export class StreamCounter {
  readonly #lookups: Lookups;
  readonly #counters: { streams_checked: number; streams_exceeded: number };
  /** Log2 of how many customers there are to one that is followed. */
  readonly #shift: number;
  /** By place: the latest ends of the customer's sessions so far, in tenths of a second of the day. */
  readonly #ends = new Int32Array(places * endsKept);
  #day = 0;
  #shard = 0;

  constructor(lookups: Lookups, counters: { streams_checked: number; streams_exceeded: number }) {
    this.#lookups = lookups;
    this.#counters = counters;
    this.#shift = lookups.counts.customers > allFollowed ? Math.log2(sampleEvery) : 0;
  }

  /** `plans` holds each row's plan number, 0 when unknown. */
  observe({ rows, customer, startDay, startSecond, watchedHundredths }: UsageBatch, plans: Uint8Array): void {
    const shift = this.#shift;
    const mask = (1 << shift) - 1;
    for (let row = 0; row < rows; row++) {
      const index = customer[row]! - 1;
      if (index < 0 || (index & mask) !== 0) continue;
      const allowed = this.#lookups.maxStreams[plans[row]!]!;
      const watched = watchedHundredths[row]!;
      if (allowed === 0 || watched < 0) continue;
      const shard = (index / shardSize) | 0;
      if (startDay[row] !== this.#day || shard !== this.#shard) {
        this.#day = startDay[row]!;
        this.#shard = shard;
        this.#ends.fill(0);
      }
      const start = startSecond[row]! * 10;
      this.#session((index >>> shift) & (places - 1), allowed, start, start + watched * 6);
    }
  }

  /** Counts the customer's sessions that are still running, and puts this one's end in the place of the earliest. */
  #session(place: number, allowed: number, start: number, end: number): void {
    const ends = this.#ends;
    let running = 0;
    let earliest = place * endsKept;
    for (let index = place * endsKept; index < (place + 1) * endsKept; index++) {
      if (ends[index]! > start) running++;
      if (ends[index]! < ends[earliest]!) earliest = index;
    }
    ends[earliest] = Math.max(end, ends[earliest]!);
    this.#counters.streams_checked++;
    if (running >= allowed) this.#counters.streams_exceeded++;
  }
}
