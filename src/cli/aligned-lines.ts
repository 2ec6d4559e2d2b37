// Cells in columns, for a terminal. It knows nothing of what stands in them.

/** A line a row, its columns as wide as their widest cell; the `numeric` ones, by their place, stand to the right. */
export function alignedLines(rows: readonly (readonly string[])[], numeric: readonly number[]): string[] {
  const widths: number[] = [];
  for (const cells of rows) {
    for (const [column, { length }] of cells.entries()) widths[column] = Math.max(widths[column] ?? 0, length);
  }
  return rows.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return numeric.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
