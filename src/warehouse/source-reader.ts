// Reads a CSV file chunk by chunk in bounded memory and gives out its rows. A file that is empty, broken off, or no UTF-8 text ends
// the reading with a coded error; a row that is no CSV does not.

import { isAscii, isUtf8 } from "node:buffer";
import { readSync } from "node:fs";
import { RowText, type SourceRow } from "./row-text.ts";
import { sourceNotUtf8, sourceRowTooLong, sourceTruncated } from "./source-faults.ts";

export interface OpenSource {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly descriptor: number;
}

const chunkBytes = 1 << 18;
/** Longer than any row of use: what goes on for so long without an end is no CSV file. */
export const longestRowBytes = 1 << 22;
const lineFeed = 10;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export class SourceReader {
  readonly #source: OpenSource;
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #rows = new RowText();
  #buffer = Buffer.allocUnsafeSlow(chunkBytes);
  /** Where the buffer begins in the file. */
  #offset = 0;
  /** Bytes at the beginning of the buffer that belong to a row whose end has not been read. */
  #held = 0;

  /** `onBytes` is given every byte of the file, in order, as it is read; the memory is the reader's. */
  constructor(source: OpenSource, onBytes: (bytes: Uint8Array) => void = () => {}) {
    this.#source = source;
    this.#onBytes = onBytes;
  }

  get bytesRead(): number {
    return this.#offset + this.#held;
  }

  /**
   * Reads a chunk and calls `onRow` for each row that ends in it; false at the end of the file. Throws CodedError
   * source-truncated, source-not-utf8, source-row-too-long.
   */
  read(onRow: (row: SourceRow) => void): boolean {
    if (this.#held === this.#buffer.length) this.#makeRoom();
    const held = this.#held;
    const length = readSync(this.#source.descriptor, this.#buffer, held, this.#buffer.length - held, this.bytesRead);
    if (length === 0) {
      this.#end();
      return false;
    }
    const filled = this.#buffer.subarray(0, held + length);
    this.#onBytes(filled.subarray(held));
    const start = this.#offset === 0 && filled.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? 3 : 0;
    // A row ends within what has been read now, or not at all: what was held has no end.
    const end = filled.lastIndexOf(lineFeed) + 1;
    const used = end <= start ? 0 : start + this.#readRows(filled.subarray(start, end), this.#offset + start, onRow);
    filled.copyWithin(0, used);
    this.#held = filled.length - used;
    this.#offset += used;
    return true;
  }

  /** The bytes that the rows of these whole lines take. */
  #readRows(bytes: Buffer, offset: number, onRow: (row: SourceRow) => void): number {
    const plain = isAscii(bytes);
    if (!plain) this.#assertUtf8(bytes, offset);
    const text = bytes.toString(plain ? "latin1" : "utf8");
    const read = this.#rows.read(text, onRow);
    return plain ? read : Buffer.byteLength(text.slice(0, read));
  }

  #makeRoom(): void {
    if (this.#buffer.length >= longestRowBytes) {
      throw sourceRowTooLong(this.#source.file, this.#rows.line, longestRowBytes);
    }
    const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }

  /** Throws unless the file ends where a row does. */
  #end(): void {
    const { file } = this.#source;
    const { line } = this.#rows;
    const rest = this.#buffer.subarray(0, this.#held);
    if (this.bytesRead <= byteOrderMark.length && (rest.length === 0 || rest.equals(byteOrderMark))) {
      throw sourceTruncated(file, "it is empty");
    }
    if (rest.length === 0) return;
    this.#assertUtf8(rest, this.#offset);
    throw rest.includes(lineFeed)
      ? sourceTruncated(file, `the row that begins on line ${line} ends within quotes`)
      : sourceTruncated(file, `the last line, ${line}, does not end with a line feed`);
  }

  #assertUtf8(bytes: Buffer, offset: number): void {
    if (isUtf8(bytes)) return;
    const valid = validLength(bytes);
    const before = bytes.subarray(0, valid);
    let line = this.#rows.line;
    for (let at = before.indexOf(lineFeed); at >= 0; at = before.indexOf(lineFeed, at + 1)) line++;
    throw sourceNotUtf8(this.#source.file, line, offset + valid);
  }
}

/** The length of the longest beginning that is UTF-8 text, in bytes that are not: halves until it is found. */
function validLength(bytes: Buffer): number {
  const longestCharacter = 4;
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > longestCharacter) {
    const middle = characterStart(bytes, valid, valid + ((invalid - valid) >> 1));
    if (middle > valid && isUtf8(bytes.subarray(valid, middle))) valid = middle;
    else if (middle > valid) invalid = middle;
    else break;
  }
  let length = valid;
  for (let end = valid + 1; end <= bytes.length && end - length <= longestCharacter; end++) {
    if (isUtf8(bytes.subarray(length, end))) length = end;
  }
  return length;
}

/** The last position from `at` down to `least` that does not lie within a character. */
function characterStart(bytes: Buffer, least: number, at: number): number {
  let start = at;
  while (start > least && at - start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}
