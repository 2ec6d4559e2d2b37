// Cuts rows out of CSV bytes: skips some, passes some on, drops the rest. Memory is one chunk, whatever the file's length.

import { Transform, type TransformCallback } from "node:stream";

const lineFeed = 10;
const quote = 34;

/** A line feed inside quotes does not end a row, and a doubled quote flips the state twice: parity is enough. */
export class RowScanner {
  #quoted = false;

  /** Offset after the next row end at or after `from`, or -1 when the chunk ends first. Chunks must follow one another. */
  rowEnd(chunk: Uint8Array, from: number): number {
    let quoted = this.#quoted;
    let at = from;
    let end = -1;
    while (at < chunk.length && end < 0) {
      const byte = chunk[at++];
      if (byte === quote) quoted = !quoted;
      else if (byte === lineFeed && !quoted) end = at;
    }
    this.#quoted = quoted;
    return end;
  }

  /** Offset after the last row end of the chunk, or 0 when no row ends in it. */
  lastRowEnd(chunk: Uint8Array): number {
    // Most chunks hold no quote, and then the last line feed is what it seems.
    if (!this.#quoted && !chunk.includes(quote)) return chunk.lastIndexOf(lineFeed) + 1;
    let last = 0;
    for (let end = this.rowEnd(chunk, 0); end >= 0; end = this.rowEnd(chunk, end)) last = end;
    return last;
  }
}

/** Passes on rows `skip .. skip + take` of the CSV bytes written to it; a header line counts as a row. */
export class RowWindow extends Transform {
  readonly #scanner = new RowScanner();
  #skip: number;
  #take: number;

  constructor(skip: number, take: number, before: Uint8Array) {
    super();
    this.#skip = skip;
    this.#take = take;
    if (before.length > 0) this.push(before);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let start = 0;
    let at = 0;
    while (this.#take > 0) {
      const end = this.#scanner.rowEnd(chunk, at);
      if (end < 0) break;
      at = end;
      if (this.#skip > 0) {
        this.#skip -= 1;
        start = end;
      } else {
        this.#take -= 1;
      }
    }
    // What follows the last row end is the beginning of a row: it belongs to the window while rows are still due.
    if (this.#skip === 0 && this.#take > 0) at = chunk.length;
    if (at > start && this.#skip === 0) done(null, chunk.subarray(start, at));
    else done();
  }
}
