// Scans a range of a written CSV into batches of typed columns and shows each to observers: reading, and nothing of
// what the rows mean. Synchronous, for worker threads.

import { closeSync, openSync, readSync } from "node:fs";
import { type DatasetName, headerLine } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import type { BatchOf } from "./scan-batch.ts";
import { newLayout } from "./scan-layout.ts";
import { MalformedRowError, paddingBytes, RowReader } from "./scan-rows.ts";

/** Whole rows of a file, by offset: `start` is the first byte of a row or of the file, `end` is exclusive. */
export interface RowRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** True for a range that begins with the header line, which must then name the schema's columns. */
  readonly skipHeader: boolean;
}

/** Sees every batch of a range in order; it must not keep the batch. */
export interface BatchObserver<Batch> {
  observe(batch: Batch): void;
}

const readBytes = 1 << 18;
const lineFeed = 10;

/**
 * Shows all rows of the range to every observer; the number of rows. Throws MalformedRowError (run-damaged) with the
 * byte offset of a row that is not legal, CodedError storage-failed when the file cannot be read that far.
 */
export function scanRange<D extends DatasetName>(
  dataset: D,
  range: RowRange,
  observers: readonly BatchObserver<BatchOf[D]>[],
): number {
  const layout = newLayout(dataset);
  const { batch } = layout;
  let rows = 0;
  const flush = (): void => {
    for (const observer of observers) observer.observe(batch);
    rows += batch.rows;
    batch.rows = 0;
    batch.nulls.fill(0);
  };
  const blocks = new BlockReader(range);
  try {
    const reader = new RowReader(layout, blocks.bytes);
    let headerPending = range.skipHeader;
    while (blocks.next()) {
      let at = 0;
      if (headerPending) {
        at = skipHeader(reader, dataset, blocks, range);
        headerPending = at === 0;
      }
      while (!headerPending && at < blocks.limit) {
        const next = reader.fill(at, blocks.limit, range.path, blocks.offset);
        if (batch.rows > 0) flush();
        if (next === at) break;
        at = next;
      }
      blocks.consumed(at);
    }
  } finally {
    blocks.close();
  }
  return rows;
}

/** The offset of the first row after the header line, or 0 when the line does not end in this block. */
function skipHeader(
  reader: RowReader<BatchOf[DatasetName]>,
  dataset: DatasetName,
  blocks: BlockReader,
  range: RowRange,
): number {
  const header = reader.texts(0, blocks.limit, range.path, blocks.offset);
  if (header === undefined) return 0;
  if (header.fields.join(",") !== headerLine(dataset)) {
    throw new MalformedRowError(range.path, range.start, `the header must be ${headerLine(dataset)}`);
  }
  return header.next;
}

/** Reads a range block by block into one buffer; a row cut by the block's end is carried to the front of the next. */
class BlockReader {
  /** Twice a block: the carried row and the block read behind it. */
  readonly bytes = new Uint8Array(2 * readBytes + paddingBytes);
  /** Offset just past the last line feed in the buffer. */
  limit = 0;
  /** Offset in the file of the buffer's first byte. */
  offset: number;
  readonly #range: RowRange;
  readonly #file: number;
  #position: number;
  #length = 0;

  constructor(range: RowRange) {
    this.#range = range;
    this.#position = range.start;
    this.offset = range.start;
    try {
      this.#file = openSync(range.path, "r");
    } catch (cause) {
      throw new CodedError("storage-failed", `${range.path} could not be opened.`, { cause });
    }
  }

  /** Reads on; false at the end of the range. Throws when a row is longer than a block or never ends. */
  next(): boolean {
    const left = this.#range.end - this.#position;
    if (left <= 0) {
      if (this.#length > 0) throw this.#endless("it does not end where the range ends");
      return false;
    }
    if (this.#length > readBytes) throw this.#endless(`it is longer than ${readBytes} bytes`);
    const count = this.#read(Math.min(left, readBytes));
    this.#position += count;
    this.#length += count;
    // The last row of a file may end without a line feed (RFC 4180, 2.2).
    if (this.#position >= this.#range.end && this.bytes[this.#length - 1] !== lineFeed) {
      this.bytes[this.#length++] = lineFeed;
    }
    this.limit = this.bytes.lastIndexOf(lineFeed, this.#length - 1) + 1;
    return true;
  }

  /** Drops the rows read, which end at `at`. */
  consumed(at: number): void {
    this.bytes.copyWithin(0, at, this.#length);
    this.#length -= at;
    this.offset += at;
  }

  close(): void {
    closeSync(this.#file);
  }

  #read(count: number): number {
    let read: number;
    try {
      read = readSync(this.#file, this.bytes, this.#length, count, this.#position);
    } catch (cause) {
      throw new CodedError("storage-failed", `${this.#range.path} could not be read.`, { cause });
    }
    if (read > 0) return read;
    const detail = `${this.#range.path} ends at byte ${this.#position}, before byte ${this.#range.end}.`;
    throw new CodedError("storage-failed", detail);
  }

  #endless(fault: string): MalformedRowError {
    return new MalformedRowError(this.#range.path, this.offset, fault);
  }
}
