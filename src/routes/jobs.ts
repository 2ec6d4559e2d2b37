// GET /jobs, GET and DELETE /jobs/{id}: the jobs as records. Their events stand beside, in job-events.ts.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { grants } from "../access/scopes.ts";
import { requireScope } from "../http/gate.ts";
import { waitSeconds } from "../http/prefer.ts";
import { jobStates } from "../jobs/job.ts";
import { jobExample, runningJobExample } from "../openapi/examples.ts";
import { json, problems, shared } from "../openapi/responses.ts";
import { type RouteContext, untilAnswered } from "./context.ts";
import { announceWait, hasEnded, preferHeader, waitHeaders } from "./waiting.ts";

const tags = ["Jobs"];
const pageLength = 20;

export const jobParameters = Type.Object({
  id: Type.String({
    pattern: "^[0-9a-f]{32}$",
    description: "The job's id, as POST /generate gave it.",
  }),
});

export const jobRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const list = {
    tags,
    operationId: "listJobs",
    summary: "List the jobs, newest first",
    querystring: Type.Object(
      {
        limit: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 100, default: pageLength, description: "Jobs a page." }),
        ),
        cursor: Type.Optional(Type.String({ maxLength: 500, description: "The `nextCursor` of the page before." })),
        state: Type.Optional(Type.Enum([...jobStates], { description: "Only jobs in this state." })),
      },
      { additionalProperties: false },
    ),
    response: {
      200: json("A page of jobs.", shared("JobList"), { example: { jobs: [jobExample], nextCursor: null } }),
      ...problems("invalid-query", "internal-error"),
    },
  };
  app.get("/jobs", { config: { scope: "read" }, schema: list }, async (request) => {
    const { limit = pageLength, ...rest } = request.query;
    return context.jobs.list({ limit, ...rest });
  });

  const get = {
    tags,
    operationId: "getJob",
    summary: "One job: its state, progress and files",
    params: jobParameters,
    headers: preferHeader,
    response: {
      200: json("The job. Unfinished jobs carry Retry-After.", shared("Job"), {
        headers: waitHeaders,
        example: jobExample,
      }),
      ...problems("bad-request", "unknown-job", "internal-error"),
    },
  };
  app.get("/jobs/:id", { config: { scope: "read" }, schema: get }, async (request, reply) => {
    const known = context.jobs.get(request.params.id);
    const seconds = hasEnded(known) ? 0 : waitSeconds(request.headers.prefer);
    const job =
      seconds === 0 ? known : await context.jobs.waitFor(known.id, seconds, untilAnswered(reply, context.closing));
    announceWait(reply, job, seconds);
    return job;
  });

  const cancel = {
    tags,
    operationId: "cancelJob",
    summary: "Cancel a job",
    description:
      "Work stops within a second; what was published before stays as it is. Where keys are used, a key with the scope generate cancels " +
      "jobs that it has asked for; those of others, and `force`, want the scope admin.",
    params: jobParameters,
    querystring: Type.Object(
      {
        force: Type.Optional(
          Type.Boolean({ default: false, description: "Cancel although several requests asked for the same job." }),
        ),
      },
      { additionalProperties: false },
    ),
    response: {
      202: json("The job is being canceled.", shared("Job"), { example: runningJobExample }),
      ...problems("bad-request", "invalid-query", "unknown-job", "not-cancelable", "shared-job", "internal-error"),
    },
  };
  app.delete("/jobs/:id", { config: { scope: "generate" }, schema: cancel }, async (request, reply) => {
    const { force = false } = request.query;
    if (force) requireScope(request, "admin");
    const { apiKey } = request;
    const isBound = apiKey !== undefined && !grants(apiKey.scopes, "admin");
    const job = context.jobs.cancel(request.params.id, { force, ...(isBound ? { askedBy: apiKey.name } : {}) });
    return reply.code(202).send(job);
  });
};
