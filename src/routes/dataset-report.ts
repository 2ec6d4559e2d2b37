// GET /datasets/{name}/report: how the rows of one dataset are distributed.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { readReport } from "../http/run-report.ts";
import { datasetReportExample } from "../openapi/examples.ts";
import { json, problems, shared } from "../openapi/responses.ts";
import type { RouteContext } from "./context.ts";
import { datasetParameters, jobIdHeader, jobQuery, readingCodes, resolveEntry } from "./reading.ts";

export const datasetReportRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const schema = {
    tags: ["Datasets"],
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
  app.get("/datasets/:name/report", { config: { scope: "read" }, schema }, async (request, reply) => {
    const { name } = request.params;
    const { run } = await resolveEntry(context, name, request.query.job);
    const { datasets } = await readReport(run);
    const found = datasets[name];
    if (found === undefined) throw new CodedError("run-damaged", `report.json leaves out ${name}.`);
    return reply.header("x-job-id", run.manifest.job).send(found);
  });
};
