// The shape of reports as JSON Schema: HTTP documents it, and the types are read off it.

import { type Static, Type } from "typebox";
import { datasetNames } from "../datasets.ts";
import { SubscriptionCharts, UsageCharts } from "./chart-schemas.ts";

const Count = Type.Integer({ minimum: 0 });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const CategoryCounts = Type.Object(
  {
    total: Type.Integer({ minimum: 0, description: "Rows with a known value." }),
    unresolved: Type.Integer({ minimum: 0, description: "Rows whose reference leads to no known value." }),
    values: Type.Array(
      Type.Object({ value: Type.String(), count: Count, share: Type.Number({ description: "Share of `total`." }) }),
    ),
  },
  { title: "CategoryCounts", description: "How often each value stands in a column." },
);
export type CategoryCounts = Static<typeof CategoryCounts>;

export const NumberSummary = Type.Object(
  {
    unit: nullable(Type.String(), "Unit of the values; null for plain numbers and fractions."),
    count: Type.Integer({ minimum: 0, description: "Values that are not null." }),
    min: nullable(Type.Number(), "Null when there is no value; so are the other statistics."),
    max: Type.Union([Type.Number(), Type.Null()]),
    mean: Type.Union([Type.Number(), Type.Null()]),
    standardDeviation: nullable(Type.Number(), "Of these very values (divided by their count)."),
    quantiles: Type.Record(Type.String(), Type.Number(), {
      description: "By probability: the smallest value that at least this share of the values does not exceed; exact.",
    }),
    histogram: Type.Object({
      width: Type.Number(),
      bins: Type.Array(
        Type.Object({ from: Type.Number(), to: Type.Number({ description: "Exclusive." }), count: Count }),
      ),
    }),
  },
  { title: "NumberSummary", description: "The distribution of a column of numbers, exact." },
);
export type NumberSummary = Static<typeof NumberSummary>;

export const GroupedNumbers = Type.Object(
  { by: Type.String(), groups: Type.Record(Type.String(), NumberSummary) },
  { title: "GroupedNumbers", description: "The distribution of a column of numbers within each group." },
);
export type GroupedNumbers = Static<typeof GroupedNumbers>;

export const Coverage = Type.Object(
  {
    first: nullable(Type.String({ format: "date" }), "The earliest day; null when the column has no date."),
    last: Type.Union([Type.String({ format: "date" }), Type.Null()]),
    count: Type.Integer({ minimum: 0, description: "Dates that are not null." }),
    period: Type.Union([Type.Literal("day"), Type.Literal("month"), Type.Literal("year")]),
    counts: Type.Array(Type.Object({ start: Type.String({ description: "The period's first day." }), count: Count }), {
      description: "A count a period from the first to the last, empty ones included.",
    }),
    weekend: nullable(
      Type.Object({
        weekdayMean: Type.Number({ description: "Rows a day, Monday to Friday." }),
        weekendMean: Type.Number({ description: "Rows a day, Saturday and Sunday (UTC)." }),
        ratio: Type.Union([Type.Number(), Type.Null()]),
      }),
      "Over the days covered (for usage_logs: the whole window); null when these lack weekdays or weekends.",
    ),
    recent: Type.Object(
      {
        days: Count,
        daysBefore: Count,
        share: nullable(Type.Number(), "Share of all dates."),
        ratio: nullable(
          Type.Number(),
          "Rows a day in the last `days` over rows a day in the `daysBefore` before them.",
        ),
      },
      { description: "The last days before the as-of date against those before them." },
    ),
  },
  { title: "Coverage", description: "When the rows of a dated column lie." },
);
export type Coverage = Static<typeof Coverage>;

const HourCounts = Type.Array(Count, { description: "Rows by hour of the day, 0 to 23 (UTC)." });

export const SessionCounts = Type.Object(
  {
    pastAsOf: Type.Integer({ minimum: 0, description: "Sessions that end after the as-of date has begun." }),
    overlapChecked: nullable(
      Type.Integer({ minimum: 0 }),
      "Sessions looked at for overlap: all, or those of every sixteenth customer in larger worlds; null without plans.",
    ),
    beyondMaxStreams: nullable(
      Type.Integer({ minimum: 0 }),
      "Of those: begun while the plan's max_streams sessions of the same customer and day were running.",
    ),
  },
  { title: "SessionCounts", description: "What the model declares that sessions may do." },
);

export const DatasetReport = Type.Object(
  {
    dataset: Type.Enum([...datasetNames]),
    rows: Count,
    nulls: Type.Record(Type.String(), Count, { description: "Empty fields by column." }),
    references: Type.Record(
      Type.String(),
      Type.Object({
        dataset: Type.String(),
        unresolved: nullable(Type.Integer({ minimum: 0 }), "Null when the run lacks the dataset referred to."),
      }),
      { description: "Rows by referring column whose reference leads nowhere." },
    ),
    categories: Type.Record(Type.String(), nullable(CategoryCounts, "Null when the run lacks the file that tells.")),
    numbers: Type.Record(Type.String(), NumberSummary),
    numbersBy: Type.Record(Type.String(), nullable(GroupedNumbers, "Null when the run lacks the file that tells.")),
    coverage: Type.Record(Type.String(), Coverage),
    hours: nullable(
      Type.Object({
        all: HourCounts,
        byGenre: nullable(Type.Record(Type.String(), HourCounts), "Null when the run lacks content."),
      }),
      "For usage_logs.",
    ),
    sessions: nullable(SessionCounts, "For usage_logs."),
    charts: Type.Optional(
      Type.Object(
        { subscriptions: Type.Optional(SubscriptionCharts), usage: Type.Optional(UsageCharts) },
        { description: "For subscriptions and usage_logs: what the charts of the report need beside the above." },
      ),
    ),
  },
  { title: "DatasetReport", description: "The distribution report of a dataset, read from its file." },
);
export type DatasetReport = Static<typeof DatasetReport>;

export const RunReport = Type.Object(
  {
    run: Type.String(),
    job: Type.String(),
    modelVersion: Type.String(),
    world: Type.String(),
    asOf: Type.String({ format: "date" }),
    seed: Type.String(),
    rows: Count,
    bytes: Count,
    datasets: Type.Object(Object.fromEntries(datasetNames.map((name) => [name, Type.Optional(DatasetReport)])), {
      description: "By name, for the datasets that the run holds.",
    }),
  },
  { title: "RunReport", description: "The distribution reports of a run's datasets." },
);
/** `datasets` holds the run's, by name. */
export type RunReport = Omit<Static<typeof RunReport>, "datasets"> & {
  datasets: Partial<Record<(typeof datasetNames)[number], DatasetReport>>;
};
