// Rows of bytes to rows of a batch. The common form (no quotes, LF) is read in one pass; any other form of RFC 4180
// (quoted fields, CRLF) takes the slow way, row by row, which also finds what is wrong with a malformed row.

import { CodedError } from "../errors.ts";
import { nullValue } from "./columns.ts";
import { type BatchBase, batchRows } from "./scan-batch.ts";
import { type Field, fieldKinds, readValue } from "./scan-fields.ts";
import type { Layout, PlainFill } from "./scan-layout.ts";

const comma = 44;
const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;

/** Readers may look this far past the last byte of a row. */
export const paddingBytes = 64;

/** A row that is not CSV of its dataset's schema. The offset is that of the row's first byte in the file. */
export class MalformedRowError extends CodedError {
  readonly offset: number;
  readonly fault: string;

  constructor(path: string, offset: number, fault: string) {
    super("run-damaged", `The row at byte ${offset} of ${path} is malformed: ${fault}.`);
    this.name = "MalformedRowError";
    this.offset = offset;
    this.fault = fault;
  }
}

/** What a row's fault is: the caller knows the file and the offset. */
class RowFault extends Error {}

/** Reads one row of the common form into row `row`; the offset of the next row, or -1 for any other form. */
function readPlainRow(
  fields: readonly Field[],
  bytes: Uint8Array,
  view: DataView,
  from: number,
  row: number,
  nulls: Int32Array,
): number {
  const last = fields.length - 1;
  let empty = 0;
  let at = from;
  for (let index = 0; index <= last; index++) {
    const field = fields[index]!;
    const terminator = index === last ? lineFeed : comma;
    if (bytes[at] === terminator) {
      empty |= 1 << index;
    } else if (field.kind === fieldKinds.text) {
      field.first[row] = at;
      at = endOfPlainText(bytes, at);
      field.second[row] = at;
    } else {
      at = readValue(field, bytes, view, at, row);
    }
    if (at < 0 || bytes[at] !== terminator) return -1;
    at++;
  }
  for (let index = 0; empty !== 0; index++, empty >>>= 1) if (empty & 1) writeNull(fields, index, row, nulls);
  return at;
}

function endOfPlainText(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at]!;
    if (byte === comma || byte === lineFeed || byte === quote || byte === carriageReturn) return at;
    at++;
  }
}

function writeNull(fields: readonly Field[], index: number, row: number, nulls: Int32Array): void {
  const { first, second, third } = fields[index]!;
  first[row] = nullValue;
  if (second.length > 0) second[row] = nullValue;
  if (third.length > 0) third[row] = nullValue;
  nulls[index]!++;
}

/** Fills a batch from a buffer that holds rows; the buffer's owner refills it. */
export class RowReader<Batch extends BatchBase> {
  readonly batch: Batch;
  // Kept apart from the batch, whose shape differs by dataset: the loop over rows must see one shape only.
  readonly #fields: readonly Field[];
  readonly #nulls: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #plain: PlainFill | undefined;
  /** Where the fields of a row of any form begin and end, quotes taken off; `doubled` ones hold `""` for `"`. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #doubled: boolean[] = [];

  constructor(layout: Layout<Batch>, bytes: Uint8Array) {
    this.batch = layout.batch;
    this.batch.bytes = bytes;
    this.#fields = layout.fields;
    this.#nulls = layout.batch.nulls;
    this.#bytes = bytes;
    this.#plain = layout.plain;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Appends rows from `from` until the batch is full, the bytes end at `limit` (just past a line feed), or the row at
   * hand does not end before it; the offset of the first row not read. Throws MalformedRowError; `offset` turns an
   * offset of the buffer into one of the file.
   */
  fill(from: number, limit: number, path: string, offset: number): number {
    const fields = this.#fields;
    const bytes = this.#bytes;
    const view = this.#view;
    const nulls = this.#nulls;
    let row = this.batch.rows;
    let at = from;
    while (at < limit && row < batchRows) {
      if (this.#plain) {
        at = this.#plain(view, at, limit);
        row = this.batch.rows;
        if (at >= limit || row === batchRows) break;
      }
      let next = this.#plain ? -1 : readPlainRow(fields, bytes, view, at, row, nulls);
      if (next < 0) next = this.#readAnyRow(at, limit, row, path, offset);
      if (next < 0) break;
      row++;
      at = next;
      this.batch.rows = row;
    }
    return at;
  }

