// The shared schemas of the expected-answer key, each number with the SQL that finds it in the files. They mirror
// ExpectedAnswers of src/expectations/key.ts; the tests hold every answer against them.

import { type TSchema, Type } from "typebox";
import { changeTypes, datasetNames, devices, genres, regions, subscriptionStatuses, tiers } from "../datasets.ts";
import type { ExpectedAnswers } from "../expectations/key.ts";
import type { Spec } from "../spec/spec.ts";
import { closed } from "./fields.ts";
import { shared } from "./responses.ts";

/** The answer of POST /expectations. */
export interface KeyAnswer extends ExpectedAnswers {
  readonly spec: Spec;
  readonly modelVersion: string;
}

const interval = Type.Object(
  {
    expected: Type.Number({ minimum: 0, description: "The expected value." }),
    low: Type.Number({ minimum: 0 }),
    high: Type.Number({ minimum: 0 }),
  },
  {
    ...closed,
    $id: "Interval",
    description:
      "With probability .95 over seeds the value lies between low and high, both included; where the three are equal it is exact.",
  },
);

const value = () => shared("Interval");
const orNull = () => Type.Union([value(), Type.Null()]);
const keyed = (names: readonly string[], schema: () => TSchema, description: string) =>
  Type.Object(Object.fromEntries(names.map((name) => [name, schema()])), { ...closed, description });
const group = (properties: Record<string, TSchema>, description: string) =>
  Type.Object(properties, { ...closed, description });
const usage = "usage_logs u";
const withPlan = `${usage} JOIN subscriptions s USING (subscription_id) JOIN plans p USING (plan_id)`;
const withTitle = `${usage} JOIN content t USING (content_id)`;

const countAndShare = Type.Object(
  { sessions: value(), share: orNull() },
  {
    ...closed,
    $id: "CountAndShare",
    description: "Rows of usage_logs, and their share of all; null where none are expected.",
  },
);

const datasets = group(
  Object.fromEntries(
    datasetNames.map((name) => [
      name,
      Type.Optional(group({ rows: value(), bytes: value() }, `Rows and length of ${name}.csv.`)),
    ]),
  ),
  "Sizes of the files asked for, as POST /estimate tells them: `SELECT COUNT(*) FROM ...`.",
);

const customers = group(
  {
    byRegion: keyed(regions, value, "`SELECT region, COUNT(*) FROM customers GROUP BY region`"),
    byDevice: keyed(devices, value, "`SELECT device, COUNT(*) FROM customers GROUP BY device`"),
    bySignupMonth: Type.Array(
      group({ month: Type.String({ pattern: "^\\d{4}-\\d{2}$" }), customers: value() }, "A calendar month."),
      {
        description:
          "`SELECT substr(signup_date, 1, 7), COUNT(*) FROM customers GROUP BY 1 ORDER BY 1`; the first and last month may be partial.",
      },
    ),
  },
  "Customers.",
);

const subscriptions = group(
  {
    rows: value(),
    byChangeType: keyed(changeTypes, value, "`SELECT change_type, COUNT(*) FROM subscriptions GROUP BY change_type`"),
    byStatus: keyed(subscriptionStatuses, value, "`SELECT status, COUNT(*) FROM subscriptions GROUP BY status`"),
    byTier: keyed(tiers, value, "`SELECT tier, COUNT(*) FROM subscriptions JOIN plans USING (plan_id) GROUP BY tier`"),
    subscribersByTier: keyed(
      tiers,
      value,
      "`SELECT tier, COUNT(*) FROM subscriptions JOIN plans USING (plan_id) WHERE status IN ('active', 'canceling') GROUP BY tier`",
    ),
  },
  "Rows of subscriptions.",
);

const day = group(
  {
    date: Type.String({ format: "date" }),
    weekend: Type.Boolean({ description: "Saturday or Sunday, by UTC date." }),
    sessions: value(),
  },
  "A day of the window.",
);

