// Temporary tables that the summaries of usage are made of: the sessions in numbers, and who watched on which day.

import { devices, regions, tiers } from "../../datasets.ts";
import { codeOf, dayNumber } from "./codes.ts";

/** Tier and region of a subscriber as one number. */
const segment = `(${codeOf("plans.tier", tiers)}) * ${regions.length} + (${codeOf("person.region", regions)})`;

/** Tier and region code of a `segment`. */
export const tierCode = `segment / ${regions.length}`;
export const regionCode = `segment % ${regions.length}`;

/** The widest trailing window of days over which customers are counted. */
export const longestWindowDays = 30;

export const sessionStatements: readonly string[] = [
  `CREATE TEMP TABLE scope AS SELECT value AS as_of, ${dayNumber("value")} - 1 AS last_day FROM warehouse WHERE key = 'as_of'`,

  "CREATE TEMP TABLE person (customer INTEGER PRIMARY KEY, customer_id TEXT UNIQUE, region TEXT, cohort TEXT)",
  `INSERT INTO person (customer_id, region, cohort)
     SELECT customer_id, region, substr(signup_date, 1, 7) FROM customers ORDER BY customer_id`,

  "CREATE TEMP TABLE title (title INTEGER PRIMARY KEY, content_id TEXT UNIQUE, genre TEXT)",
  "INSERT INTO title (content_id, genre) SELECT content_id, genre FROM content ORDER BY content_id",

  "CREATE TEMP TABLE subscriber (subscription_id TEXT PRIMARY KEY, customer INTEGER, segment INTEGER) WITHOUT ROWID",
  `INSERT INTO subscriber
     SELECT subscription_id, person.customer, ${segment}
     FROM subscriptions JOIN plans USING (plan_id) JOIN person USING (customer_id) ORDER BY subscription_id`,

  // Cross joins keep their order: one pass over usage_logs with two look-ups a row, both in tables that fit a processor's cache.
  `CREATE TEMP TABLE session AS
     SELECT subscriber.customer, title.title, subscriber.segment,
       ${dayNumber("substr(started_at, 1, 10)")} AS day,
       CAST(substr(started_at, 12, 2) AS INTEGER) AS hour,
       ${codeOf("device", devices)} AS device,
       CAST(duration_watched * 100 + 0.5 AS INTEGER) AS minutes_x100,
       CAST(completion_rate * 10000 + 0.5 AS INTEGER) AS completion_x10000
     FROM usage_logs CROSS JOIN subscriber USING (subscription_id) CROSS JOIN title USING (content_id)
     WHERE started_at < (SELECT as_of FROM scope)`,

  `CREATE TEMP TABLE customer_day (
     customer INTEGER, day INTEGER, segment INTEGER, sessions INTEGER, minutes_x100 INTEGER, completion_x10000 INTEGER,
     PRIMARY KEY (customer, day, segment)
   ) WITHOUT ROWID`,
  `INSERT INTO customer_day
     SELECT customer, day, segment, count(*), sum(minutes_x100), sum(completion_x10000)
     FROM session GROUP BY customer, day, segment`,

  `CREATE TEMP TABLE last_seen AS
     SELECT customer, segment, max(day) AS day FROM customer_day
     WHERE day > (SELECT last_day FROM scope) - ${longestWindowDays} GROUP BY customer, segment`,
];
