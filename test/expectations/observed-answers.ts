// What the files of a world answer to the questions of the key: the same shape, counted row by row from the CSV text.
import { type DatasetName, datasetNames, devices, genres, regions, tiers } from "../../src/datasets.ts";
import { dayNumber, isoDate, isWeekend, type World } from "../../src/rules/world.ts";
import { linesOf } from "../worlds.ts";

export interface Answers {
  readonly [name: string]: Answer;
}
export type Answer = number | string | boolean | null | readonly Answer[] | Answers;

/** Counts and sums by group and key within it. */
class Tally {
  readonly #groups = new Map<string, Map<string, number>>();

  /** The group's counts, for loops that add to one group only. */
  group(name: string): Map<string, number> {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new Map();
      this.#groups.set(name, group);
    }
    return group;
  }

  add(name: string, key: string, value = 1): void {
    addTo(this.group(name), key, value);
  }

  of(name: string, key: string): number {
    return this.group(name).get(key) ?? 0;
  }

  /** The sum of a key in one group over that in another; null where there is nothing below. */
  over(above: string, below: string, key: string): number | null {
    return this.of(below, key) === 0 ? null : this.of(above, key) / this.of(below, key);
  }
}

function addTo(group: Map<string, number>, key: string, value = 1): void {
  group.set(key, (group.get(key) ?? 0) + value);
}

const named = <T>(names: readonly string[], value: (name: string) => T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, value(name)]));

/** Field by field as GROUP BY would count them. */
export function observedAnswers(world: World): Answers {
  const tally = new Tally();
  const rows = (dataset: DatasetName): string[] => {
    const lines = linesOf(world, dataset);
    tally.add("rows", dataset, lines.length);
    return lines;
  };
  const homes = new Map<string, string>();
  for (const line of rows("customers")) {
    const [id = "", , , , , , region = "", device = "", signup = ""] = line.split(",");
    homes.set(id, region);
    for (const key of [region, device, signup.slice(0, 7)]) tally.add("customers", key);
  }
  const tierOfPlan = new Map<string, string>();
  for (const line of rows("plans")) {
    const [id = "", tier = "", price = ""] = line.split(",");
    tierOfPlan.set(id, tier);
    tally.add("price", tier, Number(price));
  }
  const tierOfSubscription = new Map<string, string>();
  for (const line of rows("subscriptions")) {
    const [id = "", , plan = "", , , status = "", change = ""] = line.split(",");
    const tier = tierOfPlan.get(plan)!;
    tierOfSubscription.set(id, tier);
    for (const key of ["all", tier, status, change]) tally.add("subscriptions", key);
    if (status !== "ended") tally.add("subscribers", tier);
  }
  const titles = titlesOf(rows("content"), tally);
  const sessions = tally.group("sessions");
  const cells = new Map<string, Cell>(
    genres.flatMap((genre) => tiers.map((tier) => [`${genre}${tier}`, emptyCell()] as const)),
  );
  for (const line of rows("usage_logs")) {
    const [, customer = "", subscription = "", title = "", started = "", device = "", watched = "", completion = ""] =
      line.split(",");
    const { genre, minutes } = titles.get(title)!;
    const cell = cells.get(genre + tierOfSubscription.get(subscription)!)!;
    countSession(cell, minutes, Number(watched), Number(completion));
    const [day, hour] = [started.slice(0, 10), started.slice(11, 13)];
    for (const key of [homes.get(customer)!, device, day, genre + hour]) addTo(sessions, key);
    tally.add(`titles of ${genre}`, title);
  }
  addCells(tally, cells);
  return answersOf(world, tally);
}

function titlesOf(lines: readonly string[], tally: Tally): Map<string, { genre: string; minutes: number }> {
  const titles = new Map<string, { genre: string; minutes: number }>();
  for (const line of lines) {
    // Titles may be quoted and hold commas; the fields after them may not.
    const fields = line.split(",");
    const [genre = "", , minutes = ""] = fields.slice(-4);
    titles.set(fields[0]!, { genre, minutes: Number(minutes) });
    tally.add("content", genre);
  }
  return titles;
}

/** What the sessions of one genre and tier add up to. */
interface Cell {
  sessions: number;
  minutes: number;
  fraction: number;
  completion: number;
  atLeast70: number;
  below40: number;
  exactlyOne: number;
}

const emptyCell = (): Cell => ({
  sessions: 0,
  minutes: 0,
  fraction: 0,
  completion: 0,
  atLeast70: 0,
  below40: 0,
  exactlyOne: 0,
});

function countSession(cell: Cell, minutes: number, watched: number, completion: number): void {
  // Whole hundredths of a minute, so that no comparison hangs on a binary fraction.
  const [hundredths, tenths] = [Math.round(watched * 100), Math.round(minutes * 10)];
  cell.sessions++;
  cell.minutes += watched;
  cell.fraction += watched / minutes;
  cell.completion += completion;
  if (hundredths >= 7 * tenths) cell.atLeast70++;
  if (hundredths < 4 * tenths) cell.below40++;
  if (completion === 1) cell.exactlyOne++;
}