const sessions = group(
  {
    total: value(),
    byTier: keyed(tiers, () => shared("CountAndShare"), `\`SELECT tier, COUNT(*) FROM ${withPlan} GROUP BY tier\``),
    byGenre: keyed(
      genres,
      () => shared("CountAndShare"),
      `\`SELECT genre, COUNT(*) FROM ${withTitle} GROUP BY genre\``,
    ),
    byRegion: keyed(
      regions,
      () => shared("CountAndShare"),
      `\`SELECT region, COUNT(*) FROM ${usage} JOIN customers c USING (customer_id) GROUP BY region\``,
    ),
    byDevice: keyed(
      devices,
      () => shared("CountAndShare"),
      "`SELECT device, COUNT(*) FROM usage_logs GROUP BY device`: the device watched on.",
    ),
    byGenreAndHour: keyed(
      genres,
      () => Type.Array(value(), { minItems: 24, maxItems: 24 }),
      `UTC hours 0 to 23: \`SELECT genre, substr(started_at, 12, 2), COUNT(*) FROM ${withTitle} GROUP BY 1, 2\``,
    ),
    byDay: Type.Array(day, {
      minItems: 60,
      maxItems: 60,
      description:
        "The window, oldest day first: `SELECT substr(started_at, 1, 10), COUNT(*) FROM usage_logs GROUP BY 1 ORDER BY 1`.",
    }),
    ratios: group(
      {
        weekend: group(
          { last14Days: orNull(), window: orNull() },
          "Sessions of a weekend day over those of a weekday, in the last 14 days and in all 60: counts divided by the numbers of such days.",
        ),
        recent: orNull(),
      },
      "Ratios of sessions a day; null where there is nothing to divide by. They hold the growth of the subscribers: `recent`, the last 14 days a day " +
        "over the 46 before, is more than the recency rule alone would make it.",
    ),
  },
  "Rows of usage_logs.",
);

const minutesWatched = group(
  {
    total: value(),
    meanByGenre: keyed(genres, orNull, `\`SELECT genre, AVG(duration_watched) FROM ${withTitle} GROUP BY genre\``),
    meanByTier: keyed(tiers, orNull, `\`SELECT tier, AVG(duration_watched) FROM ${withPlan} GROUP BY tier\``),
    meanByGenreAndTier: keyed(genres, () => keyed(tiers, orNull, "By tier."), "`... GROUP BY genre, tier`"),
  },
  "`SUM(duration_watched)` and means a session. Which lengths the most watched titles were dealt is the world's luck, so that these intervals " +
    "narrow with more titles rather than with more customers.",
);

const watching = group(
  {
    watchedFraction: group(
      { mean: orNull(), atLeast70Percent: orNull(), below40Percent: orNull() },
      "`AVG(duration_watched / duration_minutes)`, and the shares of rows with `ROUND(duration_watched * 100) >= ROUND(duration_minutes * 70)` and with " +
        "`ROUND(duration_watched * 100) < ROUND(duration_minutes * 40)`: whole numbers, so that nothing hangs on a binary fraction.",
    ),
    completionRate: group(
      { mean: orNull(), exactlyOne: orNull() },
      "`AVG(completion_rate)` and the share of rows with `completion_rate = 1`.",
    ),
  },
  "Of one tier's sessions.",
);

const topTitle = group(
  {
    rank: Type.Integer({ minimum: 1, maximum: 10 }),
    weight: Type.Number({
      minimum: 0,
      maximum: 1,
      description: "The share that the rule gives the title of this rank.",
    }),
    share: orNull(),
  },
  "`share` is that of whichever title is watched r-th most often.",
);

const expectations = Type.Object(
  {
    spec: shared("Spec"),
    modelVersion: Type.String(),
    datasets,
    customers,
    plans: group(
      { monthlyPriceByTier: keyed(tiers, value, "`SELECT tier, monthly_price FROM plans`: exact.") },
      "Plans.",
    ),
    content: group(
      { byGenre: keyed(genres, value, "`SELECT genre, COUNT(*) FROM content GROUP BY genre`: exact.") },
      "Titles.",
    ),
    subscriptions,
    sessions,
    minutesWatched,
    watchingByTier: keyed(tiers, () => watching, "By the plan's tier."),
    topTitlesByGenre: keyed(
      genres,
      () => Type.Array(topTitle, { maxItems: 10 }),
      `The ten largest shares of each genre's sessions: \`SELECT content_id, COUNT(*) FROM ${withTitle} WHERE genre = ... GROUP BY content_id ORDER BY 2 DESC ` +
        "LIMIT 10`, divided by the genre's sessions. Which title holds a rank is drawn by the seed and not told.",
    ),
  },
  { ...closed, $id: "Expectations", description: "What queries of the files should find." },
);

export const expectationSchemas = [interval, countAndShare, expectations];
