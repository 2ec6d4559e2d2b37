// GET /archive and GET /report: a run as a whole, as a zip and as a report.

import type { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { chooseMediaType } from "../http/accept.ts";
import { runArchive } from "../http/archive.ts";
import { readReport } from "../http/run-report.ts";
import { runReportExample } from "../openapi/examples.ts";
import { header, json, problems, shared, withHeaders } from "../openapi/responses.ts";
import type { RouteContext } from "./context.ts";
import { jobIdHeader, jobQuery, readingCodes, resolveRun } from "./reading.ts";

const varyHeader = { vary: header("Request headers that choose the representation.", "Accept") };
const closed = { additionalProperties: false };

export const runRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const archive = {
    tags: ["Datasets"],
    operationId: "getArchive",
    summary: "All files of the run in one zip",
    description: "The CSV files and manifest.json, packed while they are sent. The same run gives the same zip.",
    querystring: Type.Object(jobQuery, closed),
    response: {
      200: {
        description: "The zip.",
        headers: {
          ...jobIdHeader,
          "content-disposition": header("A file name to save under.", 'attachment; filename="mockbuster.zip"'),
        },
        content: {
          "application/zip": { schema: Type.Unsafe<Readable>({ type: "string", contentMediaType: "application/zip" }) },
        },
      },
      ...problems(...readingCodes),
    },
  };
  app.get("/archive", { schema: archive, exposeHeadRoute: false }, async (request, reply) => {
    const run = await resolveRun(context, request.query.job);
    const body = await runArchive(run);
    return reply
      .type("application/zip")
      .header("content-disposition", 'attachment; filename="mockbuster.zip"')
      .header("x-job-id", run.manifest.job)
      .send(body);
  });

  const report = {
    tags: ["Reports"],
    operationId: "getReport",
    summary: "The distribution report of the run",
    querystring: Type.Object(
      {
        ...jobQuery,
        format: Type.Optional(Type.String({ maxLength: 100, description: "`json`.", examples: ["json"] })),
      },
      closed,
    ),
    response: {
      200: json("The report, dataset by dataset.", shared("RunReport"), {
        headers: { ...jobIdHeader, ...varyHeader },
        example: runReportExample,
      }),
      ...withHeaders(problems(...readingCodes, "not-acceptable"), varyHeader),
    },
  };
  app.get("/report", { schema: report }, async (request, reply) => {
    const { job, format } = request.query;
    reply.header("vary", "Accept");
    const chosen = format ?? chooseMediaType(request.headers.accept, ["application/json"]);
    if (chosen !== "json" && chosen !== "application/json") {
      throw new CodedError("not-acceptable", "Reports are served as application/json.");
    }
    const run = await resolveRun(context, job);
    const found = await readReport(run);
    return reply.header("x-job-id", run.manifest.job).send(found);
  });
};
