// What holds for every operation, and what the framework's generator gets wrong: added to the finished document.

import { describedSecurityHeaders } from "../access/security-headers.ts";
import { queryExamples } from "./analytics-examples.ts";
import { generateExamples } from "./examples.ts";
import { ingestRequestExamples } from "./ingest-examples.ts";
import { type Responses, withProblem } from "./responses.ts";

/** The parts of an operation that are completed here. */
interface Operation {
  parameters?: unknown[];
  requestBody?: { required?: boolean; content?: Record<string, { schema?: { $ref?: string }; examples?: unknown }> };
  responses?: Record<string, { headers?: Record<string, unknown> }>;
}

/** Of bodies that are not a request to generate, by their schema. */
const examplesOfBodies: Readonly<Record<string, object>> = {
  QueryRequest: queryExamples,
  IngestRequest: ingestRequestExamples,
};

/** Without an example: Swagger UI would send it with every request that is tried out. */
const requestIdSchema = { type: "string", maxLength: 128 } as const;

/** The headers of every answer, by their component's name. */
const commonHeaders = Object.fromEntries(
  describedSecurityHeaders.map(([name, description, example]) => [
    name,
    { description, schema: { type: "string", examples: [example] } },
  ]),
);
const commonHeaderReferences = Object.fromEntries(
  Object.keys(commonHeaders).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

export const commonComponents = {
  headers: {
    ...commonHeaders,
    RequestId: {
      description: "The id of this request: yours if you sent one. The server's log has it.",
      schema: requestIdSchema,
    },
  },
  parameters: {
    RequestId: {
      name: "x-request-id",
      in: "header",
      description: "An id of your own for this request: printable ASCII, at most 128 characters.",
      schema: requestIdSchema,
    },
  },
} as const;

const documentation = {
  get: {
    tags: ["Operation"],
    operationId: "getDocumentation",
    summary: "This documentation, to read and to try out",
    responses: { 200: { description: "Swagger UI.", content: { "text/html": { schema: { type: "string" } } } } },
  },
};

interface RouteSchema {
  readonly response?: unknown;
}

/** A route's own description, and the refusal that any route but the watchers' may meet with. */
export function withAdmission<T extends RouteSchema>(schema: T, answersAlways: boolean): T {
  if (answersAlways || schema.response === undefined) return schema;
  // What routes of ours give Fastify as `response` are these.
  return { ...schema, response: withProblem(schema.response as Responses, "too-many-connections") };
}

/** Completes the operations of a document's paths in place. */
export function complete(paths: Record<string, unknown>): void {
  paths["/docs"] = structuredClone(documentation);
  for (const item of Object.values(paths)) {
    for (const operation of Object.values(item as Record<string, Operation>)) completeOperation(operation);
  }
}

function completeOperation(operation: Operation): void {
  operation.parameters = [...(operation.parameters ?? []), { $ref: "#/components/parameters/RequestId" }];
  for (const response of Object.values(operation.responses ?? {})) {
    response.headers = {
      ...commonHeaderReferences,
      ...response.headers,
      "x-request-id": { $ref: "#/components/headers/RequestId" },
    };
  }
  const body = operation.requestBody;
  for (const media of Object.values(body?.content ?? {})) {
    const schema = media.schema?.$ref?.split("/").at(-1) ?? "";
    media.examples = examplesOfBodies[schema] ?? generateExamples;
    // Fastify's generator declares every body as required; an empty one stands for {}, which is a spec and no query.
    if (body !== undefined) body.required = schema === "QueryRequest";
  }
}
