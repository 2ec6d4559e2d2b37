// How routes describe their answers in the OpenAPI document: JSON bodies, other media types, and problems by code.

import { type TSchema, type TUnsafe, Type } from "typebox";
import { CodedError, type ErrorCode, errorDefinitions, type InputFault } from "../errors.ts";

interface Example {
  readonly summary: string;
  readonly value: unknown;
}

interface MediaDescription {
  readonly schema: TSchema;
  readonly examples?: Readonly<Record<string, Example>>;
}

export interface ResponseDescription {
  readonly description: string;
  readonly type?: "null";
  readonly headers?: Readonly<Record<string, TSchema>>;
  readonly content?: Readonly<Record<string, MediaDescription>>;
}

export type Responses = Record<string, ResponseDescription>;

/** A reference to a shared schema of `schemas.ts`, typed as what it stands for. */
export function shared<T>(name: string): TUnsafe<T> {
  return Type.Unsafe<T>({ $ref: `${name}#` });
}

/** A header of an answer, as text. */
export function header(description: string, example: string): TSchema {
  return Type.String({ description, examples: [example] });
}

/** An answer in JSON. */
export function json(
  description: string,
  schema: TSchema,
  more: { headers?: Record<string, TSchema>; example?: unknown } = {},
): ResponseDescription {
  const examples =
    more.example === undefined ? {} : { examples: { example: { summary: description, value: more.example } } };
  return {
    description,
    ...(more.headers === undefined ? {} : { headers: more.headers }),
    content: { "application/json": { schema, ...examples } },
  };
}

/** An answer without a body. */
export function empty(description: string, headers: Record<string, TSchema>): ResponseDescription {
  // The generator leaves out the content of a `null`, and makes up some for nothing at all.
  return { description, headers, type: "null" };
}

const challengeHeader = {
  "www-authenticate": header("How to send a key, and what was wrong with this one.", 'Bearer realm="mockbuster"'),
};
const headersOfCodes: Partial<Record<ErrorCode, Record<string, TSchema>>> = {
  unauthorized: challengeHeader,
  forbidden: challengeHeader,
  "too-many-jobs": { "retry-after": header("Seconds after which to try again.", "10") },
  "too-many-requests": { "retry-after": header("Seconds after which requests are taken again.", "30") },
  "too-many-connections": { "retry-after": header("Seconds after which to try again.", "2") },
  "queue-full": { "retry-after": header("Seconds after which to try again.", "10") },
  "range-not-satisfiable": { "content-range": header("The length of the file.", "bytes */1048576") },
  "method-not-allowed": { allow: header("The methods that the path has.", "GET, HEAD") },
};

const faultExamples: Partial<Record<ErrorCode, InputFault[]>> = {
  "invalid-spec": [{ pointer: "/customers", detail: "This must be a whole number from 1, but is 0." }],
  "invalid-query": [{ pointer: "/limit", detail: "This must be a whole number from 1 up to 100, but is 0." }],
  "impossible-spec": [
    {
      pointer: "/behaviour/genre-mix",
      detail: "The shares must sum to 1; they sum to 1.1 (movie 0.6, music 0.3, podcast 0.2).",
    },
  ],
};

/** What happened, where the remedy refers to it; elsewhere the title says enough. */
const messageExamples: Partial<Record<ErrorCode, string>> = {
  "not-generated": "Nothing has been published; the body to POST is {}.",
  "not-acceptable": "Datasets are served as text/csv (format=csv) and application/x-ndjson (format=ndjson).",
  "missing-dependency":
    'subscriptions cannot be generated: data/raw/plans.csv is not there. Run plans first: POST /generate with {"datasets":["plans"]}.',
  "disk-too-small": "The job may write 2000000000 bytes and the disk has 1500000000 free: 500000000 are missing.",
};

/** The answers to what can go wrong, grouped by status, each code with an example. */
export function problems(...codes: ErrorCode[]): Responses {
  const responses: Responses = {};
  for (const status of new Set(codes.map((code) => errorDefinitions[code].status))) {
    const members = codes.filter((code) => errorDefinitions[code].status === status);
    const headers = Object.assign({}, ...members.map((code) => headersOfCodes[code] ?? {}));
    responses[status] = {
      description: members.map((code) => `\`${code}\`: ${errorDefinitions[code].title}.`).join(" "),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      content: {
        "application/problem+json": {
          schema: shared("Problem"),
          examples: Object.fromEntries(members.map((code) => [code, exampleOf(code)])),
        },
      },
    };
  }
  return responses;
}

/** The same answers, and one more thing that can go wrong, beside what has its status already. */
export function withProblem(responses: Responses, code: ErrorCode): Responses {
  const { status } = errorDefinitions[code];
  const added = problems(code)[status];
  const known = responses[status];
  if (added === undefined || known === undefined) return { ...responses, ...problems(code) };
  const content = mergedContent(known.content ?? {}, added.content ?? {});
  const merged = {
    ...known,
    description: `${known.description} ${added.description}`,
    headers: { ...known.headers, ...added.headers },
    content,
  };
  return { ...responses, [status]: merged };
}

type Content = NonNullable<ResponseDescription["content"]>;

function mergedContent(known: Content, added: Content): Content {
  const merged = Object.entries(added).map(([mediaType, description]) => {
    const examples = { ...known[mediaType]?.examples, ...description.examples };
    return [mediaType, { ...description, examples }] as const;
  });
  return { ...known, ...Object.fromEntries(merged) };
}

/** The same answers with further headers on each. */
export function withHeaders(responses: Responses, headers: Record<string, TSchema>): Responses {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      { ...response, headers: { ...response.headers, ...headers } },
    ]),
  );
}

function exampleOf(code: ErrorCode): Example {
  const { title } = errorDefinitions[code];
  const errors = faultExamples[code];
  const error = new CodedError(code, messageExamples[code] ?? `${title}.`, errors === undefined ? {} : { errors });
  return { summary: title, value: error.toProblem() };
}
