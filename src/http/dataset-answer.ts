// Status and headers of a dataset's answer, from its manifest entry and what was asked for. Opens no file.

import type { IncomingHttpHeaders } from "node:http";
import { CodedError } from "../errors.ts";
import type { DatasetEntry } from "../storage/manifest.ts";
import type { Run } from "../storage/run.ts";
import { type ByteRange, byteRange } from "./byte-range.ts";
import { httpDate, isCurrent, rangeHolds, type Validators } from "./conditions.ts";
import { contentTypes, entityTag, isStored, type Representation } from "./representation.ts";

export interface Answer {
  readonly status: 200 | 206 | 304;
  readonly headers: Record<string, string | number>;
  readonly range?: ByteRange | undefined;
}

/** Status and headers, decided before anything is read. Throws CodedError range-not-satisfiable. */
export function answerFor(
  run: Run,
  entry: DatasetEntry,
  representation: Representation,
  asked: IncomingHttpHeaders,
): Answer {
  const validators: Validators = {
    etag: entityTag(entry.digest, representation),
    // What the URL gives changes with each publication, also when it brings back an older file.
    lastModified: Math.max(Date.parse(entry.generatedAt), run.publishedAt ?? 0),
  };
  const headers = {
    etag: validators.etag,
    "last-modified": httpDate(validators.lastModified),
    // A cache may keep the bytes, and must ask whether they are still the published ones.
    "cache-control": "no-cache",
    "x-job-id": run.manifest.job,
  };
  if (isCurrent(asked, validators)) return { status: 304, headers };
  const described = { ...headers, ...contentHeaders(entry, representation) };
  if (!isStored(representation)) return { status: 200, headers: described };
  const ifRange = asked["if-range"]?.toString();
  const range = rangeHolds(ifRange, validators) ? byteRange(asked.range, entry.bytes) : undefined;
  return rangeAnswer(entry, { ...described, ...storedHeaders(entry) }, range);
}

function contentHeaders(entry: DatasetEntry, { format, gzip }: Representation): Record<string, string> {
  return {
    "content-type": contentTypes[format],
    "content-disposition": `attachment; filename="${entry.name}.${format}"`,
    ...(gzip ? { "content-encoding": "gzip" } : {}),
  };
}

/** What is known beforehand of the stored bytes, and of no other representation. */
function storedHeaders(entry: DatasetEntry): Record<string, string> {
  return {
    "accept-ranges": "bytes",
    "repr-digest": `sha-256=:${Buffer.from(entry.sha256, "hex").toString("base64")}:`,
    sha256: entry.sha256,
  };
}

function rangeAnswer(
  { name, bytes }: DatasetEntry,
  headers: Record<string, string>,
  range: ByteRange | "unsatisfiable" | undefined,
): Answer {
  if (range === undefined) return { status: 200, headers: { ...headers, "content-length": bytes } };
  if (range === "unsatisfiable") {
    throw new CodedError("range-not-satisfiable", `${name} has ${bytes} bytes.`, {
      headers: { "content-range": `bytes */${bytes}` },
    });
  }
  const { start, end } = range;
  return {
    status: 206,
    range,
    headers: { ...headers, "content-range": `bytes ${start}-${end}/${bytes}`, "content-length": end - start + 1 },
  };
}
