// The temporary table `spell`: stretches of days in which a customer subscribes to anything, whatever the plan. A change of
// plan goes on with its spell, and where subscriptions overlap a customer counts once.

import { dayNumber } from "./codes.ts";

/** Later than any day. */
export const never = 9_999_999;

/** `end_day` is the first day after the spell. */
export const spellStatements: readonly string[] = [
  `CREATE TEMP TABLE spell AS
     WITH stretch AS (
       SELECT subscriber.customer, ${dayNumber("start_date")} AS start_day,
         coalesce(${dayNumber("end_date")}, ${never}) AS end_day
       FROM subscriptions JOIN subscriber USING (subscription_id)
       WHERE start_date < (SELECT as_of FROM scope)
     ),
     behind AS (
       SELECT *, max(end_day) OVER (
         PARTITION BY customer ORDER BY start_day, end_day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
       ) AS end_before FROM stretch
     ),
     numbered AS (
       SELECT *, sum(end_before IS NULL OR start_day > end_before) OVER (
         PARTITION BY customer ORDER BY start_day, end_day
       ) AS number FROM behind
     )
     SELECT customer, min(start_day) AS start_day, max(end_day) AS end_day FROM numbered GROUP BY customer, number`,
];
