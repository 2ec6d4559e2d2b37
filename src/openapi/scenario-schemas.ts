// The shared schema of the named scenarios.

import { type Static, Type } from "typebox";
import { scenarioNames } from "../scenarios/index.ts";
import { BehaviourRequest } from "../spec/request.ts";
import { closed } from "./fields.ts";

const scenario = Type.Object(
  {
    name: Type.Enum([...scenarioNames], { type: "string", description: "The `scenario` of a request." }),
    summary: Type.String({ description: "What it shows, in a sentence." }),
    lookAt: Type.String({ description: "Where in the data it can be seen." }),
    behaviour: BehaviourRequest,
  },
  { ...closed, $id: "Scenario", description: "A named set of overrides of rule parameters." },
);

const scenarioList = Type.Object(
  { scenarios: Type.Array(Type.Unsafe<Static<typeof scenario>>({ $ref: "Scenario#" })) },
  { ...closed, $id: "ScenarioList" },
);

export const scenarioSchemas = [scenario, scenarioList];
