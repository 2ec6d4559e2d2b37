// How the analytics routes stand in the OpenAPI document: their parameters, headers and answers.

import { type TSchema, Type } from "typebox";
import { genres, regions, tiers } from "../datasets.ts";
import type { ErrorCode } from "../errors.ts";
import {
  engagementExample,
  retentionExample,
  subscriptionsExample,
  topContentExample,
} from "../openapi/analytics-examples.ts";
import { empty, header, json, problems, type Responses, shared, withHeaders } from "../openapi/responses.ts";
import { divisions, metrics, rankings } from "../warehouse/analytics/questions.ts";
import { jobIdHeader } from "./reading.ts";

export const tags = ["Analytics"];
const closed = { additionalProperties: false };

export const varyHeader = { vary: header("Request headers that choose the representation.", "Accept") };
export const validatorHeaders: Record<string, TSchema> = {
  etag: header("Names this answer; it holds until the next warehouse.", '"0123456789abcdef0123456789abcdef"'),
  "cache-control": header("Caches must ask before they serve again.", "no-cache"),
  ...varyHeader,
};
export const conditionalHeaders = Type.Object({
  "if-none-match": Type.Optional(Type.String({ description: "Answer 304 if one of these ETags still holds." })),
});

const formatQuery = {
  format: Type.Optional(
    Type.String({ maxLength: 100, description: "`json` or `csv`; goes before Accept.", examples: ["json"] }),
  ),
};

/** The codes that the warehouse answers with. */
export const warehouseCodes = [
  "invalid-query",
  "not-ingested",
  "query-too-slow",
  "queue-full",
  "shutting-down",
  "storage-failed",
  "query-died",
  "query-out-of-memory",
  "internal-error",
] as const satisfies readonly ErrorCode[];

interface Question {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** $id of the shared schema of the answer. */
  readonly answer: string;
  readonly example: object;
  readonly csv: string;
}

function described<T extends Record<string, TSchema>>(question: Question, query: T) {
  const { operationId, summary, description, answer, example, csv } = question;
  const found = json("The answer.", shared(answer), { headers: { ...validatorHeaders, ...jobIdHeader }, example });
  const asCsv = {
    schema: Type.String(),
    examples: { csv: { summary: "The rows alone, with a header line", value: csv } },
  };
  const response: Responses = {
    200: { ...found, content: { ...found.content, "text/csv": asCsv } },
    304: empty("What the client holds is current.", validatorHeaders),
    ...withHeaders(problems(...warehouseCodes, "not-acceptable"), varyHeader),
  };
  return {
    tags,
    operationId,
    summary,
    description,
    querystring: Type.Object({ ...query, ...formatQuery }, closed),
    headers: conditionalHeaders,
    response,
  };
}

const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Optional(Type.Enum(values, { type: "string", description }));
const day = (description: string) => Type.Optional(Type.String({ format: "date", description }));

export const topContentDescription = described(
  {
    operationId: "getTopContent",
    summary: "The titles that were watched most",
    description:
      "By minutes, by sessions, or by the mean completion rate of their sessions; of one genre, region of the customer or tier of the " +
      "subscription, and of some days only, if you like. Equals are ordered by id.",
    answer: "TopContent",
    example: topContentExample,
    csv: "rank,contentId,title,genre,category,sessions,minutes,completion\n1,T0000347,The Silent Harbor,movie,drama,412,38410.25,0.7415\n",
  },
  {
    by: oneOf(rankings, "What titles are ordered by; default minutes."),
    genre: oneOf(genres, "Only titles of this genre."),
    region: oneOf(regions, "Only sessions of customers who live there."),
    tier: oneOf(tiers, "Only sessions under a subscription of this tier."),
    from: day("First UTC day on which sessions start."),
    to: day("Last UTC day, counted in."),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Titles at most; default 10." })),
  },
);

export const engagementDescription = described(
  {
    operationId: "getEngagement",
    summary: "How much is watched, by how many, when and on what",
    description:
      "`dau`, `wau` and `mau` count distinct customers with a session on a day, on it and the 6 days before, and on it and the 29 days before. " +
      "By `day` there is one of each for every day from the first session's to the day before the as-of date (the first 6 and 29 days look back on less); " +
      "by `week` (Monday to Sunday) dau is the mean of the days, wau and mau are those of the week's last day; by anything else " +
      "they are those of the last day before the as-of date, of customers with such a session.\n\n" +
      "`sessions`, `minutes` and `completion` (the mean of completion_rate) are of all sessions of the segment. " +
      "`minutes-per-subscriber` divides minutes by subscribers: by day those of that day, by week those of its last day; by tier, region and cohort " +
      "those of the segment at the as-of date; by hour, genre and device all of them.\n\n" +
      "hour is the UTC hour in which sessions start, tier that of the subscription, region the customer's, device the session's, cohort the month " +
      "of signing up. Every metric goes with every division.",
    answer: "Engagement",
    example: engagementExample,
    csv: "segment,value\n2025-12-30,241\n2025-12-31,252\n",
  },
  {
    metric: oneOf(metrics, "What is measured; default dau."),
    by: oneOf(divisions, "What it is measured by; default day."),
  },
);

export const subscriptionsDescription = described(
  {
    operationId: "getSubscriptionMonths",
    summary: "What happened to subscriptions month by month",
    description:
      "Starts, winbacks, upgrades and downgrades by the month in which the subscription began, churn by the month in which it ended; subscribers " +
      "and monthly recurring revenue as they stood on the month's last day. The last month ends with the day before the as-of date.",
    answer: "SubscriptionMonths",
    example: subscriptionsExample,
    csv: "month,starts,winbacks,upgrades,downgrades,churn,active,mrr\n2025-12,58,4,11,7,27,671,9412.29\n",
  },
  { by: oneOf(["month"], "The only division there is.") },
);

export const retentionDescription = described(
  {
    operationId: "getRetention",
    summary: "How signup cohorts stay",
    description:
      "For the customers who signed up in a month: how many of them subscribed on the last day of that month and of each month after it. Customers who " +
      "never subscribed count, and those who came back do, too.",
    answer: "Retention",
    example: retentionExample,
    csv: "cohort,customers,monthsAfter,subscribed,share\n2025-11,60,0,54,0.9\n2025-11,60,1,55,0.9167\n",
  },
  {},
);
