// The body of POST /generate and of the command line's options: its JSON schema, made from the rule cards.

import { type Static, Type } from "typebox";
import { datasetNames } from "../datasets.ts";
import { type BehaviourOverrides, ruleCards } from "../rules/index.ts";
import { type ScenarioName, scenarioNames } from "../scenarios/index.ts";
import { overrideSchema } from "./override-schema.ts";

export const firstAsOf = "2000-01-01";
export const lastAsOf = "2100-12-31";
export const contentBounds = { minimum: 10, maximum: 1_000_000 } as const;
export const defaultCounts = { customers: 10_000, content: 500 } as const;
const defaultSeed = 42;

const seed = Type.Union(
  [Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.String({ minLength: 1, maxLength: 128 })],
  {
    default: defaultSeed,
    description:
      'Names the world: an integer 0..2^53-1 or a string of 1-128 characters; 42 and "42" are the same seed.',
  },
);

/** Overrides of rule parameters by rule id; each card's parameters bring their own bounds. */
export const BehaviourRequest = Type.Object(
  Object.fromEntries(
    ruleCards
      .filter((card) => Object.keys(card.parameters).length > 0)
      .map((card) => [card.id, Type.Optional({ ...overrideSchema(card.parameters), description: `${card.claim}` })]),
  ),
  { additionalProperties: false, description: "Overrides of rule parameters, by rule id." },
);

export const GenerateRequest = Type.Object(
  {
    seed: Type.Optional(seed),
    asOf: Type.Optional(
      Type.String({
        format: "date",
        description: `The day the data is seen from, ${firstAsOf} to ${lastAsOf}; default today (UTC). Pipelines should pass it.`,
      }),
    ),
    anchor: Type.Optional(
      Type.String({
        format: "date",
        description: "Where the world is nailed down; default asOf. In this version it must equal asOf.",
      }),
    ),
    customers: Type.Optional(
      Type.Integer({
        minimum: 1,
        default: defaultCounts.customers,
        description: "Number of customers, at most the server's MAX_CUSTOMERS.",
      }),
    ),
    content: Type.Optional(
      Type.Integer({ ...contentBounds, default: defaultCounts.content, description: "Number of titles." }),
    ),
    publish: Type.Optional(
      Type.Boolean({ default: true, description: "Whether data/raw points at the result once it is done." }),
    ),
    datasets: Type.Optional(
      Type.Array(Type.Enum([...datasetNames]), {
        minItems: 1,
        description:
          "Which datasets to write; default all. Those they depend on must be published from the same world.",
      }),
    ),
    scenario: Type.Optional(
      Type.Enum([...scenarioNames], {
        description:
          "A named set of overrides, see GET /scenarios. What `behaviour` says is laid over it; the spec keeps the outcome, not the name.",
      }),
    ),
    behaviour: Type.Optional(BehaviourRequest),
  },
  { additionalProperties: false },
);

/** A body that has passed the schema. */
export type GenerateRequest = Omit<Static<typeof GenerateRequest>, "behaviour" | "datasets" | "scenario"> & {
  readonly scenario?: ScenarioName;
  readonly behaviour?: BehaviourOverrides;
  readonly datasets?: readonly (typeof datasetNames)[number][];
};

export const requestDefaults = { seed: defaultSeed, ...defaultCounts } as const;
