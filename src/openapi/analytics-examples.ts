// Examples of the document for analytics and queries: answers as they look, cut to a few rows.

import { jobExample } from "./examples.ts";

const provenance = {
  asOf: "2026-01-01",
  run: `${jobExample.id}-1`,
  job: jobExample.id,
  loadedAt: "2026-01-01T09:00:02.000Z",
};

export const topContentExample = {
  ...provenance,
  parameters: { by: "minutes", limit: 10, genre: "movie" },
  rows: [
    {
      rank: 1,
      contentId: "T0000347",
      title: "The Silent Harbor",
      genre: "movie",
      category: "drama",
      sessions: 412,
      minutes: 38_410.25,
      completion: 0.7415,
    },
  ],
};

export const engagementExample = {
  ...provenance,
  parameters: { metric: "dau", by: "day" },
  rows: [
    { segment: "2025-12-30", value: 241 },
    { segment: "2025-12-31", value: 252 },
  ],
};

export const subscriptionsExample = {
  ...provenance,
  parameters: { by: "month" },
  rows: [
    { month: "2025-12", starts: 58, winbacks: 4, upgrades: 11, downgrades: 7, churn: 27, active: 671, mrr: 9412.29 },
  ],
};

export const retentionExample = {
  ...provenance,
  parameters: {},
  rows: [
    { cohort: "2025-11", customers: 60, monthsAfter: 0, subscribed: 54, share: 0.9 },
    { cohort: "2025-11", customers: 60, monthsAfter: 1, subscribed: 55, share: 0.9167 },
  ],
};

export const queryExamples = {
  tiers: {
    summary: "Minutes by tier",
    value: {
      sql: "SELECT tier, round(sum(duration_watched)) AS minutes FROM usage_logs JOIN subscriptions USING (subscription_id) JOIN plans USING (plan_id) GROUP BY tier",
    },
  },
  named: {
    summary: "With a named parameter",
    value: { sql: "SELECT count(*) AS sessions FROM usage_logs WHERE device = :device", params: { device: "mobile" } },
  },
  tables: {
    summary: "Which tables there are",
    value: { sql: "SELECT name, sql FROM sqlite_master WHERE type = 'table'" },
  },
};

export const queryResultExample = {
  columns: ["tier", "minutes"],
  rows: [
    ["Basic", 55_985],
    ["Premium", 257_052],
    ["Standard", 168_489],
  ],
  rowCount: 3,
  truncated: false,
  elapsedMilliseconds: 12.4,
};

export const analyticsListExample = {
  ...provenance,
  page: "/analytics?format=html",
  resources: [
    {
      name: "retention",
      description: "How signup cohorts stay",
      json: "/analytics/retention",
      csv: "/analytics/retention?format=csv",
    },
  ],
};
