// Summary tables of subscriptions: what happened in each month and what stood at its end, and how signup cohorts stay.
// A month ends with its last day, and the last one with the day before the as-of date.

import { dateOf, monthNumber, monthOf } from "./codes.ts";

const startsOf = (changeType: string): string => `sum(change_type = '${changeType}')`;
const spellMonth = (day: string): string => monthNumber(dateOf(day));
const passed = "<= (SELECT last_day FROM scope)";

export const subscriptionSummaries: readonly string[] = [
  `CREATE TABLE summary_month (
     month TEXT PRIMARY KEY, starts INTEGER NOT NULL, winbacks INTEGER NOT NULL, upgrades INTEGER NOT NULL,
     downgrades INTEGER NOT NULL, churn INTEGER NOT NULL, active INTEGER NOT NULL, mrr_cents INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  `INSERT INTO summary_month
     WITH RECURSIVE bound AS (
       SELECT min(${monthNumber("start_date")}) AS first FROM subscriptions
       WHERE start_date < (SELECT as_of FROM scope) HAVING count(*) > 0
     ),
     calendar (month) AS (
       SELECT first FROM bound
       UNION ALL SELECT month + 1 FROM calendar, scope WHERE month < ${monthNumber(dateOf("last_day"))}
     ),
     began AS (
       SELECT ${monthNumber("start_date")} AS month, ${startsOf("new")} AS starts, ${startsOf("winback")} AS winbacks,
         ${startsOf("upgrade")} AS upgrades, ${startsOf("downgrade")} AS downgrades
       FROM subscriptions WHERE start_date < (SELECT as_of FROM scope) GROUP BY 1
     ),
     came AS (SELECT ${spellMonth("start_day")} AS month, count(*) AS customers FROM spell GROUP BY 1),
     gone AS (SELECT ${spellMonth("end_day")} AS month, count(*) AS customers FROM spell WHERE end_day ${passed} GROUP BY 1),
     price AS (
       SELECT month, sum(cents) AS cents FROM (
         SELECT ${monthNumber("start_date")} AS month, CAST(round(monthly_price * 100) AS INTEGER) AS cents
         FROM subscriptions JOIN plans USING (plan_id) WHERE start_date < (SELECT as_of FROM scope)
         UNION ALL
         SELECT ${monthNumber("end_date")}, -CAST(round(monthly_price * 100) AS INTEGER)
         FROM subscriptions JOIN plans USING (plan_id) WHERE start_date < (SELECT as_of FROM scope) AND end_date < (SELECT as_of FROM scope)
       ) GROUP BY month
     )
     SELECT ${monthOf("month")}, coalesce(starts, 0), coalesce(winbacks, 0), coalesce(upgrades, 0), coalesce(downgrades, 0),
       coalesce(gone.customers, 0),
       sum(coalesce(came.customers, 0) - coalesce(gone.customers, 0)) OVER (ORDER BY month),
       sum(coalesce(cents, 0)) OVER (ORDER BY month)
     FROM calendar LEFT JOIN began USING (month) LEFT JOIN came USING (month) LEFT JOIN gone USING (month)
     LEFT JOIN price USING (month)`,

  `CREATE TABLE summary_retention (
     cohort TEXT NOT NULL, months_after INTEGER NOT NULL, customers INTEGER NOT NULL, subscribed INTEGER NOT NULL,
     PRIMARY KEY (cohort, months_after)
   ) STRICT, WITHOUT ROWID`,
  // A spell stands at the ends of the months from that of its start to the one before that of its end.
  `INSERT INTO summary_retention
     WITH RECURSIVE cohort AS (
       SELECT ${monthNumber("signup_date")} AS month, count(*) AS customers FROM customers
       WHERE signup_date < (SELECT as_of FROM scope) GROUP BY 1
     ),
     calendar (cohort, month, customers) AS (
       SELECT month, month, customers FROM cohort WHERE month < (SELECT ${monthNumber("as_of")} FROM scope)
       UNION ALL
       SELECT cohort, month + 1, customers FROM calendar WHERE month + 1 < (SELECT ${monthNumber("as_of")} FROM scope)
     ),
     change AS (
       SELECT cohort, month, sum(change) AS change FROM (
         SELECT ${monthNumber("cohort")} AS cohort, ${spellMonth("start_day")} AS month, 1 AS change
         FROM spell JOIN person USING (customer)
         UNION ALL
         SELECT ${monthNumber("cohort")}, ${spellMonth("end_day")}, -1 FROM spell JOIN person USING (customer) WHERE end_day ${passed}
       ) GROUP BY cohort, month
     )
     SELECT ${monthOf("calendar.cohort")}, calendar.month - calendar.cohort, customers,
       sum(coalesce(change, 0)) OVER (PARTITION BY calendar.cohort ORDER BY calendar.month)
     FROM calendar LEFT JOIN change ON change.cohort = calendar.cohort AND change.month = calendar.month`,
];
