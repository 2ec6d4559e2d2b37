// Summary tables of usage: titles by day, the days, and the segments of six dimensions.

import { devices, genres, regions, tiers } from "../../datasets.ts";
import { codeOf, dateOf, positions, valueAt } from "./codes.ts";
import { longestWindowDays, regionCode, tierCode } from "./sessions.ts";

const sums = "count(*) AS sessions, sum(minutes_x100) AS minutes_x100, sum(completion_x10000) AS completion_x10000";
const sumsOfSums =
  "sum(sessions) AS sessions, sum(minutes_x100) AS minutes_x100, sum(completion_x10000) AS completion_x10000";
const sumColumns = "sessions INTEGER NOT NULL, minutes_x100 INTEGER NOT NULL, completion_x10000 INTEGER NOT NULL";
const sumsOrZero =
  "coalesce(sessions, 0) AS sessions, coalesce(minutes_x100, 0) AS minutes_x100, coalesce(completion_x10000, 0) AS completion_x10000";
const customerColumns =
  "dau INTEGER NOT NULL, wau INTEGER NOT NULL, mau INTEGER NOT NULL, subscribers INTEGER NOT NULL";

const titleStatements: readonly string[] = [
  `CREATE TABLE summary_title_day (
     content_id TEXT NOT NULL, day TEXT NOT NULL, region TEXT NOT NULL, tier TEXT NOT NULL, ${sumColumns},
     PRIMARY KEY (content_id, day, region, tier)
   ) STRICT, WITHOUT ROWID`,
  `INSERT INTO summary_title_day
     SELECT content_id, ${dateOf("day")}, ${valueAt(regionCode, regions)}, ${valueAt(tierCode, tiers)},
       sessions, minutes_x100, completion_x10000
     FROM (SELECT title, day, segment, ${sums} FROM session GROUP BY title, day, segment) JOIN title USING (title)`,

  `CREATE TABLE summary_title (
     content_id TEXT NOT NULL, region TEXT NOT NULL, tier TEXT NOT NULL, ${sumColumns},
     PRIMARY KEY (content_id, region, tier)
   ) STRICT, WITHOUT ROWID`,
  `INSERT INTO summary_title
     SELECT content_id, region, tier, ${sumsOfSums} FROM summary_title_day GROUP BY content_id, region, tier`,
];

/**
 * A customer seen on a day and next time `gap` days later is among those of a trailing window of w days on min(w, gap) days
 * from then on: so everybody is counted once a day without being listed.
 */
const dayStatements: readonly string[] = [
  `CREATE TEMP TABLE return AS
     WITH seen AS (
       SELECT day, lead(day) OVER (PARTITION BY customer ORDER BY day) - day AS gap FROM customer_day
     )
     SELECT day, min(coalesce(gap, ${longestWindowDays}), ${longestWindowDays}) AS gap, count(*) AS customers
     FROM seen GROUP BY 1, 2 ORDER BY 1`,
  "CREATE INDEX temp.return_day ON return (day)",
  `CREATE TEMP TABLE subscriber_total AS
     WITH change AS (
       SELECT start_day AS day, 1 AS change FROM spell UNION ALL SELECT end_day, -1 FROM spell
     )
     SELECT day, sum(sum(change)) OVER (ORDER BY day) AS subscribers FROM change GROUP BY day ORDER BY day`,
  "CREATE INDEX temp.subscriber_total_day ON subscriber_total (day)",

  `CREATE TABLE summary_day (day TEXT PRIMARY KEY, ${sumColumns}, ${customerColumns}) STRICT, WITHOUT ROWID`,
  `INSERT INTO summary_day
     WITH RECURSIVE calendar (day) AS (
       SELECT min(day) FROM customer_day HAVING count(*) > 0
       UNION ALL SELECT day + 1 FROM calendar WHERE day < (SELECT last_day FROM scope)
     ),
     watched AS (SELECT day AS date, ${sumsOfSums} FROM summary_title_day GROUP BY day),
     present AS (
       SELECT calendar.day,
         sum(CASE WHEN calendar.day < return.day + min(gap, 1) THEN customers ELSE 0 END) AS dau,
         sum(CASE WHEN calendar.day < return.day + min(gap, 7) THEN customers ELSE 0 END) AS wau,
         sum(CASE WHEN calendar.day < return.day + gap THEN customers ELSE 0 END) AS mau
       FROM calendar JOIN return ON return.day BETWEEN calendar.day - ${longestWindowDays - 1} AND calendar.day
       GROUP BY calendar.day
     )
     SELECT ${dateOf("calendar.day")}, ${sumsOrZero}, coalesce(dau, 0), coalesce(wau, 0), coalesce(mau, 0),
       coalesce((SELECT subscribers FROM subscriber_total AS total
         WHERE total.day <= calendar.day ORDER BY total.day DESC LIMIT 1), 0)
     FROM calendar LEFT JOIN watched ON watched.date = ${dateOf("calendar.day")} LEFT JOIN present USING (day)`,
  "DROP TABLE temp.return",
  "DROP TABLE temp.subscriber_total",
];

