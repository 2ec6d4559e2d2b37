// GET /openapi.json: the document of this API. Swagger UI, which reads it, is mounted by app.ts.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { json } from "../openapi/responses.ts";

const tags = ["Operation"];

export const documentationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const document = {
    tags,
    operationId: "getDocument",
    summary: "This document",
    response: { 200: json("The OpenAPI 3.1 document of this service.", Type.Object({})) },
  };
  app.get("/openapi.json", { config: { scope: "open" }, schema: document }, async () => app.swagger());
};
