// What holds for every operation, and what the framework's generator gets wrong: added to the finished document.

import type { RouteScope } from "../access/scopes.ts";
import { describedSecurityHeaders } from "../access/security-headers.ts";
import type { ErrorCode } from "../errors.ts";
import { queryExamples } from "./analytics-examples.ts";
import { generateExamples } from "./examples.ts";
import { ingestRequestExamples } from "./ingest-examples.ts";
import { type Responses, withProblem } from "./responses.ts";

/** The parts of an operation that are completed here. */
interface Operation {
  parameters?: unknown[];
  requestBody?: { required?: boolean; content?: Record<string, { schema?: { $ref?: string }; examples?: unknown }> };
  responses?: Record<string, { headers?: Record<string, unknown> }>;
  security?: unknown[];
}

/** Of bodies that are not a request to generate, by their schema. */
const examplesOfBodies: Readonly<Record<string, object>> = {
  QueryRequest: queryExamples,
  IngestRequest: ingestRequestExamples,
};

/** Without an example: Swagger UI would send it with every request that is tried out. */
const requestIdSchema = { type: "string", maxLength: 128 } as const;

type DescribedHeader = readonly [name: string, description: string, example: string];

const originHeaders: readonly DescribedHeader[] = [
  ["access-control-allow-origin", "Only where CORS_ORIGINS names the origin that asks.", "https://app.example.com"],
  ["access-control-expose-headers", "Only where CORS_ORIGINS is set: what pages of other origins may read.", "etag"],
  ["vary", "Request headers that the answer depends on.", "Origin"],
];
const limitHeaders: readonly DescribedHeader[] = [
  ["ratelimit-limit", "Only where RATE_LIMIT is not 0: requests a minute.", "120000"],
  ["ratelimit-remaining", "Only where RATE_LIMIT is not 0: requests left in this minute.", "119999"],
  ["ratelimit-reset", "Only where RATE_LIMIT is not 0: seconds until the count begins anew.", "60"],
];
/** The headers of every answer. */
const commonHeaders = [...describedSecurityHeaders, ...originHeaders];

function componentsOf(headers: readonly DescribedHeader[]) {
  return Object.fromEntries(
    headers.map(([name, description, example]) => [
      name,
      { description, schema: { type: "string", examples: [example] } },
    ]),
  );
}

function referencesTo(headers: readonly DescribedHeader[]) {
  return Object.fromEntries(headers.map(([name]) => [name, { $ref: `#/components/headers/${name}` }]));
}

const keyScheme = "key";

export const commonComponents = {
  securitySchemes: {
    [keyScheme]: {
      type: "http",
      scheme: "bearer",
      description:
        "A key that whoever runs the service gave you. Its scope is read, generate or admin, and each includes the ones before it. " +
        "Services that listen on their own machine only usually want none.",
    },
  },
  headers: {
    ...componentsOf(commonHeaders),
    ...componentsOf(limitHeaders),
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
    security: [],
    responses: { 200: { description: "Swagger UI.", content: { "text/html": { schema: { type: "string" } } } } },
  },
};

interface RouteSchema {
  readonly response?: unknown;
}

interface RouteAdmission {
  readonly scope?: RouteScope;
  readonly answersAlways?: boolean;
}

/** A route's own description, the key that it may want, and the refusals that it shares with others. */
export function withAdmission<T extends RouteSchema>(schema: T, { scope = "admin", answersAlways }: RouteAdmission): T {
  if (schema.response === undefined) return schema;
  const refusals: readonly ErrorCode[] = [
    ...(answersAlways === true ? [] : (["too-many-connections"] as const)),
    ...(scope === "open" ? [] : (["unauthorized", "forbidden", "too-many-requests"] as const)),
  ];
  // What routes of ours give Fastify as `response` are these.
  const response = refusals.reduce(withProblem, schema.response as Responses);
  return { ...schema, response, security: scope === "open" ? [] : [{ [keyScheme]: [scope] }] };
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
      ...referencesTo(commonHeaders),
      ...(operation.security?.length === 0 ? {} : referencesTo(limitHeaders)),
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
