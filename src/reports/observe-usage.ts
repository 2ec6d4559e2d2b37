// What the report counts in usage_logs, in one pass over each batch. Region, tier, genre, hour and device are counted
// together, as one code a row, and told apart at the end: one count instead of five.

import type { UsageRows } from "../checks/rows.ts";
import { nullValue } from "../csv/columns.ts";
import type { UsageBatch } from "../csv/scan-batch.ts";
import { devices, genres, regions, tiers } from "../datasets.ts";
import { windowDays } from "../rules/world.ts";
import { type Lookups, resolvable } from "./lookups.ts";
import type { ReportObserver } from "./observe.ts";
import { StreamCounter } from "./overlaps.ts";
import { emptyPartial } from "./partial.ts";
import { count, newTally, type Tally } from "./tally.ts";

const hoursADay = 24;
const secondsADay = 86_400;
/** Hundredths of a minute with a cell of their own: 327 minutes. */
const watchedCells = 32_768;
const wholeRate = 10_000;

/** Values of each part of a row's code; 0 stands for what could not be looked up, the last hour and device for null. */
const parts = {
  region: regions.length + 1,
  tier: tiers.length + 1,
  genre: genres.length + 1,
  hour: hoursADay + 1,
  device: devices.length + 1,
} as const;
const codes = parts.region * parts.tier * parts.genre * parts.hour * parts.device;

/** Genre, tier and region count code + 1, 0 for what could not be looked up. */
function usageTallies(asOfDay: number) {
  return {
    genre: newTally(0, parts.genre),
    tier: newTally(0, parts.tier),
    region: newTally(0, parts.region),
    device: newTally(0, devices.length),
    started_at: newTally(asOfDay - windowDays, windowDays),
    /** 24 * (genre + 1) + hour */
    hours: newTally(0, hoursADay * parts.genre),
    duration_watched: newTally(0, watchedCells),
  };
}
type UsageTallies = ReturnType<typeof usageTallies>;

const counterNames = [
  "unresolved.customer_id",
  "unresolved.subscription_id",
  "unresolved.content_id",
  "past_as_of",
  "streams_checked",
  "streams_exceeded",
] as const;
type Counters = Record<(typeof counterNames)[number], number>;

export function observeUsage(asOfDay: number, lookups: Lookups): ReportObserver<UsageRows> {
  const tallies = usageTallies(asOfDay);
  /** Watched fraction of the title in ten-thousandths, by tier code + 1. */
  const fractions = talliesByTier();
  /** Completion in ten-thousandths, by tier code + 1. */
  const completions = talliesByTier();
  const counters = Object.fromEntries(counterNames.map((name) => [name, 0])) as Counters;
  const partial = emptyPartial("usage_logs", asOfDay, resolvable(lookups, "usage_logs"), {
    tallies: {
      ...tallies,
      ...Object.fromEntries(fractions.map((tally, code) => [`watched_fraction.${code}`, tally])),
      ...Object.fromEntries(completions.map((tally, code) => [`completion_rate.${code}`, tally])),
    },
    titleGenres: lookups.genre,
    counters,
  });
  const counter: RowCounter = {
    asOfDay,
    tallies,
    fractions,
    completions,
    counters,
    rowCodes: new Uint32Array(codes),
  };
  const streams = new StreamCounter(lookups, counters);
  return {
    observe(rows) {
      const { batch } = rows;
      partial.rows += batch.rows;
      for (let index = 0; index < batch.nulls.length; index++) partial.nulls[index]! += batch.nulls[index]!;
      countCodes(counter, rows);
      countMeasures(counter, rows);
      countStarts(counter, batch);
      streams.observe(batch, rows.plan);
    },
    finish() {
      tellApart(counter.rowCodes, tallies);
      counter.rowCodes.fill(0);
      counters["unresolved.customer_id"] = tallies.region.cells[0]!;
      counters["unresolved.content_id"] = tallies.genre.cells[0]!;
      return partial;
    },
  };
}

function talliesByTier(): Tally[] {
  return Array.from({ length: parts.tier }, () => newTally(0, wholeRate + 1));
}

interface RowCounter {
  readonly asOfDay: number;
  readonly tallies: UsageTallies;
  readonly fractions: readonly Tally[];
  readonly completions: readonly Tally[];
  readonly counters: Counters;
  /** How often each combination of region, tier, genre, hour and device was seen. */
  readonly rowCodes: Uint32Array;
}

function countCodes({ rowCodes, counters }: RowCounter, usage: UsageRows): void {
  const { batch, region, plan, tier, genre } = usage;
  const { rows, startSecond, device } = batch;
  let noSubscription = 0;
  for (let row = 0; row < rows; row++) {
    if (plan[row] === 0) noSubscription++;
    const second = startSecond[row]!;
    const hour = second < 0 ? hoursADay : (second / 3600) | 0;
    const watchedOn = device[row]! < 0 ? devices.length : device[row]!;
    const people = (region[row]! * parts.tier + tier[row]!) * parts.genre + genre[row]!;
    rowCodes[(people * parts.hour + hour) * parts.device + watchedOn]!++;
  }
  counters["unresolved.subscription_id"] += noSubscription;
}

function countMeasures({ tallies, fractions, completions }: RowCounter, { batch, tier, tenths }: UsageRows): void {
  const { rows, watchedHundredths, completion } = batch;
  for (let row = 0; row < rows; row++) {
    const watched = watchedHundredths[row]!;
    count(tallies.duration_watched, watched);
    count(completions[tier[row]!]!, completion[row]!);
    if (tenths[row]! > 0 && watched !== nullValue) count(fractions[tier[row]!]!, fractionOf(watched, tenths[row]!));
  }
}

/** Watched hundredths of a title of so many tenths, in ten-thousandths, as a number of 32 bits. */
function fractionOf(watchedHundredths: number, tenths: number): number {
  return Math.min((1000 * watchedHundredths) / tenths + 0.5, 2_000_000_000) | 0;
}

/** Counts runs of the same day, which are long, and the sessions of the last day that end beyond it. */
function countStarts({ asOfDay, tallies, counters }: RowCounter, batch: UsageBatch): void {
  const { rows, startDay, startSecond, watchedHundredths } = batch;
  for (let from = 0; from < rows; ) {
    const day = startDay[from]!;
    let to = from + 1;
    while (to < rows && startDay[to] === day) to++;
    count(tallies.started_at, day, to - from);
    for (let row = from; row < to && day === asOfDay - 1; row++) {
      // A hundredth of a minute is 0.6 seconds.
      if (startSecond[row]! * 10 + watchedHundredths[row]! * 6 > secondsADay * 10) counters.past_as_of++;
    }
    from = to;
  }
}

function tellApart(rowCodes: Uint32Array, { region, tier, genre, hours, device }: UsageTallies): void {
  for (let code = 0; code < rowCodes.length; code++) {
    const times = rowCodes[code]!;
    if (times === 0) continue;
    let rest = code;
    const next = (size: number): number => {
      const part = rest % size;
      rest = (rest - part) / size;
      return part;
    };
    const watchedOn = next(parts.device);
    const hour = next(parts.hour);
    const genreCode = next(parts.genre);
    if (watchedOn < devices.length) count(device, watchedOn, times);
    if (hour < hoursADay) count(hours, genreCode * hoursADay + hour, times);
    count(genre, genreCode, times);
    count(tier, next(parts.tier), times);
    count(region, rest, times);
  }
}
