// Values of the contract as small numbers within the making of summaries, where sorting them is most of the work. Holds no table.

/** SQL that gives the place of a column's value in a list. */
export function codeOf(column: string, values: readonly string[]): string {
  return `CASE ${column} ${values.map((value, code) => `WHEN '${value}' THEN ${code}`).join(" ")} END`;
}

/** SQL that gives the value at the place that an expression says. */
export function valueAt(code: string, values: readonly string[]): string {
  return `CASE ${code} ${values.map((value, place) => `WHEN ${place} THEN '${value}'`).join(" ")} END`;
}

/** SQL of a table `(position, segment)` with a row a value. */
export function positions(values: readonly string[]): string {
  return `VALUES ${values.map((value, position) => `(${position}, '${value}')`).join(", ")}`;
}

/** SQL of a day as a whole number: that of the Julian day that begins at its noon, less one. */
export function dayNumber(date: string): string {
  return `CAST(julianday(${date}) AS INTEGER)`;
}

/** SQL of the date `YYYY-MM-DD` of such a number. */
export function dateOf(day: string): string {
  return `date(${day} + 0.5)`;
}

/** SQL of a date's month as a whole number: twelve times its year and the month, counted from 0. */
export function monthNumber(date: string): string {
  return `(CAST(substr(${date}, 1, 4) AS INTEGER) * 12 + CAST(substr(${date}, 6, 2) AS INTEGER) - 1)`;
}

/** SQL of the month `YYYY-MM` of such a number. */
export function monthOf(month: string): string {
  return `printf('%04d-%02d', (${month}) / 12, (${month}) % 12 + 1)`;
}
