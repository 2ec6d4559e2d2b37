// GET /datasets/{name}/schema and /report: what the columns mean, and how the rows are distributed.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { readReport } from "../http/run-report.ts";
import { datasetReportExample } from "../openapi/examples.ts";
import { json, problems, shared } from "../openapi/responses.ts";
import { tableSchema } from "../openapi/table-schema.ts";
import type { RouteContext } from "./context.ts";
import { datasetParameters, jobIdHeader, jobQuery, readingCodes, resolveEntry } from "./reading.ts";

const tags = ["Datasets"];

export const datasetFactRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const schema = {
    tags,
    operationId: "getDatasetSchema",
    summary: "The columns of a dataset",
    description:
      "A Frictionless Table Schema: types, constraints, keys and references, and with each field the rules that decide its values. It is the same for " +
      "every run, and there before the first.",
    params: datasetParameters,
    response: {
      200: json("The schema.", shared("TableSchema"), { example: tableSchema("plans") }),
      ...problems("bad-request", "unknown-dataset", "internal-error"),
    },
  };
  app.get("/datasets/:name/schema", { schema }, async (request) => tableSchema(request.params.name));

  const report = {
    tags,
    operationId: "getDatasetReport",
    summary: "How the rows of a dataset are distributed",
    description: "Counts, shares, quantiles, histograms and coverage in time, read from the written file.",
    params: datasetParameters,
    querystring: Type.Object(jobQuery, { additionalProperties: false }),
    response: {
      200: json("The dataset's distribution report.", shared("DatasetReport"), {
        headers: jobIdHeader,
        example: datasetReportExample,
      }),
      ...problems(...readingCodes, "bad-request", "unknown-dataset"),
    },
  };
  app.get("/datasets/:name/report", { schema: report }, async (request, reply) => {
    const { name } = request.params;
    const { run } = await resolveEntry(context, name, request.query.job);
    const { datasets } = await readReport(run);
    const found = datasets[name];
    if (found === undefined) throw new CodedError("run-damaged", `report.json leaves out ${name}.`);
    return reply.header("x-job-id", run.manifest.job).send(found);
  });
};
