// Answers on the bare socket what Node could not parse as an HTTP request: there is no request and no reply then.

import { randomUUID } from "node:crypto";
import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { securityHeaders } from "../access/security-headers.ts";
import { CodedError } from "../errors.ts";
import { problemType } from "./problems.ts";

/** What Node's parser throws, or the socket under it. */
interface ConnectionError extends Error {
  readonly code?: string;
}

/** Milliseconds in which a client that still writes may read its answer; a connection closed at once would be reset. */
const lingering = 1000;

export class UnreadableRequests {
  /** Of requests in a row several: a client may send the next before it has the answer to the first. */
  readonly #open = new WeakMap<Duplex, Set<ServerResponse>>();
  readonly #answered = new WeakSet<Duplex>();
  readonly #logger: FastifyBaseLogger | undefined;

  constructor(logger: FastifyBaseLogger | undefined) {
    this.#logger = logger;
  }

  /** Notes which connections are being answered: nothing may be written into the midst of an answer. */
  follow(app: FastifyInstance): void {
    app.server.on("request", ({ socket }, response) => {
      const open = this.#open.get(socket) ?? new Set();
      this.#open.set(socket, open.add(response));
      response.once("close", () => open.delete(response));
    });
    // Unheard, Node closes the connection of whoever asks for a tunnel.
    app.server.on("connect", (_request, socket) => {
      if (this.#isBusy(socket)) socket.destroy();
      else this.#answer(socket, new CodedError("bad-request", "This server opens no tunnels."));
    });
  }

  /** The client-error handler of the server. */
  readonly refuse = (error: ConnectionError, socket: Socket): void => {
    // Whatever the client still sends is unreadable, too, and fails again.
    if (this.#answered.has(socket)) return;
    if (error.code === "ECONNRESET" || !socket.writable || this.#isBusy(socket)) {
      socket.destroy();
      return;
    }
    this.#answer(socket, refusalOf(error), error.code);
  };

  #answer(socket: Duplex, refusal: CodedError, reason?: string): void {
    this.#answered.add(socket);
    const requestId = randomUUID();
    // Not the error itself: it holds the bytes that came.
    this.#logger?.info({ requestId, code: refusal.code, reason }, "request refused");
    socket.on("error", () => socket.destroy());
    socket.end(answerOf(refusal, requestId));
    setTimeout(() => socket.destroy(), lingering).unref();
  }

  /** True when an answer has begun, or is due to a request before the unreadable one. */
  #isBusy(socket: Duplex): boolean {
    const answers = [...(this.#open.get(socket) ?? [])];
    return answers.some(({ headersSent, req }) => headersSent || req.complete);
  }
}

function refusalOf({ code }: ConnectionError): CodedError {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new CodedError("headers-too-large", "The request line and headers are longer than this server reads.");
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new CodedError("request-timeout", "The request did not arrive in time.");
  }
  return new CodedError("bad-request", "The request is not readable HTTP.");
}

function answerOf(refusal: CodedError, requestId: string): string {
  const body = JSON.stringify(refusal.toProblem());
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ""}`,
    `date: ${new Date().toUTCString()}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    "connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}
