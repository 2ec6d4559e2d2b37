// The one structured log line that says how a dataset came out.

import type { DatasetReport } from "./schemas.ts";

export interface SummaryLine {
  readonly dataset: string;
  readonly rows: number;
  /** Share by value, by column; null where the run cannot tell. */
  readonly categories: Readonly<Record<string, Readonly<Record<string, number>> | null>>;
  /** First and last day by column. */
  readonly coverage: Readonly<Record<string, { readonly first: string | null; readonly last: string | null }>>;
  readonly path: string;
}

/** Columns with more values than this are left out of the line; the report has them. */
const mostValues = 12;

/** A dataset's total rows, category shares to four decimals, temporal coverage and target path. */
export function summaryLine(report: DatasetReport, path: string): SummaryLine {
  const categories = Object.entries(report.categories).flatMap(([name, counts]) => {
    if (counts !== null && counts.values.length > mostValues) return [];
    const shares = counts?.values.map(({ value, share }) => [value, Number(share.toFixed(4))]);
    return [[name, shares === undefined ? null : Object.fromEntries(shares)]];
  });
  const coverage = Object.entries(report.coverage).map(([name, { first, last }]) => [name, { first, last }]);
  return {
    dataset: report.dataset,
    rows: report.rows,
    categories: Object.fromEntries(categories),
    coverage: Object.fromEntries(coverage),
    path,
  };
}
