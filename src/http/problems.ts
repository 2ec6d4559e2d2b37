// Every error leaves the service here, as application/problem+json (RFC 9457): 4xx explained, 500 hidden and logged.

import type { FastifyReply, FastifyRequest } from "fastify";
import { CodedError, type ErrorCode, type InputFault, type Problem } from "../errors.ts";
import { inputFaults, type SchemaViolation, shown } from "./faults.ts";

export const problemType = "application/problem+json";

/** What is known of an error that Fastify or Node throws. */
interface ThrownError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
  readonly validation?: readonly unknown[];
  readonly validationContext?: string;
}

const codesOfFramework: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "invalid-json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "invalid-json",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported-media-type",
  FST_ERR_CTP_BODY_TOO_LARGE: "body-too-large",
};

/** A path parameter that fits no schema names something that does not exist. */
const codesOfPathParameters: Readonly<Record<string, ErrorCode>> = {
  "/name": "unknown-dataset",
  "/id": "unknown-job",
};

/** The error handler of the application. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const coded = codedError(error);
  logProblem(coded, request);
  for (const [name, value] of Object.entries(coded.headers)) reply.header(name, value);
  const problem = problemOf(coded, request);
  void reply.code(problem.status).header("x-request-id", request.id).type(problemType).send(problem);
}

function problemOf(error: CodedError, request: FastifyRequest): Problem {
  const instance = request.url.split("?", 1)[0];
  // The message of a 500 may name files and causes: it belongs in the log, and the request id leads there.
  const shown =
    error.status === 500 ? new CodedError(error.code, "", { publicDetail: `Request ${request.id} failed.` }) : error;
  return shown.toProblem(instance);
}

function logProblem(error: CodedError, request: FastifyRequest): void {
  if (error.status >= 500) request.log.error({ err: error, code: error.code }, "request failed");
  else request.log.info({ code: error.code, detail: error.message }, "request refused");
}

/** The coded error that any thrown value stands for. */
export function codedError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if (!(error instanceof Error)) return new CodedError("internal-error", String(error));
  const thrown: ThrownError = error;
  if (thrown.validation !== undefined) return invalidInput(thrown);
  const code = codesOfFramework[thrown.code ?? ""];
  if (code !== undefined) return new CodedError(code, `${thrown.message}.`.replace(/\.\.$/, "."), { cause: error });
  // A SyntaxError with a 400 comes from the JSON parser.
  if (thrown.statusCode === 400 && error instanceof SyntaxError) {
    return new CodedError("invalid-json", `${thrown.message}.`, { cause: error });
  }
  const refused = thrown.statusCode !== undefined && thrown.statusCode >= 400 && thrown.statusCode < 500;
  if (refused) return new CodedError("bad-request", `${thrown.message}.`, { cause: error });
  return new CodedError("internal-error", thrown.message, { cause: error });
}

function invalidInput(thrown: ThrownError): CodedError {
  // Ajv's own errors, which Fastify passes on untouched; its type leaves out what `verbose` adds.
  const violations = (thrown.validation ?? []) as readonly SchemaViolation[];
  const faults = inputFaults(violations);
  if (thrown.validationContext === "body") return new CodedError("invalid-spec", told(faults), { errors: faults });
  const unknown = thrown.validationContext === "params" ? codesOfPathParameters[faults[0]?.pointer ?? ""] : undefined;
  if (unknown !== undefined) return new CodedError(unknown, `Nothing is called ${shown(violations[0]?.data)}.`);
  return new CodedError("invalid-query", told(faults), { errors: faults });
}

const mostTold = 3;

/** The first faults, and how many there are besides, for those who read no further than `detail`. */
function told(faults: readonly InputFault[]): string {
  const first = faults.slice(0, mostTold).map(({ pointer, detail }) => `${pointer === "" ? "/" : pointer}: ${detail}`);
  const more = faults.length > mostTold ? [`And ${faults.length - mostTold} more.`] : [];
  return [...first, ...more].join(" ");
}
