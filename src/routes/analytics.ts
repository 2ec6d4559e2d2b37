// GET /analytics/top-content, engagement, subscriptions and retention: questions to the warehouse, answered as JSON or CSV.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { CodedError } from "../errors.ts";
import { engagement } from "../warehouse/analytics/engagement.ts";
import { retention, subscriptionsByMonth } from "../warehouse/analytics/subscriptions.ts";
import { topContent } from "../warehouse/analytics/top-content.ts";
import { sendAnswer } from "./analytics-answer.ts";
import {
  engagementDescription,
  retentionDescription,
  subscriptionsDescription,
  topContentDescription,
} from "./analytics-descriptions.ts";
import type { RouteContext } from "./context.ts";

export const analyticsRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  app.get(
    "/analytics/top-content",
    { config: { scope: "read" }, schema: topContentDescription },
    async (request, reply) => {
      const { format, by = "minutes", limit = 10, ...filters } = request.query;
      const parameters = { by, limit, ...filters };
      if (filters.from !== undefined && filters.to !== undefined && filters.from > filters.to) {
        const fault = {
          pointer: "/to",
          detail: `This must not be before from, ${filters.from}, but is ${filters.to}.`,
        };
        throw new CodedError("invalid-query", `/to: ${fault.detail}`, { errors: [fault] });
      }
      return sendAnswer(context, { statement: topContent(parameters), parameters, format }, request, reply);
    },
  );

  app.get(
    "/analytics/engagement",
    { config: { scope: "read" }, schema: engagementDescription },
    async (request, reply) => {
      const { format, metric = "dau", by = "day" } = request.query;
      const parameters = { metric, by };
      return sendAnswer(context, { statement: engagement(parameters), parameters, format }, request, reply);
    },
  );

  app.get(
    "/analytics/subscriptions",
    { config: { scope: "read" }, schema: subscriptionsDescription },
    async (request, reply) => {
      const { format, by = "month" } = request.query;
      return sendAnswer(context, { statement: subscriptionsByMonth, parameters: { by }, format }, request, reply);
    },
  );

  app.get(
    "/analytics/retention",
    { config: { scope: "read" }, schema: retentionDescription },
    async (request, reply) => {
      const { format } = request.query;
      return sendAnswer(context, { statement: retention, parameters: {}, format }, request, reply);
    },
  );
};
