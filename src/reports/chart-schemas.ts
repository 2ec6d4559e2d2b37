// What a dataset's report holds beside its columns' distributions so that its charts can be drawn, as JSON Schema.

import { type Static, Type } from "typebox";
import type { genres, tiers } from "../datasets.ts";

const Count = Type.Integer({ minimum: 0 });
const byTier = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) =>
  Type.Object({ Basic: schema, Standard: schema, Premium: schema } satisfies Record<(typeof tiers)[number], T>);

export const MonthlyFlow = Type.Object({
  month: Type.String({ description: "Its first day; the first and the last month may be covered in part." }),
  new: Count,
  winback: Count,
  upgrade: Count,
  downgrade: Count,
  churn: Type.Integer({ description: "Subscriptions that ended before the as-of date, less upgrades and downgrades." }),
});
export type MonthlyFlow = Static<typeof MonthlyFlow>;

export const SubscriptionCharts = Type.Object({
  flows: Type.Array(MonthlyFlow, { description: "Subscriptions that began, and subscribers who left, by month." }),
  activeSince: Type.Union([byTier(Type.Array(Count)), Type.Null()], {
    description:
      "Subscriptions active at the as-of date by tier, then by the day of the window from which on they ran; null without plans.",
  }),
  delays: Type.Union([Type.Array(Count), Type.Null()], {
    description: "First subscriptions by days after signup, from 0; null without customers.",
  }),
});
export type SubscriptionCharts = Static<typeof SubscriptionCharts>;

export const GenrePopularity = Type.Object({
  titles: Type.Integer({ minimum: 0, description: "Titles of the genre that were watched at all." }),
  sessions: Count,
  ranks: Type.Array(Type.Object({ rank: Type.Integer({ minimum: 1 }), sessions: Count }), {
    description: "Sessions of the title at each of some places, most watched first.",
  }),
});
export type GenrePopularity = Static<typeof GenrePopularity>;

export const UsageCharts = Type.Object({
  popularity: Type.Object({
    movie: GenrePopularity,
    music: GenrePopularity,
    podcast: GenrePopularity,
  } satisfies Record<(typeof genres)[number], typeof GenrePopularity>),
});
export type UsageCharts = Static<typeof UsageCharts>;
