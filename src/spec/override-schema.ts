// The JSON schema of what a request may override, made from the rule cards' declarations. Apart from the cards, so that
// worker threads, which only need those, do not load the schema library.

import { type TObject, type TSchema, Type } from "typebox";
import type { Parameter, Parameters } from "../rules/parameters.ts";

/** The JSON schema of an override of these parameters: partial, and closed to unknown names. */
export function overrideSchema(parameters: Parameters): TObject {
  const properties = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, Type.Optional(parameterSchema(parameter))]),
  );
  return Type.Object(properties, { additionalProperties: false });
}

function parameterSchema(parameter: Parameter): TSchema {
  const bounds = { minimum: parameter.minimum, maximum: parameter.maximum };
  const number = parameter.integer ? Type.Integer(bounds) : Type.Number(bounds);
  const text = { description: `${parameter.meaning} (${parameter.unit})`, default: parameter.default };
  if (parameter.kind === "number") return { ...number, ...text };
  const properties = Object.fromEntries(
    Object.entries(parameter.default).map(([key, value]) => {
      const entry = Array.isArray(value)
        ? Type.Array(number, { minItems: value.length, maxItems: value.length })
        : { ...number };
      return [key, Type.Optional(entry)];
    }),
  );
  return Type.Object(properties, { additionalProperties: false, ...text });
}
