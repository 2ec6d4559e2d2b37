// From 32-bit words (signed integers, read as unsigned) to values: thresholds, weighted choices, counts. Integer comparisons and + - * / only per draw;
// exp, log and cos enter once an entity or through tables built once, since ECMAScript leaves their last bit to the engine.

const words = 2 ** 32;
/** Exact, being a power of two: a product instead of a division. */
const perWord = 2 ** -32;

/** Uniform on (0, 1): the middle of the word's cell, so neither end is ever met. */
export function unit(word: number): number {
  return ((word >>> 0) + 0.5) * perWord;
}

/** Uniform integer in 0..count-1; `count` at most 2^21, so that the product stays exact. */
export function below(word: number, count: number): number {
  return Math.floor((word >>> 0) * count * perWord);
}

/** How many of the 2^32 words make an event of this probability. */
export function threshold(probability: number): number {
  return Math.round(probability * words);
}

/** True when the word makes the event whose threshold this is. */
export function happens(word: number, eventThreshold: number): boolean {
  return word >>> 0 < eventThreshold;
}

/** A weighted choice by cumulative thresholds in declared order; a guide index makes the search one or two steps. */
export interface ChoiceTable {
  /** Upper bounds, exclusive, of each item's words; the last positive item has no bound. */
  readonly bounds: Float64Array;
  /** For each of the words' leading bits, the first item that can follow. */
  readonly guide: Int32Array;
  readonly shift: number;
}

/** Builds a table over weights >= 0, at least one of them positive; throws RangeError otherwise. */
export function choiceTable(weights: ArrayLike<number>): ChoiceTable {
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  for (let item = 0; item < weights.length; item++) {
    const weight = weights[item] as number;
    if (!(weight >= 0)) throw new RangeError(`weight ${item} is ${weight}; weights are numbers >= 0`);
    sum += weight;
    cumulative[item] = sum;
  }
  if (!(sum > 0)) throw new RangeError("a choice needs at least one positive weight");
  return cumulativeTable(cumulative);
}

/** Builds a table over rising cumulative weights, the last of them the total. */
export function cumulativeTable(cumulative: Float64Array): ChoiceTable {
  const total = cumulative[cumulative.length - 1] as number;
  // A trailing item of weight 0 must not be reachable through rounding: the last positive one takes all words left.
  const last = cumulative.indexOf(total);
  const bounds = cumulative.map((sum, item) => (item < last ? threshold(sum / total) : words));
  // About sixteen cells an item: few cells hold a bound, so that the search's branch is nearly always foreseen.
  const guideBits = Math.min(16, Math.ceil(Math.log2(bounds.length + 1)) + 4);
  const shift = 32 - guideBits;
  const guide = new Int32Array(2 ** guideBits);
  for (let cell = 0, item = 0; cell < guide.length; cell++) {
    while ((bounds[item] as number) <= cell * 2 ** shift) item++;
    guide[cell] = item;
  }
  return { bounds, guide, shift };
}

/** The item that a word falls on. */
export function choose(table: ChoiceTable, word: number): number {
  const { bounds } = table;
  const place = word >>> 0;
  let item = table.guide[place >>> table.shift] as number;
  while (place >= (bounds[item] as number)) item++;
  return item;
}

/** Counts above this are never returned: an entity's candidates are numbered in 16 bits. */
export const largestCount = 65_535;
/** Poisson means are cut into pieces of at most this size, since exp(-745) is zero in a double. */
export const poissonPiece = 500;

/**
 * Poisson quantile: the smallest k with P(X <= k) > u, for a mean of at most `poissonPiece`.
 * `emptyProbability` is exp(-mean), computed once by the caller. Monotone in the mean for a fixed u.
 */
export function poissonQuantile(u: number, mean: number, emptyProbability: number): number {
  let count = 0;
  let mass = emptyProbability;
  let total = mass;
  while (u >= total) {
    count++;
    mass *= mean / count;
    // Past the mean with no mass left to add, rounding has left a gap below 1: nothing further can be reached.
    if (mass < 1e-18 && count > mean) break;
    total += mass;
  }
  return count;
}

/**
 * Gamma(shape, mean 1) by Marsaglia and Tsang (2000), with the boost for shape < 1; attempt i uses words 3i, 3i+1, 3i+2,
 * and the boost uses `boostWord`. Runs once an entity, so log, sqrt and cos are allowed here.
 */
export function gammaOfMeanOne(shape: number, word: (number: number) => number): number {
  const boosted = shape < 1;
  const d = (boosted ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let attempt = 0; ; attempt++) {
    const radius = Math.sqrt(-2 * Math.log(unit(word(3 * attempt))));
    const normal = radius * Math.cos(2 * Math.PI * unit(word(3 * attempt + 1)));
    const root = 1 + c * normal;
    if (root <= 0) continue;
    const cube = root * root * root;
    if (Math.log(unit(word(3 * attempt + 2))) < 0.5 * normal * normal + d - d * cube + d * Math.log(cube)) {
      const value = (d * cube) / shape;
      return boosted ? value * Math.exp(Math.log(unit(word(boostWord))) / shape) : value;
    }
  }
}

/** A draw number no attempt reaches: 2^20 rejections in a row do not happen. */
const boostWord = 3 * 2 ** 20;

/** A uniform permutation of 0..count-1 (Fisher-Yates); `word(i)` gives draw i. `count` at most 2^21. */
export function permutation(count: number, word: (number: number) => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let remaining = count - 1; remaining > 0; remaining--) {
    const other = below(word(remaining), remaining + 1);
    const moved = order[remaining] as number;
    order[remaining] = order[other] as number;
    order[other] = moved;
  }
  return order;
}
