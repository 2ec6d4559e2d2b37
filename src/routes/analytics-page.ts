// GET /analytics: the charts for people, the list of questions for programs.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { chooseMediaType } from "../http/accept.ts";
import { analyticsListExample } from "../openapi/analytics-examples.ts";
import { empty, json, problems, shared, withHeaders } from "../openapi/responses.ts";
import { entityTag, isHeld, jobHeader, provenanceOf, validators } from "./analytics-answer.ts";
import {
  conditionalHeaders,
  engagementDescription,
  retentionDescription,
  subscriptionsDescription,
  tags,
  topContentDescription,
  validatorHeaders,
  varyHeader,
  warehouseCodes,
} from "./analytics-descriptions.ts";
import { type RouteContext, untilAnswered } from "./context.ts";
import { pageHeaders, sendPage } from "./page-answer.ts";
import { jobIdHeader } from "./reading.ts";

const mediaTypes = ["application/json", "text/html"] as const;
const byFormat: ReadonlyMap<string, (typeof mediaTypes)[number]> = new Map([
  ["json", "application/json"],
  ["html", "text/html"],
]);

const list = json("The list of questions as JSON, or the page.", shared("AnalyticsList"), {
  headers: { ...validatorHeaders, ...jobIdHeader, ...pageHeaders },
  example: analyticsListExample,
});

const description = {
  tags,
  operationId: "getAnalytics",
  summary: "What happened on the platform: charts for people, links for programs",
  description:
    "As HTML a page with the titles watched most, the customers who watch, subscriptions and revenue by month, and retention; it holds all it shows and " +
    "runs no script. As JSON the questions there are, with links.",
  querystring: Type.Object(
    {
      format: Type.Optional(
        Type.String({ maxLength: 100, description: "`json` or `html`; goes before Accept.", examples: ["json"] }),
      ),
    },
    { additionalProperties: false },
  ),
  headers: conditionalHeaders,
  response: {
    200: {
      ...list,
      content: {
        ...list.content,
        "text/html": { schema: Type.String({ description: "A page that holds all it shows." }) },
      },
    },
    304: empty("What the client holds is current.", validatorHeaders),
    ...withHeaders(problems(...warehouseCodes, "not-acceptable"), varyHeader),
  },
};

const resources = [
  ["top-content", topContentDescription],
  ["engagement", engagementDescription],
  ["subscriptions", subscriptionsDescription],
  ["retention", retentionDescription],
] as const;

export const analyticsPageRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  /** The page of the last warehouse that was asked for: drawing takes longer than asking. */
  let drawn: { readonly version: string; readonly page: string } | undefined;

  const sendDrawn = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { pageContents, pageStatements } = await import("../warehouse/page/contents.ts");
    const contents = pageContents(
      await context.warehouse.answers(pageStatements, untilAnswered(reply, context.closing)),
    );
    const { version } = contents.facts;
    if (drawn?.version !== version) {
      const { analyticsPage } = await import("../warehouse/page/page.ts");
      drawn = { version, page: await analyticsPage(contents) };
    }
    reply.headers({ ...validators(entityTag(version, request, "html")), ...jobHeader(contents.facts) });
    return sendPage(reply, drawn.page);
  };

  app.get("/analytics", { config: { scope: "read" }, schema: description }, async (request, reply) => {
    reply.header("vary", "Accept");
    const { format } = request.query;
    const chosen = format === undefined ? chooseMediaType(request.headers.accept, mediaTypes) : byFormat.get(format);
    if (chosen === undefined) {
      throw new CodedError(
        "not-acceptable",
        "Analytics is served as application/json (format=json) and text/html (format=html).",
      );
    }
    const name = chosen === "text/html" ? "html" : "json";
    const etag = entityTag(await context.warehouse.version(), request, name);
    if (isHeld(request, etag)) return reply.code(304).headers(validators(etag)).send();
    if (name === "html") return sendDrawn(request, reply);
    const { facts } = await context.warehouse.answers([], untilAnswered(reply, context.closing));
    reply.headers({ ...validators(entityTag(facts.version, request, name)), ...jobHeader(facts) });
    return reply.send({ ...provenanceOf(facts), page: "/analytics?format=html", resources: resources.map(listed) });
  });
};

function listed([name, { summary }]: (typeof resources)[number]): Record<string, string> {
  const path = `/analytics/${name}`;
  return { name, description: summary, json: path, csv: `${path}?format=csv` };
}
