// The bytes of a representation, made while they are sent: memory is a few chunks, and a slow reader slows only itself.

import type { FileHandle } from "node:fs/promises";
import { Readable, type Transform } from "node:stream";
import { createGzip } from "node:zlib";
import { datasetSchemas, headerLine } from "../datasets.ts";
import type { DatasetEntry } from "../storage/manifest.ts";
import type { ByteRange } from "./byte-range.ts";
import { connected } from "./dataset-file.ts";
import { pageSpan } from "./page.ts";
import type { Representation } from "./representation.ts";
import { RowsToJson } from "./row-json.ts";
import { RowWindow } from "./row-window.ts";

/** Raw bytes cost nothing to pass on: large chunks. Rows cost time on the event loop: small ones. */
const rawChunk = 256 * 1024;
const rowChunk = 64 * 1024;

/** The stored bytes, or a range of them; closes the file. */
export function storedBody(file: FileHandle, range: ByteRange | undefined): Readable {
  return file.createReadStream({ ...range, highWaterMark: rawChunk });
}

/** Any other representation; closes the file. */
export function convertedBody(file: FileHandle, entry: DatasetEntry, representation: Representation): Readable {
  const { format, gzip, page } = representation;
  const header = Buffer.from(`${headerLine(entry.name)}\n`);
  const isCsv = format === "csv";
  const steps: Transform[] = [];
  let [start, end] = [isCsv ? 0 : header.length, entry.bytes];
  if (page !== undefined) {
    const span = pageSpan(entry, page);
    [start, end] = [span.start, span.end];
    steps.push(new RowWindow(span.skip, span.rows, isCsv ? header : Buffer.alloc(0)));
  }
  if (!isCsv) steps.push(new RowsToJson(datasetSchemas[entry.name].columns));
  const readsRows = steps.length > 0;
  if (gzip) steps.push(createGzip({ level: 1 }));
  return connected(readSpan(file, start, end, readsRows ? rowChunk : rawChunk), steps);
}

/** A read stream counts its last byte in, so nothing at all needs a stream of its own. */
function readSpan(file: FileHandle, start: number, end: number, highWaterMark: number): Readable {
  if (end > start) return file.createReadStream({ start, end: end - 1, highWaterMark });
  const nothing = Readable.from([]);
  nothing.once("close", () => void file.close());
  return nothing;
}
