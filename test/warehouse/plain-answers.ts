// The analytics questions asked of the CSV rows in plain TypeScript, by the definitions in words: nothing of the service's SQL is used.

import type { Division, Metric, TopContentParameters } from "../../src/warehouse/analytics/questions.ts";
import { type CsvRow, csvRows } from "./hand-warehouse.ts";

export interface Session {
  readonly customer: string;
  readonly day: string;
  readonly minutes: number;
  readonly completion: number;
  readonly title: CsvRow;
  readonly segments: Readonly<Record<Exclude<Division, "day">, string>>;
}

export interface PlainFiles {
  readonly asOf: string;
  readonly sessions: readonly Session[];
  readonly customers: readonly CsvRow[];
  readonly subscriptions: readonly CsvRow[];
  readonly plans: ReadonlyMap<string, CsvRow>;
}

const dayMilliseconds = 86_400_000;

export function shifted(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMilliseconds).toISOString().slice(0, 10);
}

const mondayOf = (day: string): string => shifted(day, -((new Date(day).getUTCDay() + 6) % 7));
const keyed = (rows: readonly CsvRow[], key: string): Map<string, CsvRow> =>
  new Map(rows.map((row) => [row[key]!, row]));

export function readPlainFiles(directory: string, asOf: string): PlainFiles {
  const customers = csvRows(directory, "customers");
  const subscriptions = csvRows(directory, "subscriptions");
  const plans = keyed(csvRows(directory, "plans"), "plan_id");
  const [people, contracts, titles] = [
    keyed(customers, "customer_id"),
    keyed(subscriptions, "subscription_id"),
    keyed(csvRows(directory, "content"), "content_id"),
  ];
  const sessions = csvRows(directory, "usage_logs").map((row): Session => {
    const person = people.get(row["customer_id"]!)!;
    const title = titles.get(row["content_id"]!)!;
    const day = row["started_at"]!.slice(0, 10);
    return {
      customer: row["customer_id"]!,
      day,
      minutes: Number(row["duration_watched"]),
      completion: Number(row["completion_rate"]),
      title,
      segments: {
        week: mondayOf(day),
        hour: String(Number(row["started_at"]!.slice(11, 13))),
        tier: plans.get(contracts.get(row["subscription_id"]!)!["plan_id"]!)!["tier"]!,
        genre: title["genre"]!,
        region: person["region"]!,
        device: row["device"]!,
        cohort: person["signup_date"]!.slice(0, 7),
      },
    };
  });
  return { asOf, sessions, customers, subscriptions, plans };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const distinct = (sessions: readonly Session[]): number => new Set(sessions.map(({ customer }) => customer)).size;
const mean = (values: readonly number[]): number => total(values) / values.length;

/** Customers who subscribe on a day: from the start on, until the day before the end. */
function subscribersOn(
  { subscriptions }: PlainFiles,
  day: string,
  keep: (row: CsvRow) => boolean = () => true,
): Set<string> {
  const active = subscriptions.filter(
    (row) => row["start_date"]! <= day && (row["end_date"] === "" || row["end_date"]! > day) && keep(row),
  );
  return new Set(active.map((row) => row["customer_id"]!));
}

function seen(files: PlainFiles, last: string, days: number, keep: (session: Session) => boolean = () => true): number {
  const first = shifted(last, 1 - days);
  return distinct(files.sessions.filter((session) => session.day >= first && session.day <= last && keep(session)));
}

const windowOf: Partial<Readonly<Record<Metric, number>>> = { dau: 1, wau: 7, mau: 30 };

export function plainEngagement(files: PlainFiles, metric: Metric, by: Division, segment: string): number {
  const within = files.sessions.filter((session) => (by === "day" ? session.day : session.segments[by]) === segment);
  const days = windowOf[metric];
  const lastDay = shifted(files.asOf, -1);
  if (days !== undefined) {
    if (by === "day") return seen(files, segment, days);
    if (by !== "week") return seen(files, lastDay, days, (session) => session.segments[by] === segment);
    const week = Array.from({ length: 7 }, (_, index) => shifted(segment, index)).filter(
      (day) => day <= lastDay && day >= files.sessions[0]!.day,
    );
    return metric === "dau" ? mean(week.map((day) => seen(files, day, 1))) : seen(files, week.at(-1)!, days);
  }
  if (metric === "sessions") return within.length;
  if (metric === "completion") return mean(within.map(({ completion }) => completion));
  const minutes = total(within.map((session) => session.minutes));
  return metric === "minutes" ? minutes : minutes / subscribersOf(files, by, segment);
}

function subscribersOf(files: PlainFiles, by: Division, segment: string): number {
  const lastDay = shifted(files.asOf, -1);
  if (by === "day") return subscribersOn(files, segment).size;
  if (by === "week") return subscribersOn(files, [shifted(segment, 6), lastDay].sort()[0]!).size;
  const person = keyed(files.customers, "customer_id");
  return subscribersOn(files, files.asOf, (row) => {
    const { region, signup_date: signup } = person.get(row["customer_id"]!)!;
    if (by === "tier") return files.plans.get(row["plan_id"]!)!["tier"] === segment;
    return by === "region" ? region === segment : by === "cohort" ? signup!.slice(0, 7) === segment : true;
  }).size;
}

export interface PlainTitle {
  readonly rank: number;
  readonly contentId: string;
  readonly title: string;
  readonly genre: string;
  readonly category: string;
  readonly sessions: number;
  readonly minutes: number;
  readonly completion: number;
}

export function plainTopContent(files: PlainFiles, parameters: TopContentParameters): PlainTitle[] {
  const { by, limit, genre, region, tier, from = "0000", to = "9999" } = parameters;
  const byTitle = new Map<string, Session[]>();
  for (const session of files.sessions) {
    const { segments } = session;
    if ((genre ?? segments.genre) !== segments.genre || (tier ?? segments.tier) !== segments.tier) continue;
    if ((region ?? segments.region) !== segments.region || session.day < from || session.day > to) continue;
    const id = session.title["content_id"]!;
    byTitle.set(id, [...(byTitle.get(id) ?? []), session]);
  }
  const rows = [...byTitle].map(([contentId, sessions]) => ({
    contentId,
    title: sessions[0]!.title["title"]!,
    genre: sessions[0]!.title["genre"]!,
    category: sessions[0]!.title["category"]!,
    sessions: sessions.length,
    // Sums of cents of a minute are exact: equal titles stay equal.
    minutes: total(sessions.map(({ minutes }) => Math.round(100 * minutes))) / 100,
    completion: total(sessions.map(({ completion }) => Math.round(10_000 * completion))) / sessions.length / 10_000,
  }));
  rows.sort((a, b) => b[by] - a[by] || (a.contentId < b.contentId ? -1 : 1));
  return rows.slice(0, limit).map((row, index) => ({ rank: index + 1, ...row }));
}

const monthOf = (day: string): string => day.slice(0, 7);

/** The months from one to another, both counted in. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = monthOf(shifted(`${month}-28`, 5))) months.push(month);
  return months;
}

function lastDayOf(month: string): string {
  return shifted(`${monthOf(shifted(`${month}-28`, 5))}-01`, -1);
}

export function plainMonths(files: PlainFiles): object[] {
  const { subscriptions, plans, asOf } = files;
  const lastDay = shifted(asOf, -1);
  const first = subscriptions.map((row) => monthOf(row["start_date"]!)).sort()[0]!;
  const changes = new Set(
    subscriptions
      .filter((row) => row["change_type"] === "upgrade" || row["change_type"] === "downgrade")
      .map((row) => `${row["customer_id"]} ${row["start_date"]}`),
  );
  return monthsBetween(first, monthOf(lastDay)).map((month) => {
    const began = (type: string): number =>
      subscriptions.filter((row) => monthOf(row["start_date"]!) === month && row["change_type"] === type).length;
    const churn = subscriptions.filter(
      (row) =>
        monthOf(row["end_date"]!) === month &&
        row["end_date"]! <= lastDay &&
        !changes.has(`${row["customer_id"]} ${row["end_date"]}`),
    ).length;
    const end = [lastDayOf(month), lastDay].sort()[0]!;
    const paying = subscriptions.filter(
      (row) => row["start_date"]! <= end && (row["end_date"] === "" || row["end_date"]! > end),
    );
    const cents = total(paying.map((row) => Math.round(100 * Number(plans.get(row["plan_id"]!)!["monthly_price"]))));
    return {
      month,
      starts: began("new"),
      winbacks: began("winback"),
      upgrades: began("upgrade"),
      downgrades: began("downgrade"),
      churn,
      active: subscribersOn(files, end).size,
      mrr: cents / 100,
    };
  });
}

export function plainRetention(
  files: PlainFiles,
): { cohort: string; customers: number; monthsAfter: number; subscribed: number }[] {
  const lastDay = shifted(files.asOf, -1);
  const cohorts = [...new Set(files.customers.map((row) => monthOf(row["signup_date"]!)))].sort();
  return cohorts.flatMap((cohort) => {
    const people = files.customers.filter((row) => monthOf(row["signup_date"]!) === cohort);
    return monthsBetween(cohort, monthOf(lastDay))
      .filter((month) => lastDayOf(month) <= lastDay)
      .map((month, monthsAfter) => {
        const active = subscribersOn(files, lastDayOf(month));
        const subscribed = people.filter((row) => active.has(row["customer_id"]!)).length;
        return { cohort, customers: people.length, monthsAfter, subscribed };
      });
  });
}
