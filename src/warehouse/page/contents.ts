// What the page asks the warehouse: every number on it, in one question, so that all are of one warehouse.

import { engagement } from "../analytics/engagement.ts";
import type { Division, Metric } from "../analytics/questions.ts";
import { type Row, records } from "../analytics/records.ts";
import { retention, subscriptionsByMonth } from "../analytics/subscriptions.ts";
import { topContent } from "../analytics/top-content.ts";
import type { Answer, AnsweringWarehouse, Statement } from "../queries/messages.ts";

export const titlesShown = 10;

const measures = {
  dau: ["dau", "day"],
  wau: ["wau", "day"],
  mau: ["mau", "day"],
  sessions: ["sessions", "tier"],
  minutes: ["minutes", "tier"],
  subscriberMinutes: ["minutes-per-subscriber", "tier"],
  genreMinutes: ["minutes", "genre"],
  hourSessions: ["sessions", "hour"],
} as const satisfies Readonly<Record<string, readonly [Metric, Division]>>;

export interface Measure {
  readonly segment: string;
  readonly value: number;
}

export type Measures = Readonly<Record<keyof typeof measures, readonly Measure[]>>;

export interface PageContents {
  readonly facts: AnsweringWarehouse;
  readonly titles: readonly Row[];
  readonly months: readonly Row[];
  readonly retention: readonly Row[];
  readonly measures: Measures;
}

export const pageStatements: readonly Statement[] = [
  topContent({ by: "minutes", limit: titlesShown }),
  subscriptionsByMonth,
  retention,
  ...Object.values(measures).map(([metric, by]) => engagement({ metric, by })),
];

/** The answers to `pageStatements`, by what they are. */
export function pageContents({ facts, tables }: Answer): PageContents {
  const [titles = [], months = [], cohorts = [], ...measured] = tables.map(records);
  const named = Object.keys(measures).map((name, index) => [name, (measured[index] ?? []).map(measureOf)]);
  // The names are those of `measures`, in its order.
  return { facts, titles, months, retention: cohorts, measures: Object.fromEntries(named) as Measures };
}

function measureOf({ segment, value }: Row): Measure {
  return { segment: String(segment), value: numberOf(value) };
}

/** A number of a row; nothing to measure draws as zero. */
export function numberOf(value: Row[string] | undefined): number {
  return typeof value === "number" ? value : 0;
}
