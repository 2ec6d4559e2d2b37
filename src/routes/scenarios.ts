// GET /scenarios: the behaviours that have a name.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { json, problems, shared } from "../openapi/responses.ts";
import { type Scenario, scenarios } from "../scenarios/index.ts";

interface ScenarioList {
  readonly scenarios: readonly Scenario[];
}

const list: ScenarioList = { scenarios };

export const scenarioRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const schema = {
    tags: ["Scenarios"],
    operationId: "listScenarios",
    summary: "The named behaviours to ask for",
    description:
      "Each is a set of overrides of rule parameters with a sentence on what it shows. Send its name as `scenario` of POST /generate, " +
      "POST /estimate or POST /expectations; what the request's own `behaviour` says is laid over it.",
    response: {
      200: json("All scenarios.", shared<ScenarioList>("ScenarioList"), { example: list }),
      ...problems("invalid-query", "internal-error"),
    },
  };
  app.get("/scenarios", { config: { scope: "read" }, schema }, () => list);
};
