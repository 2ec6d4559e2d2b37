// The parameters of the analytics questions, and what their answers hold. Types and names only.

import type { Genre, Region, Tier } from "../../datasets.ts";

export const rankings = ["minutes", "sessions", "completion"] as const;
export type Ranking = (typeof rankings)[number];

export const metrics = ["dau", "wau", "mau", "sessions", "minutes", "completion", "minutes-per-subscriber"] as const;
export type Metric = (typeof metrics)[number];

export const divisions = ["day", "week", "hour", "tier", "genre", "region", "device", "cohort"] as const;
export type Division = (typeof divisions)[number];

export interface TopContentParameters {
  readonly by: Ranking;
  readonly limit: number;
  readonly genre?: Genre;
  readonly region?: Region;
  readonly tier?: Tier;
  /** First and last UTC day, both counted in. */
  readonly from?: string;
  readonly to?: string;
}

export interface EngagementParameters {
  readonly metric: Metric;
  readonly by: Division;
}