/** The cells of some genres and tiers, added into the tally under a name. */
function addCells(tally: Tally, cells: ReadonlyMap<string, Cell>): void {
  for (const genre of genres) {
    for (const tier of tiers) {
      for (const [part, value] of Object.entries(cells.get(`${genre}${tier}`) ?? emptyCell())) {
        for (const key of ["all", tier, genre, `${genre}${tier}`]) tally.add(part, key, value as number);
      }
    }
  }
}

function answersOf(world: World, tally: Tally): Answers {
  const countAndShare = (key: string): Answers => ({
    sessions: tally.of("sessions", key),
    share: tally.of("sessions", key) / tally.of("sessions", "all"),
  });
  const meanMinutes = (key: string): number | null => tally.over("minutes", "sessions", key);
  const days = Array.from({ length: 730 }, (_, index) => isoDate(world.asOfDay - 730 + index));
  const months = [...new Set(days.map((date) => date.slice(0, 7)))];
  return {
    datasets: named(datasetNames, (dataset) => ({ rows: tally.of("rows", dataset) })),
    customers: {
      byRegion: named(regions, (region) => tally.of("customers", region)),
      byDevice: named(devices, (device) => tally.of("customers", device)),
      bySignupMonth: months.map((month) => ({ month, customers: tally.of("customers", month) })),
    },
    plans: { monthlyPriceByTier: named(tiers, (tier) => tally.of("price", tier)) },
    content: { byGenre: named(genres, (genre) => tally.of("content", genre)) },
    subscriptions: {
      rows: tally.of("subscriptions", "all"),
      byChangeType: named(["new", "upgrade", "downgrade", "winback"], (name) => tally.of("subscriptions", name)),
      byStatus: named(["active", "canceling", "ended"], (name) => tally.of("subscriptions", name)),
      byTier: named(tiers, (tier) => tally.of("subscriptions", tier)),
      subscribersByTier: named(tiers, (tier) => tally.of("subscribers", tier)),
    },
    sessions: {
      total: tally.of("sessions", "all"),
      byTier: named(tiers, countAndShare),
      byGenre: named(genres, countAndShare),
      byRegion: named(regions, countAndShare),
      byDevice: named(devices, countAndShare),
      byGenreAndHour: named(genres, (genre) =>
        Array.from({ length: 24 }, (_, hour) => tally.of("sessions", genre + String(hour).padStart(2, "0"))),
      ),
      byDay: Array.from({ length: 60 }, (_, index) => {
        const date = isoDate(world.asOfDay - 60 + index);
        return { date, weekend: isWeekend(dayNumber(date)), sessions: tally.of("sessions", date) };
      }),
      ratios: ratiosOf(world, tally),
    },
    minutesWatched: {
      total: tally.of("minutes", "all"),
      meanByGenre: named(genres, meanMinutes),
      meanByTier: named(tiers, meanMinutes),
      meanByGenreAndTier: named(genres, (genre) => named(tiers, (tier) => meanMinutes(`${genre}${tier}`))),
    },
    watchingByTier: named(tiers, (tier) => ({
      watchedFraction: {
        mean: tally.over("fraction", "sessions", tier),
        atLeast70Percent: tally.over("atLeast70", "sessions", tier),
        below40Percent: tally.over("below40", "sessions", tier),
      },
      completionRate: {
        mean: tally.over("completion", "sessions", tier),
        exactlyOne: tally.over("exactlyOne", "sessions", tier),
      },
    })),
    topTitlesByGenre: named(genres, (genre) => topShares(tally, genre)),
  };
}

function ratiosOf(world: World, tally: Tally): Answers {
  const aDay = (days: (age: number) => boolean): number => {
    const ages = Array.from({ length: 60 }, (_, index) => index + 1).filter(days);
    const sessions = ages.reduce((sum, age) => sum + tally.of("sessions", isoDate(world.asOfDay - age)), 0);
    return sessions / ages.length;
  };
  const weekend = (age: number): boolean => isWeekend(world.asOfDay - age);
  const recent = (age: number): boolean => age <= 14;
  return {
    weekend: {
      last14Days: aDay((age) => recent(age) && weekend(age)) / aDay((age) => recent(age) && !weekend(age)),
      window: aDay(weekend) / aDay((age) => !weekend(age)),
    },
    recent: aDay(recent) / aDay((age) => !recent(age)),
  };
}

/** The ten largest shares of a genre's titles, in order; 0 for titles that nobody watched. */
function topShares(tally: Tally, genre: string): Answers[] {
  const counts = [...tally.group(`titles of ${genre}`).values()].sort((a, b) => b - a);
  const sessions = tally.of("sessions", genre);
  return Array.from({ length: 10 }, (_, index) => ({ rank: index + 1, share: (counts[index] ?? 0) / sessions }));
}