interface Dimension {
  readonly name: string;
  /** SQL of `(position, segment)`: every segment, in the order it is shown. */
  readonly segments: string;
  /** SQL of `(segment, sessions, minutes_x100, completion_x10000)`. */
  readonly sums: string;
  /** SQL of `(segment, day)`: the last day of each customer in the segment, one row a customer and segment. */
  readonly lastDays: string;
  /** SQL of `(segment, customer)`: subscribers at the as-of date; absent where all of them stand against every segment. */
  readonly subscribers?: string;
}

/** Spells that go on at the as-of date. */
const subscribing = "end_day > (SELECT last_day FROM scope) + 1";
const recent = `day > (SELECT last_day FROM scope) - ${longestWindowDays}`;

const dimensions: readonly Dimension[] = [
  {
    name: "hour",
    segments: positions(Array.from({ length: 24 }, (_, hour) => String(hour))),
    sums: `SELECT CAST(hour AS TEXT) AS segment, ${sumsOfSums} FROM hour_device GROUP BY hour`,
    lastDays: `SELECT CAST(hour AS TEXT) AS segment, max(day) AS day FROM session WHERE ${recent} GROUP BY customer, hour`,
  },
  {
    name: "tier",
    segments: positions(tiers),
    sums: `SELECT tier AS segment, ${sumsOfSums} FROM summary_title GROUP BY tier`,
    lastDays: `SELECT ${valueAt(tierCode, tiers)} AS segment, max(day) AS day FROM last_seen GROUP BY customer, ${tierCode}`,
    subscribers: `SELECT tier AS segment, customer_id AS customer FROM subscriptions JOIN plans USING (plan_id)
      WHERE start_date < (SELECT as_of FROM scope) AND (end_date IS NULL OR end_date > (SELECT as_of FROM scope))`,
  },
  {
    name: "genre",
    segments: positions(genres),
    sums: `SELECT genre AS segment, ${sumsOfSums} FROM summary_title JOIN content USING (content_id) GROUP BY genre`,
    lastDays: `SELECT ${valueAt("genre", genres)} AS segment, max(day) AS day FROM (
        SELECT customer, day, ${codeOf("genre", genres)} AS genre FROM session CROSS JOIN title USING (title) WHERE ${recent}
      ) GROUP BY customer, genre`,
  },
  {
    name: "region",
    segments: positions(regions),
    sums: `SELECT region AS segment, ${sumsOfSums} FROM summary_title GROUP BY region`,
    lastDays: "SELECT region AS segment, max(day) AS day FROM last_seen JOIN person USING (customer) GROUP BY customer",
    subscribers: `SELECT region AS segment, customer FROM spell JOIN person USING (customer) WHERE ${subscribing}`,
  },
  {
    name: "device",
    segments: positions(devices),
    sums: `SELECT ${valueAt("device", devices)} AS segment, ${sumsOfSums} FROM hour_device GROUP BY device`,
    lastDays: `SELECT ${valueAt("device", devices)} AS segment, max(day) AS day FROM session WHERE ${recent} GROUP BY customer, device`,
  },
  {
    name: "cohort",
    segments: "SELECT row_number() OVER (ORDER BY cohort) - 1, cohort FROM person GROUP BY cohort",
    sums: `SELECT cohort AS segment, ${sumsOfSums} FROM (
        SELECT customer, ${sumsOfSums} FROM customer_day GROUP BY customer
      ) JOIN person USING (customer) GROUP BY cohort`,
    lastDays: "SELECT cohort AS segment, max(day) AS day FROM last_seen JOIN person USING (customer) GROUP BY customer",
    subscribers: `SELECT cohort AS segment, customer FROM spell JOIN person USING (customer) WHERE ${subscribing}`,
  },
];

const seenSince = (days: number): string => `sum(day > (SELECT last_day FROM scope) - ${days})`;

function segmentStatement({ name, segments, sums: watched, lastDays, subscribers }: Dimension): string {
  const all = `(SELECT count(*) FROM spell WHERE ${subscribing})`;
  const own = subscribers === undefined ? all : "coalesce(subscribers, 0)";
  const counted =
    subscribers === undefined
      ? ""
      : `LEFT JOIN (SELECT segment, count(DISTINCT customer) AS subscribers FROM (${subscribers}) GROUP BY segment) USING (segment)`;
  return `INSERT INTO summary_segment
     WITH listed (position, segment) AS (${segments})
     SELECT '${name}', position, segment, ${sumsOrZero}, coalesce(dau, 0), coalesce(wau, 0), coalesce(mau, 0), ${own}
     FROM listed LEFT JOIN (${watched}) USING (segment)
     LEFT JOIN (
       SELECT segment, ${seenSince(1)} AS dau, ${seenSince(7)} AS wau, ${seenSince(30)} AS mau FROM (${lastDays}) GROUP BY segment
     ) USING (segment) ${counted}`;
}

export const usageSummaries: readonly string[] = [
  ...titleStatements,
  ...dayStatements,
  `CREATE TABLE summary_segment (
     dimension TEXT NOT NULL, position INTEGER NOT NULL, segment TEXT NOT NULL, ${sumColumns}, ${customerColumns},
     PRIMARY KEY (dimension, position)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TEMP TABLE hour_device AS SELECT hour, device, ${sums} FROM session GROUP BY hour, device`,
  ...dimensions.map(segmentStatement),
  "DROP TABLE temp.hour_device",
];
