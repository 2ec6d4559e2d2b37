// GET /healthz, /readyz and /metrics: for whatever watches over the service.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import type { Metrics } from "../http/metrics.ts";
import { json, problems } from "../openapi/responses.ts";
import type { RouteContext } from "./context.ts";

const tags = ["Operation"];
const status = (value: string) => Type.Object({ status: Type.Literal(value) }, { additionalProperties: false });

/** Watchers ask every few seconds: their requests are logged only when they fail. */
const logLevel = "warn";
const watched = { logLevel, config: { scope: "open", answersAlways: true } } as const;

export const operationRoutes: FastifyPluginAsyncTypebox<RouteContext & { metrics: Metrics }> = async (app, context) => {
  const healthz = {
    tags,
    operationId: "getHealth",
    summary: "Is the service alive?",
    description: "Answers 200 as long as the server answers at all.",
    response: { 200: json("The service is alive.", status("ok"), { example: { status: "ok" } }) },
  };
  app.get("/healthz", { schema: healthz, ...watched }, async () => ({ status: "ok" }));

  const readyz = {
    tags,
    operationId: "getReadiness",
    summary: "Can the service take work?",
    description:
      "Answers 503 while the data directory is not writable and once the service has begun to shut down, and 507 while its disk is full. The directory is looked at once a second at most.",
    response: {
      200: json("The service takes work.", status("ready"), { example: { status: "ready" } }),
      ...problems("data-directory-unwritable", "shutting-down", "disk-full"),
    },
  };
  app.get("/readyz", { schema: readyz, ...watched }, async () => {
    if (context.closing.aborted) throw new CodedError("shutting-down", "The service is finishing what it has begun.");
    if (!(await context.isWritable())) {
      throw new CodedError("data-directory-unwritable", "No file can be written in the data directory.");
    }
    return { status: "ready" };
  });

  const metrics = {
    tags,
    operationId: "getMetrics",
    summary: "What the service counts, for Prometheus",
    response: {
      200: {
        description: "Counters, gauges and histograms in the Prometheus text format.",
        content: { "text/plain": { schema: Type.String() } },
      },
    },
  };
  app.get(
    "/metrics",
    { schema: metrics, logLevel, config: { scope: "read", answersAlways: true } },
    async (_request, reply) => {
      const { registry } = context.metrics;
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
};
