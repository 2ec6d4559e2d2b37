// How numbers read in a report: grouped, rounded and with their unit. Decides nothing about what is shown.

import { isoDate } from "../../rules/world.ts";

/** `1,234,567`; rounded to a whole number. */
export function whole(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

const compactFormat = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

/** `4,000` or `2.5M`: from 100,000 on cut short, for the narrow margin of an axis. */
export function compact(count: number): string {
  return Math.abs(count) < 1e5 ? whole(count) : compactFormat.format(count);
}

/** A space at which no line breaks. */
const space = "\u00a0";

/** `50.1 %` of a share 0..1. */
export function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)}${space}%`;
}

/** Four significant digits at most, thousands grouped: `1.503`, `0.0321`, `16,534`, `4.2e-9`. */
export function plain(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3) return exponential(value);
  if (size >= 1000) return whole(value);
  return String(Number(value.toPrecision(4)));
}

/** A p-value: two digits, exact where tiny. */
export function probability(p: number): string {
  if (p < 1e-3) return p === 0 ? "0" : exponential(p);
  return p.toFixed(p < 0.1 ? 3 : 2);
}

function exponential(value: number): string {
  return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
}

/** `16.3 MB`, in powers of 1000. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const scaled = count / 1000 ** power;
  return `${power === 0 ? scaled : scaled.toFixed(scaled < 100 ? 1 : 0)}${space}${units[power]}`;
}

/** `1 check`, `2 checks`. */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `3 Nov` of a day number. */
export function shortDay(day: number): string {
  const [, month, date] = isoDate(day).split("-");
  return `${Number(date)} ${months[Number(month) - 1]}`;
}

/** `Nov 2025` of a date `YYYY-MM-DD`. */
export function monthName(date: string): string {
  return `${months[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}

/** `smart TV` for `smart_tv`: a value of the data as words. */
export function spoken(value: string): string {
  return value.replaceAll("_", " ").replace(/\btv\b/, "TV");
}
