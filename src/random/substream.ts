// Named streams and the counter-based hash under them: a draw is a pure function of (stream key, entity, draw number).
// 64 bits of state stand for (key, entity), so any entity can be computed alone, in any order. See docs/decisions/0002.

import { createHash } from "node:crypto";
import seedrandom from "seedrandom";

/**
 * The 64-bit key of one stream, as two signed 32-bit words. Words are signed throughout: V8 keeps those unboxed across
 * calls, while unsigned ones above 2^31 become heap numbers.
 */
export interface StreamKey {
  readonly low: number;
  readonly high: number;
}

/** 2^32 / golden ratio: the odd step between draw numbers (Weyl sequence). */
const drawStep = 0x9e3779b9;
/** Odd multipliers that spread one entity word over the other; from xxHash's primes. */
const spreadLow = 0x85ebca77;
const spreadHigh = 0xc2b2ae3d;

/**
 * The key of the stream of one rule in one dataset: seedrandom fed the hex SHA-256 of the UTF-8 bytes of
 * `seed \0 dataset \0 rule` (seedrandom alone keeps the low 8 bits of each character only).
 */
export function streamKey(seed: string, dataset: string, rule: string): StreamKey {
  const digest = createHash("sha256").update(`${seed}\0${dataset}\0${rule}`, "utf8").digest("hex");
  const source = seedrandom(digest);
  return { low: source.int32(), high: source.int32() };
}

/**
 * A bijection of 32 bits in which every input bit flips every output bit with probability near 1/2.
 * Source: C. Wellons' hash-prospector, the two-round multiply-xorshift of lowest known bias, [16 21f0aaad 15 d35a2d97 15].
 */
export function mix32(word: number): number {
  let z = word ^ (word >>> 16);
  z = Math.imul(z, 0x21f0aaad);
  z ^= z >>> 15;
  z = Math.imul(z, 0xd35a2d97);
  return z ^ (z >>> 15);
}

/** First word of an entity (two 32-bit words). Together with `entityTail` it is a bijection of 64 bits. */
export function entityHead(low: number, high: number): number {
  return mix32((low + Math.imul(high, spreadLow)) | 0);
}

/** Second word of an entity, from its first word and the same `high`. */
export function entityTail(head: number, high: number): number {
  return mix32((high + Math.imul(head, spreadHigh)) | 0);
}

/**
 * Draw `number` (from 0) of an entity in a stream: a 32-bit word, as a signed integer. It is
 * mix32(mix32((head ^ keyLow) + number * step) + (tail ^ keyHigh)), written out: calls would use up the budget within
 * which V8 inlines the hot loop.
 */
export function draw(keyLow: number, keyHigh: number, head: number, tail: number, number: number): number {
  let z = ((head ^ keyLow) + Math.imul(number, drawStep)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0xd35a2d97);
  z = ((z ^ (z >>> 15)) + (tail ^ keyHigh)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0xd35a2d97);
  return z ^ (z >>> 15);
}

/** A stream read one entity at a time; for code where a call a draw is cheap enough. */
export class Substream {
  readonly #low: number;
  readonly #high: number;
  #head = 0;
  #tail = 0;

  constructor(key: StreamKey) {
    this.#low = key.low;
    this.#high = key.high;
  }

  /** Chooses the entity that later draws belong to: `low` and `high` are 32-bit integers. */
  at(low: number, high = 0): this {
    this.#head = entityHead(low, high);
    this.#tail = entityTail(this.#head, high);
    return this;
  }

  /** Draw `number` of the chosen entity: a 32-bit word. */
  word(number: number): number {
    return draw(this.#low, this.#high, this.#head, this.#tail, number);
  }
}
