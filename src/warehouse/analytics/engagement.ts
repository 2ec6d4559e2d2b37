// The question how much was watched, and by how many, as SQL over the summary tables.

import type { Statement } from "../queries/messages.ts";
import type { Division, EngagementParameters, Metric } from "./questions.ts";

/** Of one row of summary_day or summary_segment. */
const values: Readonly<Record<Metric, string>> = {
  dau: "dau",
  wau: "wau",
  mau: "mau",
  sessions: "sessions",
  minutes: "minutes_x100 / 100.0",
  completion: "round(completion_x10000 / 10000.0 / nullif(sessions, 0), 4)",
  "minutes-per-subscriber": "round(minutes_x100 / 100.0 / nullif(subscribers, 0), 2)",
};

/** Days of a week added up, and what is no sum as it is on the week's last day. SQLite takes bare columns from the row of max(day). */
const weeks = `SELECT date(day, 'weekday 0', '-6 days') AS week, max(day), round(avg(dau), 2) AS dau, wau, mau, subscribers,
    sum(sessions) AS sessions, sum(minutes_x100) AS minutes_x100, sum(completion_x10000) AS completion_x10000
  FROM summary_day GROUP BY week`;

/** Rows: segment, value. */
export function engagement({ metric, by }: EngagementParameters): Statement {
  return { sql: sqlOf(values[metric], by), params: by === "day" || by === "week" ? {} : { by } };
}

function sqlOf(value: string, by: Division): string {
  if (by === "day") return `SELECT day AS segment, ${value} AS value FROM summary_day ORDER BY day`;
  if (by === "week") return `SELECT week AS segment, ${value} AS value FROM (${weeks}) ORDER BY week`;
  return `SELECT segment, ${value} AS value FROM summary_segment WHERE dimension = :by ORDER BY position`;
}
