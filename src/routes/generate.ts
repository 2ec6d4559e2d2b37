// POST /generate asks for a job; POST /estimate says beforehand what it would write.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { estimate } from "../expectations/estimate.ts";
import { waitSeconds } from "../http/prefer.ts";
import { estimateExample, jobExample, runningJobExample } from "../openapi/examples.ts";
import { header, json, problems, shared } from "../openapi/responses.ts";
import { modelVersion } from "../rules/model-version.ts";
import { worldOf } from "../spec/identity.ts";
import type { GenerateRequest } from "../spec/request.ts";
import { resolveSpec } from "../spec/resolve.ts";
import { type RouteContext, untilAnswered } from "./context.ts";
import { announceWait, hasEnded, preferHeader, waitHeaders } from "./waiting.ts";

const body = shared<GenerateRequest>("GenerateRequest");
const badRequests = problems(
  "invalid-spec",
  "invalid-query",
  "invalid-json",
  "body-too-large",
  "unsupported-media-type",
  "too-many-customers",
  "impossible-spec",
);

export const generateRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const resolve = (request: GenerateRequest) =>
    resolveSpec(request, { maxCustomers: context.config.maxCustomers, today: context.today() });

  const generate = {
    tags: ["Jobs"],
    operationId: "generate",
    summary: "Generate the datasets",
    description:
      "Starts a job that writes the five CSV files, or finds the job that the same spec has started before. Every field is optional: " +
      "`{}` generates 10,000 customers as seen today. The answer holds the job, with its whole spec and where to follow it.",
    body,
    headers: preferHeader,
    querystring: Type.Object(
      {
        force: Type.Optional(
          Type.Boolean({ description: "Make a new attempt even though the job has succeeded.", default: false }),
        ),
      },
      { additionalProperties: false },
    ),
    response: {
      200: json("The job has ended: it had succeeded before, or it ended while you waited.", shared("Job"), {
        headers: { location: header("Where to find the job.", `/jobs/${jobExample.id}`), ...waitHeaders },
        example: jobExample,
      }),
      202: json("The job is queued or running.", shared("Job"), {
        example: runningJobExample,
        headers: { location: header("Where to follow the job.", `/jobs/${jobExample.id}`), ...waitHeaders },
      }),
      ...badRequests,
      ...problems(
        "missing-dependency",
        "internal-error",
        "too-many-rows",
        "job-too-large",
        "too-many-jobs",
        "key-quota-exceeded",
        "queue-full",
        "shutting-down",
        "data-directory-unwritable",
        "disk-too-small",
        "disk-full",
      ),
    },
  };
  app.post("/generate", { config: { scope: "generate" }, schema: generate }, async (request, reply) => {
    const { spec, publish } = resolve(request.body);
    const submitted = await context.jobs.submit(spec, {
      publish,
      force: request.query.force ?? false,
      ...(request.apiKey === undefined ? {} : { askedBy: request.apiKey.name }),
    });
    const seconds = submitted.existing ? 0 : waitSeconds(request.headers.prefer);
    const job =
      seconds === 0
        ? submitted.job
        : await context.jobs.waitFor(submitted.job.id, seconds, untilAnswered(reply, context.closing));
    announceWait(reply, job, seconds);
    return reply
      .code(hasEnded(job) ? 200 : 202)
      .header("location", `/jobs/${job.id}`)
      .send(job);
  });

  const forecast = {
    tags: ["Jobs"],
    operationId: "estimate",
    summary: "What a job would write, before anything runs",
    description:
      "Takes the body of POST /generate; says rows and bytes a dataset with a 95 % interval, from the model.",
    body,
    response: {
      200: json("The estimate.", shared("Estimate"), { example: estimateExample }),
      ...badRequests,
      ...problems("internal-error"),
    },
  };
  app.post("/estimate", { config: { scope: "read" }, schema: forecast }, async (request) => {
    const { spec } = resolve(request.body);
    return { spec, modelVersion, ...estimate(worldOf(spec), spec.datasets) };
  });
};
