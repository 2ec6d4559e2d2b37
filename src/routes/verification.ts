// POST /datasets/verify: reads every byte of a run, says which partitions are damaged, and regenerates them if asked to.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { requireScope } from "../http/gate.ts";
import { json, problems, shared } from "../openapi/responses.ts";
import { damagedExample } from "../openapi/verification-schemas.ts";
import { type RouteContext, untilAnswered } from "./context.ts";
import { jobIdHeader, jobQuery, readingCodes, resolveRun } from "./reading.ts";

export const verificationRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const verify = {
    tags: ["Datasets"],
    operationId: "verifyDatasets",
    summary: "Is every byte of the run still what was written?",
    description:
      "Reads every partition from the disk, whatever was read before, and compares its SHA-256 with the manifest's. `?repair=true` generates " +
      "exactly the damaged partitions anew, into a copy that takes the file's place once all of it is whole: downloads meanwhile have the old file or " +
      "the new one. The answer comes when all is read (hundreds of megabytes a second a worker), one run after the other; a client that leaves ends the work. " +
      "Where keys are used, repairing wants the scope admin.",
    querystring: Type.Object(
      {
        ...jobQuery,
        repair: Type.Optional(
          Type.Boolean({ default: false, description: "Generate what is damaged anew from the run's own spec." }),
        ),
      },
      { additionalProperties: false },
    ),
    response: {
      200: json("What was found; `intact` says how it is now.", shared("Verification"), {
        headers: jobIdHeader,
        example: damagedExample,
      }),
      ...problems(
        ...readingCodes,
        "invalid-spec",
        "invalid-json",
        "body-too-large",
        "unsupported-media-type",
        "model-version-differs",
        "shutting-down",
        "data-directory-unwritable",
        "disk-full",
        "storage-failed",
      ),
    },
  };
  app.post("/datasets/verify", { config: { scope: "generate" }, schema: verify }, async (request, reply) => {
    const { job, repair = false } = request.query;
    if (repair) requireScope(request, "admin");
    const run = await resolveRun(context, job);
    const signal = untilAnswered(reply, context.closing);
    try {
      const found = await context.verification.verify(run, { repair, signal });
      return await reply.header("x-job-id", run.manifest.job).send(found);
    } catch (error) {
      if (signal.aborted) throw new CodedError("shutting-down", "Verifying has been stopped.", { cause: error });
      throw error;
    }
  });
};
