// GET /datasets/{name}/schema and GET /schema: what the columns mean, for loaders of many kinds. The same for every run.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type TSchema, Type } from "typebox";
import { datasetNames } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import { singleTable, tableGroup } from "../openapi/csvw.ts";
import { dataPackage } from "../openapi/data-package.ts";
import { header, json, problems, type ResponseDescription, shared } from "../openapi/responses.ts";
import { tableSchema } from "../openapi/table-schema.ts";
import { datasetScript, schemaScript } from "../warehouse/ddl.ts";
import { type Dialect, dialects } from "../warehouse/dialect.ts";
import { datasetParameters } from "./reading.ts";

const tags = ["Datasets"];
const formats = ["json", "csvw", "ddl"] as const;
const sqlType = "application/sql";
const csvwType = "application/csvm+json";

const querystring = Type.Object(
  {
    format: Type.Optional(
      Type.Enum(formats, {
        type: "string",
        description: "`json` (the default) is Frictionless, `csvw` is W3C's CSV on the Web, `ddl` is SQL.",
        examples: ["ddl"],
      }),
    ),
    dialect: Type.Optional(
      Type.Enum(dialects, {
        type: "string",
        description: "With `format=ddl`: the database that the SQL is for; sqlite by default.",
        examples: ["postgres"],
      }),
    ),
  },
  { additionalProperties: false },
);

interface SchemaQuery {
  readonly format?: (typeof formats)[number];
  readonly dialect?: Dialect;
}

/** Throws CodedError invalid-query for a dialect of what is no SQL: it would be passed over without a word. */
function checkDialect({ format, dialect }: SchemaQuery): void {
  if (dialect === undefined || format === "ddl") return;
  const detail = "This goes with format=ddl only.";
  throw new CodedError("invalid-query", detail, { errors: [{ pointer: "/dialect", detail }] });
}

/** The JSON answer, and beside it CSVW and SQL. */
function withOtherFormats(answer: ResponseDescription, csvw: TSchema, csvwExample: unknown, sqlExample: string) {
  return {
    ...answer,
    headers: {
      "content-disposition": header("Of SQL: a file name to save under.", 'attachment; filename="plans.sqlite.sql"'),
    },
    content: {
      ...answer.content,
      [csvwType]: { schema: csvw, examples: { csvw: { summary: "format=csvw", value: csvwExample } } },
      [sqlType]: {
        schema: Type.String({ description: "SQL statements; the comments say how to load the files." }),
        examples: { sqlite: { summary: "format=ddl&dialect=sqlite", value: sqlExample } },
      },
    },
  };
}

const sqlFileName = (name: string, dialect: Dialect): string => `attachment; filename="${name}.${dialect}.sql"`;

export const schemaRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const one = {
    tags,
    operationId: "getDatasetSchema",
    summary: "The columns of a dataset, as JSON or SQL",
    description:
      "A Frictionless Table Schema: types, constraints, keys and references, and with each field the rules that decide its values. Or the same as " +
      "CSVW, or as the CREATE TABLE of a database with its constraints. It is the same for every run, and there before the first.",
    params: datasetParameters,
    querystring,
    response: {
      200: withOtherFormats(
        json("The schema.", shared("TableSchema"), { example: tableSchema("plans") }),
        shared("CsvwTable"),
        singleTable("plans"),
        datasetScript("plans", "sqlite"),
      ),
      ...problems("invalid-query", "bad-request", "unknown-dataset", "internal-error"),
    },
  };
  app.get("/datasets/:name/schema", { config: { scope: "read" }, schema: one }, async (request, reply) => {
    const { name } = request.params;
    const { format = "json", dialect = "sqlite" } = request.query;
    checkDialect(request.query);
    if (format === "json") return reply.type("application/json; charset=utf-8").send(tableSchema(name));
    if (format === "csvw") return reply.type(csvwType).send(singleTable(name));
    return reply
      .type(sqlType)
      .header("content-disposition", sqlFileName(name, dialect))
      .send(datasetScript(name, dialect));
  });

  const all = {
    tags,
    operationId: "getSchema",
    summary: "All five schemas in one, as JSON or SQL",
    description:
      "A Frictionless Data Package, a CSVW table group, or the SQL that creates all tables in the order of their references. GET /archive holds the " +
      "first two for its run, with sizes and digests.",
    querystring,
    response: {
      200: withOtherFormats(
        json("The schemas.", shared("DataPackage"), { example: dataPackage([{ name: "plans" }]) }),
        shared("CsvwTableGroup"),
        tableGroup(["plans"]),
        datasetScript("plans", "sqlite"),
      ),
      ...problems("invalid-query", "internal-error"),
    },
  };
  app.get("/schema", { config: { scope: "read" }, schema: all }, async (request, reply) => {
    const { format = "json", dialect = "sqlite" } = request.query;
    checkDialect(request.query);
    if (format === "json") {
      return reply.type("application/json; charset=utf-8").send(dataPackage(datasetNames.map((name) => ({ name }))));
    }
    if (format === "csvw") return reply.type(csvwType).send(tableGroup(datasetNames));
    return reply
      .type(sqlType)
      .header("content-disposition", sqlFileName("mockbuster", dialect))
      .send(schemaScript(dialect));
  });
};
