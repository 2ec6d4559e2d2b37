// The questions of subscriptions: what happened month by month, and how signup cohorts stay. SQL over the summary tables.

import type { Statement } from "../queries/messages.ts";

/** Rows: month, starts, winbacks, upgrades, downgrades, churn, active, mrr. */
export const subscriptionsByMonth: Statement = {
  sql: `SELECT month, starts, winbacks, upgrades, downgrades, churn, active, mrr_cents / 100.0 AS mrr
    FROM summary_month ORDER BY month`,
};

/** Rows: cohort, customers, monthsAfter, subscribed, share. */
export const retention: Statement = {
  sql: `SELECT cohort, customers, months_after AS monthsAfter, subscribed, round(1.0 * subscribed / customers, 4) AS share
    FROM summary_retention ORDER BY cohort, months_after`,
};
