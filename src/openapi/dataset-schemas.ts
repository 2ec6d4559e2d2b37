// The shared schemas of datasets: what is published, what its columns mean, how its rows are distributed.

import { Type } from "typebox";
import { datasetNames } from "../datasets.ts";
import { DatasetReport, RunReport } from "../reports/schemas.ts";
import { closed, count, datasetName, hexDigest, jobId, partitionsDigest, time } from "./fields.ts";
import { shared } from "./responses.ts";

const publishedDataset = Type.Object(
  {
    name: datasetName(),
    rows: count("Rows, without the header."),
    bytes: count("Length of the CSV file."),
    sha256: hexDigest("SHA-256 of the file."),
    digest: partitionsDigest,
    generatedAt: time("When the file was complete."),
    job: jobId,
    links: Type.Object(
      { csv: Type.String(), ndjson: Type.String(), schema: Type.String(), report: Type.String() },
      { ...closed, description: "Where to read the dataset, as paths of this service." },
    ),
  },
  { ...closed, $id: "PublishedDataset" },
);

const datasetList = Type.Object(
  {
    datasets: Type.Array(shared("PublishedDataset"), {
      description: "In execution order; empty before the first run.",
    }),
  },
  { ...closed, $id: "DatasetList" },
);

const tableField = Type.Object(
  {
    name: Type.String(),
    type: Type.Enum(["string", "integer", "number", "date", "datetime"]),
    format: Type.Literal("default"),
    description: Type.String(),
    constraints: Type.Object(
      {
        required: Type.Boolean(),
        unique: Type.Optional(Type.Boolean()),
        pattern: Type.Optional(Type.String()),
        enum: Type.Optional(Type.Array(Type.String())),
        minimum: Type.Optional(Type.Number()),
        maximum: Type.Optional(Type.Number()),
      },
      closed,
    ),
    unit: Type.Optional(Type.String({ description: "Unit of the numbers." })),
    rules: Type.Array(Type.Object({ id: Type.String(), claim: Type.String() }, closed), {
      description: "The rules that decide the field's values; none for keys.",
    }),
  },
  closed,
);

const tableSchema = Type.Object(
  {
    name: datasetName(),
    title: Type.String(),
    description: Type.String(),
    order: Type.String({ description: "The order of the rows." }),
    fields: Type.Array(tableField),
    missingValues: Type.Array(Type.String(), { description: "What stands for null." }),
    primaryKey: Type.String(),
    foreignKeys: Type.Optional(
      Type.Array(
        Type.Object(
          { fields: Type.String(), reference: Type.Object({ resource: datasetName(), fields: Type.String() }, closed) },
          closed,
        ),
      ),
    ),
  },
  { ...closed, $id: "TableSchema", description: "Frictionless Table Schema, with the rules that govern each field." },
);

const datasetReport = { ...DatasetReport, $id: "DatasetReport" };

const runReport = Type.Object(
  {
    ...RunReport.properties,
    datasets: Type.Object(
      Object.fromEntries(datasetNames.map((name) => [name, Type.Optional(shared("DatasetReport"))])),
      { description: "By name, for the datasets that the run holds." },
    ),
  },
  { $id: "RunReport", description: "The distribution reports of a run's datasets." },
);

export const datasetReadingSchemas = [publishedDataset, datasetList, tableSchema, datasetReport, runReport];
