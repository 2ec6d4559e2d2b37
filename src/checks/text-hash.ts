// A hash of 64 bits of a text, as two words: enough to tell a million titles apart without keeping them.

/** Where the words are written. */
export interface HashWords {
  low: number;
  high: number;
}

/**
 * Writes the hash of `bytes` from `start` to `end`, exclusive; it is never 0. A step loses nothing, so that two texts share a hash
 * with probability 2^-64; among a million texts any two do with probability 3e-8. Mixing as in MurmurHash3 (Appleby 2011).
 */
export function hashText(bytes: Uint8Array, start: number, end: number, words: HashWords): void {
  let low = end - start;
  let high = 0x9747b28c | 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]! + 1;
    low ^= Math.imul(byte, 0xcc9e2d51);
    low = (low << 13) | (low >>> 19);
    low = (Math.imul(low, 5) + 0xe6546b64) | 0;
    high ^= Math.imul(byte, 0x1b873593);
    high = (high << 17) | (high >>> 15);
    high = (Math.imul(high, 9) + 0x561ccd1b) | 0;
  }
  words.low = finished(low);
  words.high = finished(high) || 1;
}

function finished(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
