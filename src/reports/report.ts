// Distribution reports: from a dataset's merged counts to what the API answers. The same counts give the same JSON.

import {
  changeTypes,
  type DatasetName,
  datasetSchemas,
  devices,
  genres,
  regions,
  subscriptionStatuses,
  tiers,
} from "../datasets.ts";
import { windowDays } from "../rules/world.ts";
import type { Manifest } from "../storage/manifest.ts";
import { listedCounts, lookedUpCounts, namedCounts, textCounts } from "./categories.ts";
import { subscriptionCharts, usageCharts } from "./charts.ts";
import { coverageOf } from "./coverage.ts";
import { type NumberScale, summarise } from "./numbers.ts";
import { type PartialReport, tallyOf } from "./partial.ts";
import type { CategoryCounts, DatasetReport, GroupedNumbers, RunReport } from "./schemas.ts";
import { addTally, count, newTally, type Tally, timesOf } from "./tally.ts";

export type { DatasetReport, RunReport } from "./schemas.ts";

export interface ReportContext {
  /** Day number of the as-of date. */
  readonly asOfDay: number;
}

type Sections = Omit<DatasetReport, "dataset" | "rows" | "nulls" | "references">;
const noSections: Sections = { categories: {}, numbers: {}, numbersBy: {}, coverage: {}, hours: null, sessions: null };

const sectionsOf: Readonly<Record<DatasetName, (partial: PartialReport, asOfDay: number) => Partial<Sections>>> = {
  customers: customerSections,
  plans: planSections,
  content: contentSections,
  subscriptions: subscriptionSections,
  usage_logs: usageSections,
};

const wholeNumber: NumberScale = { decimals: 0, unit: null, width: 1 };
const durationScale: NumberScale = { decimals: 1, unit: "minutes", width: 100 };
const fractionScale: NumberScale = { decimals: 4, unit: null, width: 500 };

/** The report of a dataset from its merged partial report. Throws RangeError when that is of another dataset. */
export function datasetReport(dataset: DatasetName, partial: PartialReport, context: ReportContext): DatasetReport {
  if (partial.dataset !== dataset)
    throw new RangeError(`A partial report of ${partial.dataset} is not one of ${dataset}`);
  const { columns } = datasetSchemas[dataset];
  return {
    dataset,
    rows: partial.rows,
    nulls: Object.fromEntries(columns.map((column, index) => [column.name, partial.nulls[index] ?? 0])),
    references: referencesOf(dataset, partial),
    ...noSections,
    ...sectionsOf[dataset](partial, context.asOfDay),
  };
}

/** The report of a run from those of its datasets. */
export function runReport(manifest: Manifest, datasetReports: readonly DatasetReport[]): RunReport {
  return {
    run: manifest.run,
    job: manifest.job,
    modelVersion: manifest.modelVersion,
    world: manifest.world,
    asOf: manifest.spec.asOf,
    seed: manifest.spec.seed,
    rows: datasetReports.reduce((sum, report) => sum + report.rows, 0),
    bytes: manifest.datasets.reduce((sum, entry) => sum + entry.bytes, 0),
    datasets: Object.fromEntries(datasetReports.map((report) => [report.dataset, report])),
  };
}

function referencesOf(dataset: DatasetName, partial: PartialReport): DatasetReport["references"] {
  const entries = datasetSchemas[dataset].references.map((reference) => {
    const target = reference.dataset;
    const known = target !== "usage_logs" && partial.resolvable[target];
    const unresolved = known ? (partial.counters[`unresolved.${reference.column}`] ?? 0) : null;
    return [reference.column, { dataset: target, unresolved }];
  });
  return Object.fromEntries(entries);
}

function customerSections(partial: PartialReport, asOfDay: number): Partial<Sections> {
  const letters = (code: number): string => String.fromCharCode(65 + Math.floor(code / 26), 65 + (code % 26));
  return {
    categories: {
      device: listedCounts(tallyOf(partial, "device"), devices),
      region: listedCounts(tallyOf(partial, "region"), regions),
      state: namedCounts(tallyOf(partial, "state"), letters),
    },
    numbers: { birth_year: summarise(tallyOf(partial, "birth_year"), { ...wholeNumber, width: 5 }) },
    coverage: { signup_date: coverageOf(tallyOf(partial, "signup_date"), asOfDay, { period: "day" }) },
  };
}

function planSections(partial: PartialReport): Partial<Sections> {
  return {
    categories: { tier: listedCounts(tallyOf(partial, "tier"), tiers) },
    numbers: {
      monthly_price: summarise(tallyOf(partial, "monthly_price"), { decimals: 2, unit: "USD", width: 100 }),
      max_streams: summarise(tallyOf(partial, "max_streams"), wholeNumber),
    },
  };
}

