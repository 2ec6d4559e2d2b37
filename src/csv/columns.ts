// The typed-column writer: columns of numbers and codes in, RFC 4180 bytes out, with no row objects and no strings but
// those of text columns. Byte-equal to csv-stringify, which a property test holds.

import { type Chunk, type ChunkSink, rowReserveBytes } from "./chunk.ts";
import { putDate } from "./dates.ts";
import { csvField, type Dictionary } from "./dictionary.ts";
import { putFixed, putPadded } from "./digits.ts";

/** A column that is null in a row has this value there. */
export const nullValue = -2_147_483_648;

type Numbers = ArrayLike<number>;

/** One field, or a part of a composite field. Values are read by row index. */
export type CsvPart =
  /** Fixed bytes, never quoted. */
  | { readonly kind: "literal"; readonly bytes: Uint8Array }
  /** Integers >= 0, zero-padded to a width. */
  | { readonly kind: "padded"; readonly values: Numbers; readonly width: number }
  /** Integers scaled by 10^decimals. */
  | { readonly kind: "fixed"; readonly values: Numbers; readonly decimals: number }
  /** Day numbers. */
  | { readonly kind: "date"; readonly values: Numbers }
  /** Codes into a dictionary. */
  | { readonly kind: "coded"; readonly values: Numbers; readonly dictionary: Dictionary }
  /** Any text; quoted where needed. */
  | { readonly kind: "text"; readonly values: readonly string[] };

/** A field: its parts in order. */
export type CsvColumn = readonly CsvPart[];

const comma = 44;
const lineFeed = 10;
const encoder = new TextEncoder();

export function literal(text: string): CsvPart {
  return { kind: "literal", bytes: encoder.encode(text) };
}

/** Writes rows 0..rowCount-1. Throws RangeError for a text field that cannot fit in a row. */
export function writeRows(sink: ChunkSink, columns: readonly CsvColumn[], rowCount: number): void {
  let chunk: Chunk = sink.first();
  let position = 0;
  for (let row = 0; row < rowCount; row++) {
    for (const column of columns) {
      for (const part of column) position = putPart(chunk.bytes, position, part, row);
      chunk.bytes[position++] = comma;
    }
    chunk.bytes[position - 1] = lineFeed;
    if (position > chunk.bytes.length - rowReserveBytes) {
      chunk = sink.take(position);
      position = 0;
    }
  }
  if (position > 0) sink.take(position);
}

function putPart(bytes: Uint8Array, position: number, part: CsvPart, row: number): number {
  switch (part.kind) {
    case "literal":
      return putBytes(bytes, position, part.bytes, 0, part.bytes.length);
    case "padded":
      return putPadded(bytes, position, part.values[row] as number, part.width);
    case "fixed": {
      const value = part.values[row] as number;
      return value === nullValue ? position : putFixed(bytes, position, value, part.decimals);
    }
    case "date": {
      const day = part.values[row] as number;
      return day === nullValue ? position : putDate(bytes, position, day);
    }
    case "coded": {
      const code = part.values[row] as number;
      const { offsets } = part.dictionary;
      return putBytes(bytes, position, part.dictionary.bytes, offsets[code] as number, offsets[code + 1] as number);
    }
    case "text":
      return putText(bytes, position, part.values[row] as string);
  }
}

/** A loop, not `set`: fields are a few bytes, where a call into the engine costs more than the copy. */
function putBytes(bytes: Uint8Array, position: number, from: Uint8Array, start: number, end: number): number {
  let place = position;
  for (let index = start; index < end; index++) bytes[place++] = from[index] as number;
  return place;
}

/** The longest text field, in UTF-16 units before quoting: a row has at most a few of them. */
export const longestText = 512;

function putText(bytes: Uint8Array, position: number, value: string): number {
  if (value.length > longestText)
    throw new RangeError(`a text field of ${value.length} characters; the limit is ${longestText}`);
  const { written } = encoder.encodeInto(csvField(value), bytes.subarray(position));
  return position + written;
}
