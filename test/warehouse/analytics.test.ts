// The numbers of analytics, held against the same questions asked of the CSV files by plain TypeScript and by DuckDB.

import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engagement } from "../../src/warehouse/analytics/engagement.ts";
import { divisions, metrics, type TopContentParameters } from "../../src/warehouse/analytics/questions.ts";
import { type Row, records } from "../../src/warehouse/analytics/records.ts";
import { retention, subscriptionsByMonth } from "../../src/warehouse/analytics/subscriptions.ts";
import { topContent } from "../../src/warehouse/analytics/top-content.ts";
import type { Statement } from "../../src/warehouse/queries/messages.ts";
import {
  type PlainFiles,
  plainEngagement,
  plainMonths,
  plainRetention,
  plainTopContent,
  readPlainFiles,
} from "./plain-answers.ts";
import { asOf, openSampleWarehouse, type SampleWarehouse } from "./sample-warehouse.ts";

let sample: SampleWarehouse;
let files: PlainFiles;

beforeAll(async () => {
  sample = await openSampleWarehouse();
  files = readPlainFiles(sample.files, asOf);
});
afterAll(() => sample.close());

async function asked(statement: Statement): Promise<Row[]> {
  const { tables } = await sample.queries.answers([statement], new AbortController().signal);
  return records(tables[0]!);
}

describe.each(divisions)("engagement by %s", (by) => {
  test.each(metrics)("gives the %s of the files", async (metric) => {
    const rows = await asked(engagement({ metric, by }));
    const expected: Readonly<Record<string, number>> = { day: 60, hour: 24, tier: 3, genre: 3, region: 4, device: 5 };
    expect(rows.length).toBe(expected[by] ?? (by === "week" ? 10 : 24));
    for (const { segment, value } of rows) {
      const plain = plainEngagement(files, metric, by, String(segment));
      if (Number.isNaN(plain)) expect(value, String(segment)).toBeNull();
      else
        expect(Math.abs(Number(value) - plain), String(segment)).toBeLessThan(
          metric === "completion" ? 0.000051 : 0.0051,
        );
    }
  });
});

test.each([
  { by: "minutes", limit: 10 },
  { by: "sessions", limit: 1000 },
  { by: "completion", limit: 7, genre: "podcast" },
  { by: "minutes", limit: 5, region: "West", tier: "Premium" },
  { by: "sessions", limit: 40, from: "2025-12-24", to: "2025-12-24" },
  { by: "minutes", limit: 40, genre: "music", tier: "Basic", from: "2025-12-18" },
  { by: "completion", limit: 40, region: "South", to: "2025-11-10" },
] as const satisfies readonly TopContentParameters[])("topContent(%j) gives what the files say", async (parameters) => {
  const rows = await asked(topContent(parameters));
  const plain = plainTopContent(files, parameters);
  expect(plain.length).toBeGreaterThan(3);
  // Completion is rounded, and compared below.
  expect(rows.map((row) => ({ ...row, completion: 0 }))).toEqual(plain.map((row) => ({ ...row, completion: 0 })));
  for (const [index, row] of rows.entries()) {
    expect(Math.abs(Number(row["completion"]) - plain[index]!.completion)).toBeLessThan(0.000051);
  }
});

test("subscriptionsByMonth gives starts, changes, churn, subscribers and revenue of the files, month by month", async () => {
  const months = await asked(subscriptionsByMonth);
  expect(months).toEqual(plainMonths(files));
  expect(months.length).toBe(24);
  for (const [index, { active, starts, winbacks, churn }] of months.entries()) {
    expect(active).toBe(Number(months[index - 1]?.["active"] ?? 0) + Number(starts) + Number(winbacks) - Number(churn));
  }
});

test("retention gives the part of each signup cohort that subscribes at the end of each month", async () => {
  const rows = await asked(retention);
  expect(rows).toMatchObject(plainRetention(files));
  expect(rows.length).toBe((24 * 25) / 2);
  for (const { share, subscribed, customers } of rows)
    expect(Math.abs(Number(share) - Number(subscribed) / Number(customers))).toBeLessThan(0.000051);
});

test("DuckDB, reading the CSV files, gives the same titles, days, months and cohorts", async () => {
  const duckdb = await DuckDBInstance.create();
  const connection = await duckdb.connect();
  const csv = (name: string): string => `read_csv('${path.join(sample.files, `${name}.csv`)}') AS ${name}`;
  const rowsOf = async (sql: string): Promise<unknown[][]> => {
    const reader = await connection.runAndReadAll(sql);
    return reader
      .getRowsJson()
      .map((row) => row.map((value) => (typeof value === "string" && /^[\d.]+$/.test(value) ? Number(value) : value)));
  };

  const titles = await rowsOf(`SELECT content_id, count(*), round(sum(duration_watched), 2)
    FROM ${csv("usage_logs")} JOIN ${csv("content")} USING (content_id) GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 10`);
  const ours = await asked(topContent({ by: "minutes", limit: 10 }));
  expect(ours.map(({ contentId, sessions, minutes }) => [contentId, sessions, minutes])).toEqual(titles);

  const wau = await rowsOf(`WITH days AS (SELECT DISTINCT CAST(started_at AS DATE) AS day FROM ${csv("usage_logs")})
    SELECT CAST(day AS VARCHAR), count(DISTINCT customer_id) FROM days
    JOIN ${csv("usage_logs")} ON CAST(started_at AS DATE) BETWEEN day - 6 AND day GROUP BY 1 ORDER BY 1`);
  expect((await asked(engagement({ metric: "wau", by: "day" }))).map(({ segment, value }) => [segment, value])).toEqual(
    wau,
  );

  const active = await rowsOf(`WITH months AS (
      SELECT CAST(unnest(generate_series(DATE '2024-01-01', DATE '2025-12-01', INTERVAL 1 MONTH)) AS DATE) AS month
    )
    SELECT strftime(month, '%Y-%m'), count(*), round(sum(monthly_price), 2) FROM months
    JOIN ${csv("subscriptions")} ON start_date <= last_day(month) AND (end_date IS NULL OR end_date > last_day(month))
    JOIN ${csv("plans")} USING (plan_id) GROUP BY 1 ORDER BY 1`);
  expect((await asked(subscriptionsByMonth)).map((row) => [row["month"], row["active"], row["mrr"]])).toEqual(active);

  const halfYear = await rowsOf(`SELECT strftime(signup_date, '%Y-%m') AS cohort, count(DISTINCT subscriber)
    FROM (
      SELECT signup_date, CASE WHEN start_date <= last_day(signup_date + INTERVAL 6 MONTH)
        AND (end_date IS NULL OR end_date > last_day(signup_date + INTERVAL 6 MONTH)) THEN customer_id END AS subscriber
      FROM ${csv("customers")} LEFT JOIN ${csv("subscriptions")} USING (customer_id)
    ) WHERE signup_date < DATE '2025-07-01' GROUP BY 1 ORDER BY 1`);
  const sixMonthsOn = (await asked(retention)).filter(({ monthsAfter }) => monthsAfter === 6);
  expect(sixMonthsOn.map(({ cohort, subscribed }) => [cohort, subscribed])).toEqual(halfYear);
  connection.closeSync();
});
