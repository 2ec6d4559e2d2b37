// Where a page of rows lies in a file, found from the manifest's partitions, so that no page is looked for from the start.

import type { DatasetEntry } from "../storage/manifest.ts";

/** Rows `offset .. offset + limit`, counted from 0; without a limit to the last row. */
export interface Page {
  readonly offset: number;
  readonly limit?: number | undefined;
}

export interface PageSpan {
  /** Bytes to read: from `start` up to, not including, `end`. */
  readonly start: number;
  readonly end: number;
  /** Lines to skip after `start`: the header, if it lies there, and rows before the page. */
  readonly skip: number;
  readonly rows: number;
}

/** The bytes that hold a page. A page beyond the last row is empty. */
export function pageSpan(entry: DatasetEntry, page: Page): PageSpan {
  const first = Math.min(page.offset, entry.rows);
  const last = Math.min(first + (page.limit ?? entry.rows), entry.rows);
  const empty: PageSpan = { start: 0, end: 0, skip: 0, rows: 0 };
  if (first === last) return empty;
  let before = 0;
  let span = empty;
  for (const { offset, bytes, rows } of entry.partitions) {
    const header = offset === 0 ? 1 : 0;
    const after = before + rows;
    if (before <= first && first < after) {
      span = { start: offset, end: 0, skip: first - before + header, rows: last - first };
    }
    if (last <= after) return { ...span, end: offset + bytes };
    before = after;
  }
  return empty;
}
