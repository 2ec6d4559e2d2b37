// The forms in which a dataset is served, and how a request chooses one. Knows no file.

import { CodedError } from "../errors.ts";
import { chooseMediaType, prefersGzip } from "./accept.ts";
import type { Page } from "./page.ts";

export const mediaTypes = { csv: "text/csv", ndjson: "application/x-ndjson" } as const;
export type Format = keyof typeof mediaTypes;
export const formats = ["csv", "ndjson"] as const satisfies readonly Format[];

/** What Content-Type says: RFC 4180 knows the parameter `header`. */
export const contentTypes: Readonly<Record<Format, string>> = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson",
};

export interface Representation {
  readonly format: Format;
  readonly gzip: boolean;
  /** Undefined for the whole file. */
  readonly page: Page | undefined;
}

interface Request {
  readonly accept: string | undefined;
  readonly acceptEncoding: string | undefined;
  readonly range: string | undefined;
  readonly format: string | undefined;
  readonly offset: number | undefined;
  readonly limit: number | undefined;
}

/** The representation that a request prefers; `format` wins over Accept. Throws CodedError not-acceptable. */
export function representationFor(request: Request): Representation {
  const paged = request.offset !== undefined || request.limit !== undefined;
  return {
    format: formatFor(request),
    // Ranges count bytes of the stored file: gzip would make them mean something else.
    gzip: request.range === undefined && prefersGzip(request.acceptEncoding),
    page: paged ? { offset: request.offset ?? 0, limit: request.limit } : undefined,
  };
}

function formatFor({ format, accept }: Request): Format {
  const accepted = chooseMediaType(accept, Object.values(mediaTypes));
  const chosen = formats.find((name) => (format === undefined ? mediaTypes[name] === accepted : name === format));
  if (chosen !== undefined) return chosen;
  const served = formats.map((name) => `${mediaTypes[name]} (format=${name})`);
  throw new CodedError("not-acceptable", `Datasets are served as ${served.join(" and ")}.`);
}

/** True for the bytes as they lie on disk: only they have ranges, a length and digests known beforehand. */
export function isStored({ format, gzip, page }: Representation): boolean {
  return format === "csv" && !gzip && page === undefined;
}

/** The strong entity tag of a representation of the file with this digest, with its quotes. */
export function entityTag(digest: string, representation: Representation): string {
  if (isStored(representation)) return `"${digest}"`;
  const { format, gzip, page } = representation;
  const rows = `${page?.offset ?? 0}-${page?.limit ?? "all"}`;
  return `"${digest};${format};${gzip ? "gzip" : "identity"};${rows}"`;
}
