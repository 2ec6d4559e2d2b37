// GET /validation: the results of the validation tests on the warehouse, for programs or for readers.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { chooseMediaType } from "../http/accept.ts";
import { header, json, problems, shared, withHeaders } from "../openapi/responses.ts";
import { validationExample } from "../openapi/validation-schemas.ts";
import type { Validation } from "../warehouse/validation/schemas.ts";
import { validationMarkdown } from "../warehouse/validation/summary.ts";
import type { RouteContext } from "./context.ts";

const varyHeader = { vary: header("Request headers that choose the representation.", "Accept") };
const mediaTypes = ["application/json", "text/markdown"] as const;

export const validationRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const results = json("The results: as JSON, or as Markdown for readers.", shared<Validation>("Validation"), {
    headers: varyHeader,
    example: validationExample,
  });
  const markdown = {
    schema: Type.Unsafe<Validation | string>({
      type: "string",
      description: "The same as a table, and what did not pass.",
    }),
  };
  const schema = {
    tags: ["Warehouse"],
    operationId: "getValidation",
    summary: "Do the loaded rows keep what was promised of them?",
    description:
      "The last results of the validation tests: SQL over the staging and typed tables of the warehouse, one statement each, run at the end " +
      "of every ingest. Broken rows are named with their lines; shares and ratios are held against what the run declares.",
    response: {
      200: { ...results, content: { ...results.content, "text/markdown": markdown } },
      ...withHeaders(problems("not-ingested", "not-acceptable", "storage-failed", "internal-error"), varyHeader),
    },
  };
  app.get("/validation", { config: { scope: "read" }, schema }, async (request, reply) => {
    reply.header("vary", "Accept");
    const mediaType = chooseMediaType(request.headers.accept, mediaTypes);
    if (mediaType === undefined) {
      throw new CodedError("not-acceptable", "Validation results are served as application/json and text/markdown.");
    }
    const validation = context.validation();
    if (validation === undefined) throw new CodedError("not-ingested", "No ingest has succeeded yet.");
    if (mediaType === "application/json") return reply.send(validation);
    return reply.type("text/markdown; charset=utf-8").send(validationMarkdown(validation));
  });
};
