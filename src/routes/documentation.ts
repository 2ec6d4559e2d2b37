// GET /openapi.json and GET /: the document of this API, and the way to it. Swagger UI itself is mounted by app.ts.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { empty, header, json } from "../openapi/responses.ts";

const tags = ["Operation"];

export const documentationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const document = {
    tags,
    operationId: "getDocument",
    summary: "This document",
    response: { 200: json("The OpenAPI 3.1 document of this service.", Type.Object({})) },
  };
  app.get("/openapi.json", { schema: document }, async () => app.swagger());

  const home = {
    tags,
    operationId: "getHome",
    summary: "Leads to the documentation",
    response: { 302: empty("See the documentation.", { location: header("The documentation.", "/docs") }) },
  };
  app.get("/", { schema: home }, async (_request, reply) => reply.redirect("/docs", 302));
};
