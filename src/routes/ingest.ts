// POST /ingest asks for a job that loads a run into the warehouse.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { datasetNames } from "../datasets.ts";
import { waitSeconds } from "../http/prefer.ts";
import { ingestExample, runningIngestExample } from "../openapi/ingest-examples.ts";
import { header, json, problems, shared } from "../openapi/responses.ts";
import { type RouteContext, untilAnswered } from "./context.ts";
import { entryOf, jobQuery, readingCodes, resolveRun } from "./reading.ts";
import { announceWait, hasEnded, preferHeader, waitHeaders } from "./waiting.ts";

const location = header("Where to follow the job.", `/jobs/${ingestExample.id}`);

const schema = {
  tags: ["Jobs"],
  operationId: "ingest",
  summary: "Load the published files into the warehouse",
  description:
    "Starts a job that loads the five CSV files of the published run, or of another one, into the SQLite file `data/warehouse.sqlite`, or joins " +
    "the one that is loading the same run. Readers have the old warehouse until the new one takes its place, whole. A row that does not " +
    "fit is kept in its table `rejected`; of a file whose SHA-256 is not the one in its manifest the result says `differs`.",
  body: shared<object>("IngestRequest"),
  headers: preferHeader,
  querystring: Type.Object(jobQuery, { additionalProperties: false }),
  response: {
    200: json("The job has ended while you waited.", shared("Job"), {
      headers: { location, ...waitHeaders },
      example: ingestExample,
    }),
    202: json("The job is queued or running.", shared("Job"), {
      headers: { location, ...waitHeaders },
      example: runningIngestExample,
    }),
    ...problems(
      ...readingCodes,
      "invalid-spec",
      "invalid-json",
      "body-too-large",
      "unsupported-media-type",
      "storage-failed",
      "too-many-jobs",
      "queue-full",
      "shutting-down",
      "data-directory-unwritable",
      "disk-too-small",
      "disk-full",
    ),
  },
};

export const ingestRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  app.post("/ingest", { config: { scope: "generate" }, schema }, async (request, reply) => {
    const { job: wanted } = request.query;
    const run = await resolveRun(context, wanted);
    // A warehouse holds all five or is none; all of one run, whatever is published meanwhile.
    for (const dataset of datasetNames) entryOf(run, dataset, wanted);
    const asked = await context.jobs.ingest(run, request.apiKey?.name);
    const seconds = waitSeconds(request.headers.prefer);
    const job =
      seconds === 0 ? asked : await context.jobs.waitFor(asked.id, seconds, untilAnswered(reply, context.closing));
    announceWait(reply, job, seconds);
    return reply
      .code(hasEnded(job) ? 200 : 202)
      .header("location", `/jobs/${job.id}`)
      .send(job);
  });
};
