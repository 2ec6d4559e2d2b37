// GET /governance and GET /governance/history: the verdicts on a run, and those on every run there has been.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { governanceExample, governanceHistoryExample } from "../openapi/governance-examples.ts";
import { json, problems, shared } from "../openapi/responses.ts";
import { readGovernance } from "../storage/governance-file.ts";
import type { RouteContext } from "./context.ts";
import { jobIdHeader, jobQuery, readingCodes, resolveRun } from "./reading.ts";

const tags = ["Reports"];
const closed = { additionalProperties: false };
const pageLength = 20;

export const governanceRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const verdicts = {
    tags,
    operationId: "getGovernance",
    summary: "Do the files show what is declared?",
    description:
      "Every check of the run's files: its claim, what was expected and observed, and the verdict. They were made when the run was written; " +
      "`mockbuster governance` judges the files as they lie on the disk now.",
    querystring: Type.Object(jobQuery, closed),
    response: {
      200: json("The verdicts.", shared("Governance"), { headers: jobIdHeader, example: governanceExample }),
      ...problems(...readingCodes),
    },
  };
  app.get("/governance", { config: { scope: "read" }, schema: verdicts }, async (request, reply) => {
    const run = await resolveRun(context, request.query.job);
    const governance = readGovernance(run.directory);
    if (governance === undefined) throw new CodedError("run-damaged", `${run.manifest.run} has no verdicts.`);
    return reply.header("x-job-id", run.manifest.job).send(governance);
  });

  const history = {
    tags,
    operationId: "listGovernance",
    summary: "The verdicts on every run, newest first",
    description: "Kept when the run itself has been removed. A job that was forced to run again has an entry a run.",
    querystring: Type.Object(
      {
        limit: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 100, default: pageLength, description: "Runs a page." }),
        ),
        cursor: Type.Optional(Type.String({ maxLength: 500, description: "The `nextCursor` of the page before." })),
        asOf: Type.Optional(Type.String({ format: "date", description: "Only runs seen from this date." })),
        modelVersion: Type.Optional(Type.String({ maxLength: 100, description: "Only runs of this model version." })),
        job: Type.Optional(Type.String({ maxLength: 100, description: "Only runs of this job." })),
      },
      closed,
    ),
    response: {
      200: json("A page of the history.", shared("GovernanceHistory"), { example: governanceHistoryExample }),
      ...problems("invalid-query", "storage-failed"),
    },
  };
  app.get("/governance/history", { config: { scope: "read" }, schema: history }, async (request) => {
    const { limit = pageLength, ...query } = request.query;
    return context.history.list({ limit, ...query });
  });
};
