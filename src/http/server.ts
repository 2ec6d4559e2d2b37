// The Fastify server underneath all routes: how requests are read and named, and how errors leave. Declares no route.

import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, { type FastifyBaseLogger, type FastifyInstance } from "fastify";
import type { TrustedProxy } from "../config.ts";
import { CodedError } from "../errors.ts";
import { refuseUnknownRoutes } from "./allowed-methods.ts";
import { type ConnectionLimits, connectionLimits, limitConnections, limitedServer } from "./connection-limits.ts";
import { sendProblem } from "./problems.ts";
import { coerced } from "./query.ts";
import { RequestLog } from "./request-log.ts";
import { secureAnswer, secureAnswers } from "./secure-answers.ts";
import { UnreadableRequests } from "./unreadable-requests.ts";

/** Bytes of a body. */
const bodyLimit = 1024 * 1024;

/**
 * A server without routes: it reads bodies and queries, names requests, and answers every error and every unknown
 * path with a problem document.
 */
export function createServer(
  logger: FastifyBaseLogger | undefined,
  limits: ConnectionLimits = connectionLimits,
  trustProxy: TrustedProxy = false,
): FastifyInstance {
  const unreadable = new UnreadableRequests(logger);
  const app = fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new RequestLog(),
    genReqId: requestId,
    bodyLimit,
    trustProxy: trustedBy(trustProxy),
    ...limitedServer(limits),
    forceCloseConnections: "idle",
    // A name of any length is looked up, and not found; Node bounds the length of the whole URL.
    routerOptions: { maxParamLength: 16_384 },
    // Requests that arrive on open connections while the service shuts down get a problem document like all others.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      secureAnswer(request, reply);
      sendProblem(error, request, reply);
    },
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
  // RFC 9110, 10.1.1: an expectation that nobody knows may be refused or passed over; a refusal would come from below all routes.
  app.server.on("checkExpectation", (request, response) => app.server.emit("request", request, response));
  // Node loses what follows a request for another protocol that it passes over: the client must not ask again here.
  app.server.prependListener("request", (request, response) => {
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
  });
  // Hooks that wait for nothing take `done`: a promise a hook costs each request more than what most of them do.
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  secureAnswers(app);
  app.addHook("preParsing", ({ raw }, _reply, _payload, done) => {
    // RFC 9112, 3.2; Node takes the first and says nothing.
    const isPlain = hosts(raw.rawHeaders) <= 1;
    done(isPlain ? null : new CodedError("bad-request", "The request names more than one host."));
  });
  // A request that came behind another is begun once its answer can be sent: of one that cannot, nothing would tell that the client is gone.
  app.addHook("preHandler", (_request, { raw }, done) => {
    if (raw.socket === null) raw.once("socket", () => done());
    else done();
  });
  limitConnections(app, limits);
  // The response schemas describe; they must not drop fields silently, as fast-json-stringify would. Tests compare.
  app.setSerializerCompiler(() => (payload) => JSON.stringify(payload));
  readBodies(app);
  coerceQueries(app);
  refuseUnknownRoutes(app);
  app.setErrorHandler(sendProblem);
  return app;
}

/** How often the header is there among names and values in turn. */
function hosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === "host") count++;
  }
  return count;
}

/** Fastify's option; of proxies in a row, the first to be asked is the one that has connected. */
function trustedBy(trusted: TrustedProxy) {
  if (trusted === false) return false;
  return typeof trusted === "number" ? (_address: string, hop: number) => hop < trusted : [...trusted];
}

/** The client's own id when it fits in a log line, else a new one. */
function requestId(request: Pick<IncomingMessage, "headers">): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
}

/** Bodies are JSON; no body at all, and an empty one, stand for `{}`. */
function readBodies(app: FastifyInstance): void {
  // RFC 9110, 9.3.5: the body of a DELETE means nothing, and is not looked at.
  app.addHttpMethod("DELETE", { overrideExisting: true });
  // Keys like __proto__ are plain unknown fields to the parser; the schema refuses them by name, before anything copies them.
  const parse = app.getDefaultJsonParser("ignore", "ignore");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, body, done) => {
    // Decoding that lets replacement characters in would make one seed of several, and one job of what is not the same.
    if (!isUtf8(body)) return done(new CodedError("invalid-json", "The body is not UTF-8."));
    const text = body.toString("utf8");
    if (text.trim() === "") done(null, {});
    else void parse(request, text, done);
  });
  app.addContentTypeParser("*", (request, _body, done) => {
    const type = request.headers["content-type"] ?? "nothing in particular";
    done(new CodedError("unsupported-media-type", `The body was sent as ${type}.`));
  });
  app.addHook("preValidation", (request, _reply, done) => {
    if (request.method === "POST" && request.body === undefined) request.body = {};
    done();
  });
}

function coerceQueries(app: FastifyInstance): void {
  app.addHook("preValidation", (request, _reply, done) => {
    request.query = coerced(request.query, request.routeOptions.schema?.querystring);
    done();
  });
}
