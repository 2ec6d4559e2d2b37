// Prints what the demo shows of a finished job: a table of files, then each dataset's shares and temporal coverage.

const shownShares = 6;

/** A whole number with commas between thousands. */
export function grouped(count) {
  return count.toLocaleString("en-US");
}

function bytesText(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

/** Lines of cells in columns; those named in `right` (by index) are aligned to the right. */
function table(lines, right) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  return lines.map((cells) =>
    cells
      .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join("  ")
      .trimEnd(),
  );
}

/** `value share %` of the most frequent values. */
function sharesText({ values }) {
  const ordered = [...values].sort((a, b) => b.count - a.count);
  const shown = ordered.slice(0, shownShares).map(({ value, share }) => `${value} ${(100 * share).toFixed(1)} %`);
  const rest = ordered.length - shown.length;
  return shown.join(", ") + (rest > 0 ? `, ${rest} more` : "");
}

/** First and last day and the number of dates; for usage also how weekends and the last two weeks compare. */
function coverageText(dataset, { first, last, count, weekend, recent }) {
  if (first === null) return "no dates";
  const parts = [`${first} to ${last}`, `${grouped(count)} dates`];
  if (dataset !== "usage_logs") return parts.join(", ");
  if (weekend?.ratio) parts.push(`weekend/weekday ${weekend.ratio.toFixed(2)}`);
  if (recent?.ratio) parts.push(`last ${recent.days} days/before ${recent.ratio.toFixed(2)}`);
  return parts.join(", ");
}

/** The lines on one dataset's report: category shares, then temporal coverage. */
function reportLines({ dataset, categories, coverage }) {
  const rows = [
    ...Object.entries(categories).flatMap(([column, counts]) =>
      counts === null ? [] : [[column, sharesText(counts)]],
    ),
    ...Object.entries(coverage).map(([column, span]) => [column, coverageText(dataset, span)]),
  ];
  if (rows.length === 0) return [];
  return ["", dataset, ...table(rows, []).map((line) => `  ${line}`)];
}

/** Everything on a job that has succeeded; `reports` are those of GET /datasets/{name}/report, in the same order. */
export function jobText(job, reports) {
  const files = job.datasets.map(({ name, rows, bytes, path }) => [name, grouped(rows), bytesText(bytes), path]);
  return [...table([["dataset", "rows", "size", "path"], ...files], [1, 2]), ...reports.flatMap(reportLines)].join(
    "\n",
  );
}
