// The shared schemas of analytics: what each question's answer holds, and where the numbers come from.

import { type TSchema, Type } from "typebox";
import { genres, regions, tiers } from "../datasets.ts";
import { closed, count } from "./fields.ts";

const day = (description: string) => Type.String({ format: "date", description });
const month = (description: string) => Type.String({ pattern: "^\\d{4}-\\d{2}$", description });
const minutes = Type.Number({ minimum: 0, description: "Minutes watched." });
const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const nullable = (schema: TSchema) => Type.Union([schema, Type.Null()]);

export const provenance = {
  asOf: day("The date that the warehouse is seen from."),
  run: nullable(Type.String({ description: "The run that was ingested; null when the files came from elsewhere." })),
  job: nullable(Type.String({ description: "The job that wrote the run." })),
  loadedAt: Type.String({ description: "When the warehouse was loaded." }),
};

/** An answer: where it comes from, what was asked with the defaults filled in, and the rows. */
function answer(id: string, parameters: Record<string, TSchema>, row: Record<string, TSchema>, description: string) {
  return Type.Object(
    {
      ...provenance,
      parameters: Type.Object(parameters, { ...closed, description: "What was asked, defaults filled in." }),
      rows: Type.Array(Type.Object(row, closed), { description }),
    },
    { ...closed, $id: id },
  );
}

const topContent = answer(
  "TopContent",
  {
    by: Type.String(),
    limit: Type.Integer(),
    genre: Type.Optional(Type.Enum(genres, { type: "string" })),
    region: Type.Optional(Type.Enum(regions, { type: "string" })),
    tier: Type.Optional(Type.Enum(tiers, { type: "string" })),
    from: Type.Optional(day("First day.")),
    to: Type.Optional(day("Last day.")),
  },
  {
    rank: Type.Integer({ minimum: 1 }),
    contentId: Type.String(),
    title: Type.String(),
    genre: Type.Enum(genres, { type: "string" }),
    category: Type.String(),
    sessions: count("Sessions."),
    minutes,
    completion: share("Mean completion rate of the sessions."),
  },
  "Highest first; equals by contentId. Titles that nobody watched are left out.",
);

const engagement = answer(
  "Engagement",
  { metric: Type.String(), by: Type.String() },
  {
    segment: Type.String({
      description: "The day, the Monday of the week, the hour (UTC), the tier, ... by what was asked.",
    }),
    value: nullable(Type.Number({ description: "Null where there is nothing to divide by." })),
  },
  "In time order, or in the order of the plans, genres, regions and devices.",
);

const subscriptionMonths = answer(
  "SubscriptionMonths",
  { by: Type.String() },
  {
    month: month("The month; the last one ends with the day before the as-of date."),
    starts: count("First subscriptions that began (`new`)."),
    winbacks: count("Subscriptions of those who came back."),
    upgrades: count("Changes to a dearer plan."),
    downgrades: count("Changes to a cheaper plan."),
    churn: count("Subscribers who left: their subscription ended and no other took its place that day."),
    active: count("Subscribers on the month's last day."),
    mrr: Type.Number({
      minimum: 0,
      description: "Monthly recurring revenue: prices of the subscriptions active on that day, USD.",
    }),
  },
  "From the first subscription's month on.",
);

const retention = answer(
  "Retention",
  {},
  {
    cohort: month("The month of signing up."),
    customers: count("Customers who signed up in it, subscribers or not."),
    monthsAfter: count("Months after that month; 0 is the month itself."),
    subscribed: count("Those who subscribed on the last day of that later month."),
    share: share("The part of the cohort that these are."),
  },
  "By cohort, then months after; only months that are over at the as-of date.",
);

const resource = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    json: Type.String({ description: "Path of the question with its defaults." }),
    csv: Type.String(),
  },
  closed,
);

const analyticsList = Type.Object(
  { ...provenance, page: Type.String({ description: "The charts." }), resources: Type.Array(resource) },
  { ...closed, $id: "AnalyticsList" },
);

const value = Type.Union([Type.String(), Type.Number(), Type.Null()]);

const queryResult = Type.Object(
  {
    columns: Type.Array(Type.String(), { description: "Names of the columns, as SQLite names them." }),
    rows: Type.Array(Type.Array(value), {
      description:
        "A list of values a row. Whole numbers beyond 2^53 and infinities come as text, blobs as `X'00FF'`, as SQL writes them.",
    }),
    rowCount: count("Rows in this answer."),
    truncated: Type.Boolean({
      description: "True when there were more rows than QUERY_ROWS, or more than ten million characters.",
    }),
    elapsedMilliseconds: Type.Number({ minimum: 0, description: "How long the query ran, to the microsecond." }),
  },
  { ...closed, $id: "QueryResult" },
);

const queryRequest = Type.Object(
  {
    sql: Type.String({ minLength: 1, maxLength: 100_000, description: "A single SELECT, or WITH and a SELECT." }),
    params: Type.Optional(
      Type.Union([Type.Array(value, { maxItems: 1000 }), Type.Record(Type.String(), value, { maxProperties: 1000 })], {
        description: "Values for `?` by place, as a list; or for `:name`, `@name` and `$name`, as an object.",
      }),
    ),
  },
  { ...closed, $id: "QueryRequest" },
);

export const analyticsSchemas = [
  topContent,
  engagement,
  subscriptionMonths,
  retention,
  analyticsList,
  queryResult,
  queryRequest,
];
