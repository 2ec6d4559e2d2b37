// POST /expectations: what queries of the files should find, before anything is generated.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { expectedAnswers } from "../expectations/key.ts";
import { expectationExample } from "../openapi/expectation-example.ts";
import type { KeyAnswer } from "../openapi/expectation-schemas.ts";
import { json, problems, shared } from "../openapi/responses.ts";
import { modelVersion } from "../rules/model-version.ts";
import { worldOf } from "../spec/identity.ts";
import type { GenerateRequest } from "../spec/request.ts";
import { resolveSpec } from "../spec/resolve.ts";
import type { RouteContext } from "./context.ts";

export const expectationRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const schema = {
    tags: ["Scenarios"],
    operationId: "getExpectations",
    summary: "The answers to expect: what queries of the files should find",
    description:
      "Takes the body of POST /generate and answers, from the model's closed forms and before anything is generated, with what SQL over " +
      "the files should give: each number as its expected value and the interval that holds it in 95 worlds of 100, whatever the seed. " +
      "A query tested against it may fail one interval in twenty by chance: widen each, or count the failures. The intervals are of " +
      "large samples, good from about 100 expected rows on; below that they are rough. `datasets` of the request only chooses whose sizes are told.",
    body: shared<GenerateRequest>("GenerateRequest"),
    response: {
      200: json("The expected answers.", shared<KeyAnswer>("Expectations"), { example: expectationExample }),
      ...problems(
        "invalid-spec",
        "invalid-query",
        "invalid-json",
        "body-too-large",
        "unsupported-media-type",
        "too-many-customers",
        "impossible-spec",
        "internal-error",
      ),
    },
  };
  app.post("/expectations", { config: { scope: "read" }, schema }, async (request): Promise<KeyAnswer> => {
    const { spec } = resolveSpec(request.body, { maxCustomers: context.config.maxCustomers, today: context.today() });
    return { spec, modelVersion, ...expectedAnswers(worldOf(spec), spec.datasets) };
  });
};
