// Puts the security headers on every answer, also of unknown routes and refusals; routes that answer pages change them.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { documentationPolicy, securityHeaders, strictTransport } from "../access/security-headers.ts";

/** Where Swagger UI is served. */
export const documentationPath = "/docs";

/** To be called before any route is declared. */
export function secureAnswers(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    secureAnswer(request, reply);
    done();
  });
}

/** For answers that no hook reaches. */
export function secureAnswer(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(securityHeaders);
  if (isDocumentation(request.url)) reply.header("content-security-policy", documentationPolicy);
  // Only a proxy that is trusted can say that a request came by TLS: this server speaks none.
  if (request.protocol === "https") reply.headers(strictTransport);
}

/** True for Swagger UI and the files that it loads. */
export function isDocumentation(url: string): boolean {
  const path = url.split("?", 1)[0] ?? "";
  return path === documentationPath || path.startsWith(`${documentationPath}/`);
}
