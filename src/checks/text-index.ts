// Finds listed texts by their bytes, as the scanner has them: no string is made a row. Holds no meaning.

const encoder = new TextEncoder();
const offsetBasis = 0x811c9dc5 | 0;
const prime = 0x01000193;

/** Places of texts in their list, by bytes: a table of hashes, and a comparison that settles each find. */
export class TextIndex {
  /** All texts one after the other, and where each begins: the last entry is the end. */
  readonly #bytes: Uint8Array;
  readonly #starts: Int32Array;
  /** 1 + the place of a text, or 0; the length is a power of 2, four times the texts or more. */
  readonly #table: Int32Array;

  constructor(texts: readonly string[]) {
    const encoded = texts.map((text) => encoder.encode(text));
    this.#starts = new Int32Array(texts.length + 1);
    for (const [place, { length }] of encoded.entries()) this.#starts[place + 1] = this.#starts[place]! + length;
    this.#bytes = new Uint8Array(this.#starts[texts.length]!);
    let size = 8;
    while (size < 4 * texts.length) size *= 2;
    this.#table = new Int32Array(size);
    for (const [place, text] of encoded.entries()) {
      this.#bytes.set(text, this.#starts[place]!);
      let slot = this.#slot(text, 0, text.length);
      while (this.#table[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#table[slot] = place + 1;
    }
  }

  /** The place of the text that `bytes` hold from `start` to `end`, exclusive; -1 when it is not listed. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const table = this.#table;
    const last = table.length - 1;
    for (let slot = this.#slot(bytes, start, end); table[slot] !== 0; slot = (slot + 1) & last) {
      const place = table[slot]! - 1;
      if (this.#isAt(place, bytes, start, end)) return place;
    }
    return -1;
  }

  /** FNV-1a (Fowler, Noll and Vo), folded into the table's length. */
  #slot(bytes: Uint8Array, start: number, end: number): number {
    let hash = offsetBasis;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, prime);
    return (hash ^ (hash >>> 15)) & (this.#table.length - 1);
  }

  #isAt(place: number, bytes: Uint8Array, start: number, end: number): boolean {
    const listed = this.#bytes;
    const shift = this.#starts[place]! - start;
    if (this.#starts[place + 1]! - shift !== end) return false;
    for (let at = start; at < end; at++) if (listed[at + shift] !== bytes[at]) return false;
    return true;
  }
}
