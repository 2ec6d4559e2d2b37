// The world: everything the bytes of the five files depend on, and the calendar arithmetic they share.
// Dates are day numbers: whole UTC days since 1970-01-01.

import type { Behaviour } from "./index.ts";

export interface World {
  readonly seed: string;
  /** Day number of the anchor: where signups, births and releases are nailed down. */
  readonly anchorDay: number;
  /** Day number of the as-of date: the window is the `windowDays` days before it. */
  readonly asOfDay: number;
  readonly customers: number;
  readonly content: number;
  readonly behaviour: Behaviour;
}

/** The demanded window, in days: not overridable. */
export const windowDays = 60;
/** Signups are spread over this many days before the anchor. */
export const signupDays = 730;
/** Customers a shard: a day of usage is ordered by time within each shard. */
export const shardSize = 1_048_576;

const millisecondsADay = 86_400_000;

/** Day number of a `YYYY-MM-DD` date; throws RangeError when there is no such day. */
export function dayNumber(date: string): number {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(time) || isoDate(time / millisecondsADay) !== date) {
    throw new RangeError(`${JSON.stringify(date)} is not a day of the calendar, YYYY-MM-DD`);
  }
  return time / millisecondsADay;
}

/** `YYYY-MM-DD` of a day number. */
export function isoDate(day: number): string {
  return new Date(day * millisecondsADay).toISOString().slice(0, 10);
}

/** 0 = Sunday .. 6 = Saturday; 1970-01-01 was a Thursday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Saturday or Sunday, by UTC date. */
export function isWeekend(day: number): boolean {
  const index = weekday(day);
  return index === 0 || index === 6;
}

/** The year of a day number. */
export function yearOf(day: number): number {
  return new Date(day * millisecondsADay).getUTCFullYear();
}
