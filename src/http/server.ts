// The Fastify server underneath all routes: how requests are read and named, and how errors leave. Declares no route.

import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { CodedError } from "../errors.ts";
import { refuseUnknownRoutes } from "./allowed-methods.ts";
import { sendProblem } from "./problems.ts";
import { coerced } from "./query.ts";
import { UnreadableRequests } from "./unreadable-requests.ts";

/** Bytes of a body. */
const bodyLimit = 1024 * 1024;
/** Milliseconds for a request to arrive whole. */
const longestRequest = 30_000;

/**
 * A server without routes: it reads bodies and queries, names requests, and answers every error and every unknown
 * path with a problem document.
 */
export function createServer(logger: FastifyBaseLogger | undefined): FastifyInstance {
  const unreadable = new UnreadableRequests(logger);
  const app = fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ requestIdLogLabel: "requestId" }),
    genReqId: requestId,
    bodyLimit,
    requestTimeout: longestRequest,
    forceCloseConnections: "idle",
    // A name of any length is looked up, and not found; Node bounds the length of the whole URL.
    routerOptions: { maxParamLength: 16_384 },
    // Requests that arrive on open connections while the service shuts down get a problem document like all others.
    return503OnClosing: false,
    frameworkErrors: sendProblem,
    clientErrorHandler: unreadable.refuse,
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
        verbose: true,
      },
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  unreadable.follow(app);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  // The response schemas describe; they must not drop fields silently, as fast-json-stringify would. Tests compare.
  app.setSerializerCompiler(() => (payload) => JSON.stringify(payload));
  readBodies(app);
  coerceQueries(app);
  refuseUnknownRoutes(app);
  app.setErrorHandler(sendProblem);
  return app;
}

/** The client's own id when it fits in a log line, else a new one. */
function requestId(request: Pick<IncomingMessage, "headers">): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
}

/** Bodies are JSON; no body at all, and an empty one, stand for `{}`. */
function readBodies(app: FastifyInstance): void {
  // Keys like __proto__ are plain unknown fields to the parser; the schema refuses them by name, before anything copies them.
  const parse = app.getDefaultJsonParser("ignore", "ignore");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body.trim() === "") done(null, {});
    else void parse(request, body, done);
  });
  app.addContentTypeParser("*", (request, _body, done) => {
    const type = request.headers["content-type"] ?? "nothing in particular";
    done(new CodedError("unsupported-media-type", `The body was sent as ${type}.`));
  });
  app.addHook("preValidation", async (request) => {
    if (request.method === "POST" && request.body === undefined) request.body = {};
  });
}

function coerceQueries(app: FastifyInstance): void {
  app.addHook("preValidation", async (request) => {
    request.query = coerced(request.query, request.routeOptions.schema?.querystring);
  });
}
