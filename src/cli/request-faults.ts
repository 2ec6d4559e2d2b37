// Checks a request of the command line against the schema that HTTP bodies are checked against, and says the same
// sentences. Holds no rule of its own.

import { Settings } from "typebox/system";
import { Pointer, Value } from "typebox/value";
import type { InputFault } from "../errors.ts";
import { inputFaults, type SchemaViolation } from "../http/faults.ts";
import { GenerateRequest } from "../spec/request.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** TypeBox stops at 8 errors unless told otherwise; a behaviour file may hold more. */
const mostErrors = 200;

export function isGenerateRequest(request: unknown): request is GenerateRequest {
  return Value.Check(GenerateRequest, request);
}

/** One fault a place, with a JSON pointer; empty for a request that `isGenerateRequest` accepts. */
export function requestFaults(request: unknown): InputFault[] {
  const before = Settings.Get().maxErrors;
  Settings.Set({ maxErrors: mostErrors });
  try {
    return inputFaults(Value.Errors(GenerateRequest, request).flatMap((error) => violationsOf(error, request)));
  } finally {
    Settings.Set({ maxErrors: before });
  }
}

type SchemaError = ReturnType<typeof Value.Errors>[number];

/** A TypeBox error in Ajv's words: an unknown field each, and the schema and value at the place. */
function violationsOf(error: SchemaError, request: unknown): SchemaViolation[] {
  // Said again, and better, by the error of the keyword additionalProperties.
  if (error.keyword === "boolean") return [];
  const violation = {
    keyword: error.keyword,
    instancePath: error.instancePath,
    schemaPath: `${error.schemaPath}/${error.keyword}`,
    parentSchema: Pointer.Get(GenerateRequest, error.schemaPath.slice(1)) as JsonSchema,
    data: error.instancePath === "" ? request : Pointer.Get(request, error.instancePath),
  };
  if (error.keyword !== "additionalProperties") return [{ ...violation, params: { ...error.params } }];
  return error.params.additionalProperties.map((name) => ({ ...violation, params: { additionalProperty: name } }));
}
