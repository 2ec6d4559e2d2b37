// All shared schemas of the OpenAPI document, and the one that every route shares: the problem.

import { Type } from "typebox";
import { errorDefinitions } from "../errors.ts";
import { analyticsSchemas } from "./analytics-schemas.ts";
import { datasetReadingSchemas } from "./dataset-schemas.ts";
import { expectationSchemas } from "./expectation-schemas.ts";
import { closed } from "./fields.ts";
import { fileSchemas } from "./file-schemas.ts";
import { governanceSchemas } from "./governance-schemas.ts";
import { jobSchemas } from "./job-schemas.ts";
import { scenarioSchemas } from "./scenario-schemas.ts";
import { validationSchemas } from "./validation-schemas.ts";
import { verificationSchemas } from "./verification-schemas.ts";

const problem = Type.Object(
  {
    type: Type.String({ format: "uri", description: "Names the kind of problem." }),
    title: Type.String({ description: "The kind of problem in words." }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: "What happened, and what to do about it." }),
    instance: Type.Optional(Type.String({ description: "The path that was asked for, or the job's." })),
    code: Type.Enum(Object.keys(errorDefinitions), { description: "The kind of problem for programs." }),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            pointer: Type.String({ description: "JSON pointer into the body, or to a parameter: `/limit`." }),
            detail: Type.String(),
          },
          closed,
        ),
        { description: "One entry a fault of the input." },
      ),
    ),
  },
  { ...closed, $id: "Problem", description: "What went wrong, RFC 9457." },
);

export const sharedSchemas = [
  problem,
  ...jobSchemas,
  ...datasetReadingSchemas,
  ...fileSchemas,
  ...governanceSchemas,
  ...expectationSchemas,
  ...scenarioSchemas,
  ...analyticsSchemas,
  ...verificationSchemas,
  ...validationSchemas,
];
