// From counts of days to a column's temporal coverage.

import { isoDate, isWeekend, windowDays, yearOf } from "../rules/world.ts";
import type { Coverage } from "./schemas.ts";
import { entriesOf, type Tally, timesOf } from "./tally.ts";

const recentDays = 14;
const mostPeriods = 800;
const periods = ["day", "month", "year"] as const;
type Period = (typeof periods)[number];

export interface CoverageSpan {
  /** Shortest period to count by; a longer one is taken where that would give too many. */
  readonly period: Period;
  /** Days `[from, to)` to average weekdays and weekends over; without it, from the first day to the last. */
  readonly days?: readonly [from: number, to: number];
}

/** Where the days of a tally lie, seen from the as-of day. */
export function coverageOf(tally: Tally, asOfDay: number, span: CoverageSpan): Coverage {
  const entries = entriesOf(tally);
  const count = entries.reduce((sum, [, times]) => sum + times, 0);
  const first = entries[0]?.[0];
  const last = entries.at(-1)?.[0];
  const recent = recentOf(tally, asOfDay, count);
  if (first === undefined || last === undefined) {
    return { first: null, last: null, count, period: span.period, counts: [], weekend: null, recent };
  }
  const period = periodFor(first, last, span.period);
  const [from, to] = span.days ?? [first, last + 1];
  return {
    first: isoDate(first),
    last: isoDate(last),
    count,
    period,
    counts: countsBy(period, entries, first, last),
    weekend: weekendOf(tally, from, to),
    recent,
  };
}

function periodFor(first: number, last: number, shortest: Period): Period {
  const days = last - first;
  const spans: Record<Period, number> = { day: days, month: days / 30, year: 0 };
  return periods.slice(periods.indexOf(shortest)).find((period) => spans[period] <= mostPeriods) ?? "year";
}

function startOf(period: Period, day: number): number {
  if (period === "day") return day;
  const date = new Date(day * 86_400_000);
  return Date.UTC(date.getUTCFullYear(), period === "month" ? date.getUTCMonth() : 0, 1) / 86_400_000;
}

/** The first day of a day's month. */
export function monthStart(day: number): number {
  return startOf("month", day);
}

/** The first day of the period after the one that begins on `start`. */
function nextStart(period: Period, start: number): number {
  const longest: Record<Period, number> = { day: 1, month: 31, year: 366 };
  return startOf(period, start + longest[period]);
}

function countsBy(
  period: Period,
  entries: readonly [number, number][],
  first: number,
  last: number,
): { start: string; count: number }[] {
  const counts = new Map<number, number>();
  for (let start = startOf(period, first); start <= last; start = nextStart(period, start)) counts.set(start, 0);
  for (const [day, times] of entries) {
    const start = startOf(period, day);
    counts.set(start, (counts.get(start) ?? 0) + times);
  }
  return [...counts].map(([start, count]) => ({
    start: period === "year" ? String(yearOf(start)) : isoDate(start),
    count,
  }));
}

function weekendOf(tally: Tally, from: number, to: number): Coverage["weekend"] {
  let [weekdays, weekdayRows, weekends, weekendRows] = [0, 0, 0, 0];
  for (let day = from; day < to; day++) {
    const times = timesOf(tally, day);
    if (isWeekend(day)) {
      weekends++;
      weekendRows += times;
    } else {
      weekdays++;
      weekdayRows += times;
    }
  }
  if (weekdays === 0 || weekends === 0) return null;
  const weekdayMean = weekdayRows / weekdays;
  const weekendMean = weekendRows / weekends;
  return { weekdayMean, weekendMean, ratio: weekdayMean > 0 ? weekendMean / weekdayMean : null };
}

function recentOf(tally: Tally, asOfDay: number, count: number): Coverage["recent"] {
  const rowsOn = (from: number, to: number): number => {
    let rows = 0;
    for (let day = from; day < to; day++) rows += timesOf(tally, day);
    return rows;
  };
  const daysBefore = windowDays - recentDays;
  const recent = rowsOn(asOfDay - recentDays, asOfDay);
  const before = rowsOn(asOfDay - windowDays, asOfDay - recentDays);
  const ratio = before > 0 ? recent / recentDays / (before / daysBefore) : null;
  return { days: recentDays, daysBefore, share: count > 0 ? recent / count : null, ratio };
}
