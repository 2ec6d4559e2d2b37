// How numbers, sizes, durations and times are written on the page. Touches no document.

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const precise = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const tiny = new Intl.NumberFormat("en", { notation: "scientific", maximumSignificantDigits: 2 });
/** Swedish writes dates as ISO 8601 does. */
const local = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" });

/** @param {number} value */
export function count(value) {
  return whole.format(Math.round(value));
}

/**
 * Three digits: `1.86M`.
 * @param {number} value
 */
export function roughly(value) {
  return short.format(value);
}

/**
 * A statistic, four digits of it; `–` where there is none.
 * @param {number | null} value
 */
export function statistic(value) {
  if (value === null) return "–";
  if (value !== 0 && Math.abs(value) < 1e-4) return tiny.format(value);
  return Number.isInteger(value) ? count(value) : precise.format(value);
}

/**
 * A size in bytes, in powers of 1000.
 * @param {number} size
 */
export function bytes(size) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, unit] = [size, 0];
  // 999.5 of a unit would be written as 1000.
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${units[unit]}`;
}

/** @param {number} fraction 0..1 */
export function percent(fraction) {
  return `${Math.floor(fraction * 100)} %`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${total % 60} s`;
  return `${Math.floor(total / 3600)} h ${Math.floor((total % 3600) / 60)} min`;
}

/**
 * Seconds between two times.
 * @param {string} from
 * @param {string} to
 */
export function secondsBetween(from, to) {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/**
 * In the reader's own time zone.
 * @param {string} time
 */
export function localTime(time) {
  return local.format(new Date(time));
}

/** @param {string} time */
export function utcTime(time) {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
