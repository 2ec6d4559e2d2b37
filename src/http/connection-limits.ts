// How long and how often clients may keep the server busy: time limits of connections, and how many there may be.

import type { FastifyInstance } from "fastify";
import { CodedError } from "../errors.ts";

export interface ConnectionLimits {
  /** Milliseconds for the headers of a request to arrive, from the connection on or from the request before. */
  readonly headersTime: number;
  /** Milliseconds for a request to arrive whole. */
  readonly requestTime: number;
  /** Milliseconds between looks at who has exceeded those two. */
  readonly sweepTime: number;
  /** Milliseconds that a connection is kept between two requests. */
  readonly keepAliveTime: number;
  /** Milliseconds in which a client must take something of an answer that waits for it. */
  readonly idleTime: number;
  /** Connections at a time; more are answered with 503, and twice as many are not answered at all. */
  readonly connections: number;
}

export const connectionLimits: ConnectionLimits = {
  headersTime: 15_000,
  requestTime: 30_000,
  sweepTime: 5_000,
  // Longer than the 60 s of common proxies, which must be the first to close.
  keepAliveTime: 72_000,
  idleTime: 30_000,
  connections: 2000,
};

const retrySeconds = 2;
/** Milliseconds until the system asks whether a silent peer is still there. */
const probeDelay = 60_000;

/** Options of the server, Fastify's and Node's, that hold the limits of time. */
export function limitedServer(limits: ConnectionLimits) {
  const { headersTime, requestTime, sweepTime, keepAliveTime } = limits;
  return {
    requestTimeout: requestTime,
    keepAliveTimeout: keepAliveTime,
    http: {
      headersTimeout: headersTime,
      requestTimeout: requestTime,
      connectionsCheckingInterval: sweepTime,
      keepAlive: true,
      keepAliveInitialDelay: probeDelay,
    },
  };
}

/**
 * Cuts clients that take nothing, and turns away those beyond the limit; to be called before any route is declared.
 * `app.openConnections` tells how many there are.
 */
export function limitConnections(app: FastifyInstance, { idleTime, connections }: ConnectionLimits): void {
  const { server } = app;
  server.timeout = idleTime;
  server.maxConnections = 2 * connections;
  let open = 0;
  app.decorate("openConnections", () => open);
  server.on("connection", (socket) => {
    open++;
    socket.once("close", () => open--);
  });
  // Fires when nothing has moved for the idle time. Where nothing waits for the client, the answer is still being made.
  server.on("request", (_request, response) => {
    response.on("timeout", (socket) => {
      if (socket.writableLength > 0) socket.destroy();
    });
  });
  // Not before the request has been counted.
  app.addHook("preParsing", (request, reply, _payload, done) => {
    if (open <= connections || request.routeOptions.config.answersAlways === true) {
      done();
      return;
    }
    reply.header("connection", "close");
    const detail = `${open} connections are open; the limit is ${connections}.`;
    done(new CodedError("too-many-connections", detail, { headers: { "retry-after": String(retrySeconds) } }));
  });
}

declare module "fastify" {
  interface FastifyInstance {
    openConnections(): number;
  }
  interface FastifyContextConfig {
    /** For whatever watches over the service: it must not be taken for dead because it is busy. */
    answersAlways?: boolean;
  }
}
