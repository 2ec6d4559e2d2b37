// POST /query: a client's own SELECT on the warehouse, where the server allows it.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError, type InputFault } from "../errors.ts";
import { inputFaults, type SchemaViolation, shown } from "../http/faults.ts";
import { contentTypes } from "../http/representation.ts";
import { queryResultExample } from "../openapi/analytics-examples.ts";
import { header, json, problems, type ResponseDescription, shared, withHeaders } from "../openapi/responses.ts";
import type { Parameters } from "../warehouse/queries/messages.ts";
import { chosenFormat, csvOf, jobHeader } from "./analytics-answer.ts";
import { tags, varyHeader, warehouseCodes } from "./analytics-descriptions.ts";
import { type RouteContext, untilAnswered } from "./context.ts";
import { jobIdHeader } from "./reading.ts";

interface QueryRequest {
  readonly sql: string;
  readonly params?: Parameters;
}

const answered = json("The rows.", shared("QueryResult"), {
  headers: {
    ...jobIdHeader,
    ...varyHeader,
    "x-truncated": header("Of CSV, which cannot say it otherwise: `true` when a limit cut the rows off.", "false"),
  },
  example: queryResultExample,
});

const answer: ResponseDescription = {
  ...answered,
  content: {
    ...answered.content,
    "text/csv": { schema: Type.String({ description: "The rows, with a header line." }) },
  },
};

const description = {
  tags,
  operationId: "postQuery",
  summary: "Ask the warehouse in SQL",
  description:
    "Runs a single SELECT of SQLite's dialect on a read-only connection, in a process of its own with a limit on rows, characters, time and memory. " +
    "The typed tables are named as the datasets; `staging_<dataset>` holds the files as they were read, `rejected` what did not fit, `summary_...` what " +
    "GET /analytics reads. Off unless the server runs with ALLOW_QUERY=true.",
  body: shared<QueryRequest>("QueryRequest"),
  querystring: Type.Object(
    { format: Type.Optional(Type.String({ maxLength: 100, description: "`json` or `csv`; goes before Accept." })) },
    { additionalProperties: false },
  ),
  response: {
    200: answer,
    ...withHeaders(
      problems(
        "invalid-query-sql",
        ...warehouseCodes,
        "invalid-json",
        "query-not-allowed",
        "not-acceptable",
        "body-too-large",
        "unsupported-media-type",
      ),
      varyHeader,
    ),
  },
};

export const queryRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  // The body's faults are a query's, not a spec's: they are told here rather than by the common handler.
  app.post(
    "/query",
    { config: { scope: "read" }, schema: description, attachValidation: true },
    async (request, reply) => {
      reply.header("vary", "Accept");
      if (!context.warehouse.takesQueries) {
        throw new CodedError("query-not-allowed", "This server runs no SQL of its clients.");
      }
      refuseInvalid(request.validationError, request.body);
      const format = chosenFormat(request, request.query.format);
      const { sql, params = [] } = request.body;
      const { columns, rows, truncated, elapsedMilliseconds, facts } = await context.warehouse.select(
        sql,
        params,
        untilAnswered(reply, context.closing),
      );
      reply.headers(jobHeader(facts));
      if (format === "json")
        return reply.send({ columns, rows, rowCount: rows.length, truncated, elapsedMilliseconds });
      return reply.type(contentTypes.csv).header("x-truncated", String(truncated)).send(csvOf(columns, rows));
    },
  );
};

/** What Fastify keeps of a failed validation. */
interface Invalid {
  readonly validation?: unknown;
  readonly validationContext?: string;
}

function refuseInvalid(error: Invalid | undefined, body: unknown): void {
  if (error === undefined) return;
  // Ajv's own errors, which Fastify passes on untouched.
  const errors = inputFaults((error.validation ?? []) as readonly SchemaViolation[]).flatMap((fault) =>
    fault.pointer === "/params" ? parameterFaults(body) : fault,
  );
  const told = errors.map(({ pointer, detail }) => `${pointer || "/"}: ${detail}`).join(" ");
  throw new CodedError(error.validationContext === "body" ? "invalid-query-sql" : "invalid-query", told, { errors });
}

const mostFaults = 50;

/** The parameters that no statement takes; Ajv says of them only that all together fit none of the forms that `params` has. */
function parameterFaults(body: unknown): InputFault[] {
  const params = typeof body === "object" && body !== null && "params" in body ? body.params : undefined;
  const values = typeof params === "object" && params !== null ? Object.entries(params) : [];
  const faults = values
    .filter(([, value]) => value !== null && typeof value !== "string" && typeof value !== "number")
    .map(([name, value]) => ({
      pointer: `/params/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
      detail: `${Array.isArray(params) ? `Parameter ${Number(name) + 1}` : `The parameter ${shown(name)}`} must be a text, a number or null, but is ${shown(value)}.`,
    }));
  if (faults.length > 0) return faults.slice(0, mostFaults);
  const detail = `The parameters are a list or an object of at most 1000 values, each a text, a number or null, not ${shown(params)}.`;
  return [{ pointer: "/params", detail }];
}
