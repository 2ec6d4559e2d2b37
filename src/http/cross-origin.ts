// Lets pages of the origins in CORS_ORIGINS use the service from a browser. Without any, nothing is said of origins at all.

import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";

/** What scripts of other origins may read beside the few headers that every answer shows. */
const exposed = [
  "content-disposition",
  "content-range",
  "etag",
  "link",
  "location",
  "preference-applied",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
  "repr-digest",
  "retry-after",
  "sha256",
  "www-authenticate",
  "x-job-id",
  "x-request-id",
];

/** To be called before the gate: a browser asks beforehand without a key. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins.includes("*") ? "*" : [...origins],
    methods: ["GET", "HEAD", "POST", "DELETE"],
    exposedHeaders: exposed,
    maxAge: 600,
    strictPreflight: false,
  });
  // Routes say by themselves what their answers vary with; who asked is one thing more.
  app.addHook("onSend", async (_request, reply) => {
    const vary = String(reply.getHeader("vary") ?? "");
    if (!origins.includes("*") && !/\borigin\b/i.test(vary)) {
      reply.header("vary", vary === "" ? "Origin" : `${vary}, Origin`);
    }
  });
}
