// The shared schemas of what describes files for loaders: Frictionless Data Package and CSV on the Web.

import { type TSchema, Type } from "typebox";
import { datasetNames } from "../datasets.ts";
import { csvDialect } from "./data-package.ts";
import { closed, datasetName } from "./fields.ts";
import { shared } from "./responses.ts";

const constant = (value: string | number | boolean): TSchema => Type.Literal(value);

const dataPackage = Type.Object(
  {
    profile: constant("tabular-data-package"),
    name: constant("mockbuster"),
    title: Type.String(),
    description: Type.String(),
    resources: Type.Array(
      Type.Object(
        {
          profile: constant("tabular-data-resource"),
          name: datasetName(),
          title: Type.String(),
          description: Type.String(),
          path: Type.String({ description: "The file, beside this description." }),
          format: constant("csv"),
          mediatype: constant("text/csv"),
          encoding: constant("utf-8"),
          dialect: Type.Object(
            Object.fromEntries(Object.entries(csvDialect).map(([name, value]) => [name, constant(value)])),
            { ...closed, description: "CSV Dialect." },
          ),
          bytes: Type.Optional(Type.Integer({ minimum: 0, description: "In a run's package: length of the file." })),
          hash: Type.Optional(Type.String({ description: "In a run's package: `sha256:` and the digest in hex." })),
          schema: shared("TableSchema"),
        },
        closed,
      ),
    ),
  },
  { ...closed, $id: "DataPackage", description: "Frictionless Data Package of the datasets." },
);

const csvwContext = Type.Array(Type.Union([Type.String(), Type.Object({ "@language": Type.String() }, closed)]));

const csvwColumn = Type.Object(
  {
    name: Type.String(),
    titles: Type.String(),
    "dc:description": Type.String(),
    datatype: Type.Union([
      Type.String(),
      Type.Object(
        {
          base: Type.String(),
          format: Type.Optional(Type.String({ description: "A regular expression." })),
          minimum: Type.Optional(Type.Number()),
          maximum: Type.Optional(Type.Number()),
        },
        closed,
      ),
    ]),
    required: Type.Boolean(),
    "schema:unitText": Type.Optional(Type.String({ description: "Unit of the numbers." })),
  },
  closed,
);

const csvwTable = {
  url: Type.Enum(
    datasetNames.map((name) => `${name}.csv`),
    { type: "string", description: "The file, beside this description." },
  ),
  "dc:title": Type.String(),
  "dc:description": Type.String(),
  dialect: Type.Object(
    {
      encoding: Type.String(),
      lineTerminators: Type.Array(Type.String()),
      delimiter: Type.String(),
      quoteChar: Type.String(),
      doubleQuote: Type.Boolean(),
      header: Type.Boolean(),
      skipInitialSpace: Type.Boolean(),
    },
    closed,
  ),
  tableSchema: Type.Object(
    {
      columns: Type.Array(csvwColumn),
      primaryKey: Type.String(),
      foreignKeys: Type.Optional(
        Type.Array(
          Type.Object(
            {
              columnReference: Type.String(),
              reference: Type.Object({ resource: Type.String(), columnReference: Type.String() }, closed),
            },
            closed,
          ),
        ),
      ),
    },
    closed,
  ),
};

const table = Type.Object(
  { "@context": csvwContext, ...csvwTable },
  { ...closed, $id: "CsvwTable", description: "CSV on the Web: one table." },
);

const tableGroup = Type.Object(
  { "@context": csvwContext, tables: Type.Array(Type.Object(csvwTable, closed)) },
  { ...closed, $id: "CsvwTableGroup", description: "CSV on the Web: tables that refer to one another." },
);

export const fileSchemas = [dataPackage, table, tableGroup];