function contentSections(partial: PartialReport, asOfDay: number): Partial<Sections> {
  const byGenre = (_: string, code: number): Tally => tallyOf(partial, `duration_minutes.${code}`);
  return {
    categories: {
      genre: listedCounts(tallyOf(partial, "genre"), genres),
      category: textCounts(partial.texts["category"] ?? new Map()),
    },
    numbers: { duration_minutes: summarise(tallyOf(partial, "duration_minutes"), durationScale) },
    numbersBy: { duration_minutes: grouped("genre", genres, genres.map(byGenre), durationScale) },
    coverage: { release_date: coverageOf(tallyOf(partial, "release_date"), asOfDay, { period: "month" }) },
  };
}

function subscriptionSections(partial: PartialReport, asOfDay: number): Partial<Sections> {
  const days: NumberScale = { decimals: 0, unit: "days", width: 30 };
  return {
    categories: {
      plan_id: namedCounts(tallyOf(partial, "plan_id"), (code) => `P${code}`),
      tier: partial.resolvable.plans ? lookedUpCounts(tallyOf(partial, "tier"), tiers) : null,
      status: listedCounts(tallyOf(partial, "status"), subscriptionStatuses),
      change_type: listedCounts(tallyOf(partial, "change_type"), changeTypes),
    },
    numbers: { length_days_ended: summarise(tallyOf(partial, "length_days"), days) },
    coverage: {
      start_date: coverageOf(tallyOf(partial, "start_date"), asOfDay, { period: "month" }),
      end_date: coverageOf(tallyOf(partial, "end_date"), asOfDay, { period: "month" }),
    },
    charts: { subscriptions: subscriptionCharts(partial) },
  };
}

function usageSections(partial: PartialReport, asOfDay: number): Partial<Sections> {
  const { resolvable, counters } = partial;
  const tiersKnown = resolvable.subscriptions && resolvable.plans;
  const started = tallyOf(partial, "started_at");
  const window = [asOfDay - windowDays, asOfDay] as const;
  const fractions = tiers.map((_, code) => tallyOf(partial, `watched_fraction.${code + 1}`));
  const completions = [0, ...tiers.keys()].map((_, code) => tallyOf(partial, `completion_rate.${code}`));
  const fractionsKnown = tiersKnown && resolvable.content;
  return {
    categories: {
      genre: known(resolvable.content, () => lookedUpCounts(tallyOf(partial, "genre"), genres)),
      tier: known(tiersKnown, () => lookedUpCounts(tallyOf(partial, "tier"), tiers)),
      device: listedCounts(tallyOf(partial, "device"), devices),
      region: known(resolvable.customers, () => lookedUpCounts(tallyOf(partial, "region"), regions)),
    },
    numbers: {
      duration_watched: summarise(tallyOf(partial, "duration_watched"), { ...durationScale, decimals: 2, width: 1000 }),
      completion_rate: summarise(sumOf(completions), fractionScale),
      sessions_a_day: sessionsADay(started, window),
    },
    numbersBy: {
      watched_fraction: fractionsKnown ? grouped("tier", tiers, fractions, fractionScale) : null,
      completion_rate: tiersKnown ? grouped("tier", tiers, completions.slice(1), fractionScale) : null,
    },
    coverage: { started_at: coverageOf(started, asOfDay, { period: "day", days: window }) },
    hours: hoursOf(tallyOf(partial, "hours"), resolvable.content),
    sessions: {
      pastAsOf: counters["past_as_of"] ?? 0,
      overlapChecked: tiersKnown ? (counters["streams_checked"] ?? 0) : null,
      beyondMaxStreams: tiersKnown ? (counters["streams_exceeded"] ?? 0) : null,
    },
    ...(resolvable.content ? { charts: { usage: usageCharts(partial) } } : {}),
  };
}

function sumOf(tallies: readonly Tally[]): Tally {
  const [first, ...rest] = tallies;
  const sum = structuredClone(first!);
  for (const tally of rest) addTally(sum, tally);
  return sum;
}

function known(resolvable: boolean, counts: () => CategoryCounts): CategoryCounts | null {
  return resolvable ? counts() : null;
}

function grouped(by: string, groups: readonly string[], tallies: readonly Tally[], scale: NumberScale): GroupedNumbers {
  return { by, groups: Object.fromEntries(groups.map((group, index) => [group, summarise(tallies[index]!, scale)])) };
}

/** The distribution of the window's daily counts, days without a session included. */
function sessionsADay(started: Tally, [from, to]: readonly [number, number]): DatasetReport["numbers"][string] {
  const counts = newTally(0, 0);
  for (let day = from; day < to; day++) count(counts, timesOf(started, day));
  return summarise(counts, { decimals: 0, unit: "sessions", width: 1 });
}

/** Unpacks 24 * (genre + 1) + hour, genre 0 being unknown. */
function hoursOf(tally: Tally, contentKnown: boolean): DatasetReport["hours"] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const at = (group: number): number[] => hours.map((hour) => timesOf(tally, 24 * group + hour));
  const byGenre = genres.map((genre, code): [string, number[]] => [genre, at(code + 1)]);
  const all = at(0).map((unknown, hour) => byGenre.reduce((sum, [, counts]) => sum + (counts[hour] ?? 0), unknown));
  return { all, byGenre: contentKnown ? Object.fromEntries(byGenre) : null };
}
