// The bytes of a representation, made while they are sent: memory is a few chunks, and a slow reader slows only itself.

import type { Readable, Transform } from "node:stream";
import { createGzip } from "node:zlib";
import { datasetSchemas, headerLine } from "../datasets.ts";
import type { DatasetEntry } from "../storage/manifest.ts";
import type { ByteRange } from "./byte-range.ts";
import { connected } from "./dataset-file.ts";
import { type PageSpan, pageSpan } from "./page.ts";
import { isStored, type Representation } from "./representation.ts";
import { RowsToJson } from "./row-json.ts";
import { RowWindow } from "./row-window.ts";
import { storedBody } from "./stored-body.ts";
import { type ByteSpan, type VerifiedDataset, verifiedBytes } from "./verified-bytes.ts";

/** Bytes that are only packed cost the event loop little: large chunks. Rows cost it time: small ones. */
const packedChunk = 128 * 1024;
const rowChunk = 32 * 1024;
/** Each part of it that is done costs the event loop a turn. */
const packing = { level: 1, chunkSize: 64 * 1024 } as const;

/** Which bytes of the stored file an answer is made from. */
export interface BodyPlan {
  readonly representation: Representation;
  readonly span: ByteSpan;
  /** Where these are more than the rows that were asked for. */
  readonly page: PageSpan | undefined;
}

/** What has to be read for a representation of a file, or for a range of the stored one. */
export function bodyPlan(entry: DatasetEntry, representation: Representation, range?: ByteRange): BodyPlan {
  const page = representation.page === undefined ? undefined : pageSpan(entry, representation.page);
  if (page !== undefined) return { representation, span: page, page };
  if (range !== undefined) return { representation, span: { start: range.start, end: range.end + 1 }, page };
  const start = representation.format === "csv" ? 0 : headerOf(entry).length;
  return { representation, span: { start, end: entry.bytes }, page };
}

/** The bytes of the answer; closes the file. */
export function datasetBody(dataset: VerifiedDataset, { representation, span, page }: BodyPlan): Readable {
  if (isStored(representation)) return storedBody(dataset, span);
  const { entry } = dataset;
  const { format, gzip } = representation;
  const steps: Transform[] = [];
  if (page !== undefined) {
    steps.push(new RowWindow(page.skip, page.rows, format === "csv" ? headerOf(entry) : Buffer.alloc(0)));
  }
  if (format === "ndjson") steps.push(new RowsToJson(datasetSchemas[entry.name].columns));
  const readsRows = steps.length > 0;
  if (gzip) steps.push(createGzip(packing));
  return connected(verifiedBytes(dataset, span, readsRows ? rowChunk : packedChunk), steps);
}

function headerOf({ name }: DatasetEntry): Buffer {
  return Buffer.from(`${headerLine(name)}\n`);
}