  /** The texts of the row at `from`, and the offset of the next row; undefined when the row does not end before `limit`. */
  texts(from: number, limit: number, path: string, offset: number): { fields: string[]; next: number } | undefined {
    try {
      const next = this.#split(from, limit);
      return next < 0 ? undefined : { fields: this.#starts.map((_, index) => this.#text(index)), next };
    } catch (error) {
      throw located(error, path, offset + from);
    }
  }

  #readAnyRow(from: number, limit: number, row: number, path: string, offset: number): number {
    try {
      const next = this.#split(from, limit);
      if (next < 0) return -1;
      if (this.#starts.length !== this.#fields.length) {
        throw new RowFault(`it has ${this.#starts.length} fields, not ${this.#fields.length}`);
      }
      for (let index = 0; index < this.#fields.length; index++) this.#readField(index, row);
      return next;
    } catch (error) {
      throw located(error, path, offset + from);
    }
  }

  #readField(index: number, row: number): void {
    const field = this.#fields[index]!;
    const bytes = this.#bytes;
    // The row is whole, so nothing reads these bytes again: doubled quotes are halved in place.
    if (this.#doubled[index]) this.#ends[index] = halveQuotes(bytes, this.#starts[index]!, this.#ends[index]!);
    const start = this.#starts[index]!;
    const end = this.#ends[index]!;
    if (start === end) {
      writeNull(this.#fields, index, row, this.#nulls);
    } else if (field.kind === fieldKinds.text) {
      field.first[row] = start;
      field.second[row] = end;
    } else if (readValue(field, bytes, this.#view, start, row) !== end) {
      throw new RowFault(`${JSON.stringify(this.#text(index))} is not a value of ${field.column}`);
    }
  }

  #text(index: number): string {
    const shown = this.#bytes.subarray(this.#starts[index], this.#ends[index]);
    return new TextDecoder().decode(shown.subarray(0, 80));
  }

  /** Finds the fields of the row at `from`; the offset of the next row, or -1 when it does not end before `limit`. */
  #split(from: number, limit: number): number {
    const bytes = this.#bytes;
    let at = from;
    for (let index = 0; ; index++) {
      const quoted = bytes[at] === quote;
      const end = quoted ? this.#quotedField(index, at + 1, limit) : this.#bareField(index, at);
      if (end < 0 || end >= limit) return -1;
      const next = bytes[end] === carriageReturn ? end + 1 : end;
      if (bytes[next] === lineFeed) {
        this.#starts.length = index + 1;
        return next + 1;
      }
      if (bytes[end] !== comma) throw new RowFault(strayByte(quoted, bytes[end]!, index));
      at = end + 1;
    }
  }

  /** The offset of the byte after the closing quote, or -1 when there is none before `limit`. */
  #quotedField(index: number, start: number, limit: number): number {
    const bytes = this.#bytes;
    let doubled = false;
    let at = start;
    for (; at < limit; at++) {
      if (bytes[at] !== quote) continue;
      if (bytes[at + 1] !== quote) break;
      doubled = true;
      at++;
    }
    this.#starts[index] = start;
    this.#ends[index] = at;
    this.#doubled[index] = doubled;
    return at >= limit ? -1 : at + 1;
  }

  #bareField(index: number, start: number): number {
    const end = endOfPlainText(this.#bytes, start);
    this.#starts[index] = start;
    this.#ends[index] = end;
    this.#doubled[index] = false;
    return end;
  }
}

/** A row's fault with the place of the row; any other error as it is. */
function located(error: unknown, path: string, offset: number): unknown {
  return error instanceof RowFault ? new MalformedRowError(path, offset, error.message) : error;
}

function strayByte(quoted: boolean, byte: number, index: number): string {
  if (quoted) return `field ${index + 1} goes on after its closing quote`;
  return byte === quote
    ? `field ${index + 1} has a quote but does not begin with one`
    : `field ${index + 1} has a carriage return outside quotes`;
}

function halveQuotes(bytes: Uint8Array, start: number, end: number): number {
  let to = start;
  for (let at = start; at < end; at++) {
    bytes[to++] = bytes[at]!;
    if (bytes[at] === quote) at++;
  }
  return to;
}
