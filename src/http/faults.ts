// Turns what Ajv finds wrong with an input into one sentence a place, with a JSON pointer. Knows no route.

import type { InputFault } from "../errors.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** An Ajv error; `parentSchema` and `data` are there because Ajv runs with `verbose`. */
export interface SchemaViolation {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: JsonSchema;
  readonly data?: unknown;
}

const mostFaults = 50;
const mostShown = 60;

/** One fault a place, in the order found, at most 50; a last one counts the rest. */
export function inputFaults(violations: readonly SchemaViolation[]): InputFault[] {
  const faults = new Map<string, string>();
  for (const violation of violations) {
    // The alternatives of a union are told by the union's own violation, in one sentence.
    if (/\/(anyOf|oneOf)\/\d+\//.test(violation.schemaPath)) continue;
    const { pointer, detail } = faultOf(violation);
    if (!faults.has(pointer)) faults.set(pointer, detail);
  }
  const all = [...faults].map(([pointer, detail]) => ({ pointer, detail }));
  if (all.length <= mostFaults) return all;
  return [...all.slice(0, mostFaults), { pointer: "", detail: `There are ${all.length - mostFaults} more faults.` }];
}

function faultOf(violation: SchemaViolation): InputFault {
  const { keyword, instancePath, params, parentSchema = {}, data } = violation;
  if (keyword === "additionalProperties") {
    const name = String(params["additionalProperty"]);
    const known = Object.keys(asSchema(parentSchema["properties"]));
    const choice = known.length === 0 ? "There are no fields here." : `The fields here are ${known.join(", ")}.`;
    return {
      pointer: `${instancePath}/${escapedToken(name)}`,
      detail: `${shown(name)} is not a known field. ${choice}`,
    };
  }
  if (keyword === "required") {
    const name = String(params["missingProperty"]);
    return { pointer: `${instancePath}/${escapedToken(name)}`, detail: `${shown(name)} is required.` };
  }
  return { pointer: instancePath, detail: `This must be ${allowed(parentSchema)}, but is ${shown(data)}.` };
}

/** What a schema admits, in words that follow "must be". */
export function allowed(schema: JsonSchema): string {
  const branches = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(branches)) return listed(branches.map((branch) => allowed(asSchema(branch))));
  if ("const" in schema) return shown(schema["const"]);
  if (Array.isArray(schema["enum"])) return listed(schema["enum"].map(shown));
  switch (schema["type"]) {
    case "integer":
      return `a whole number${bounds(schema)}`;
    case "number":
      return `a number${bounds(schema)}`;
    case "string":
      return allowedText(schema);
    case "boolean":
      return "true or false";
    case "array":
      return `a list${lengths(schema, "minItems", "maxItems", "items")}, each ${allowed(asSchema(schema["items"]))}`;
    case "object":
      return "an object";
    default:
      return "another value";
  }
}

function allowedText(schema: JsonSchema): string {
  if (schema["format"] === "date") return "a day of the calendar, as YYYY-MM-DD";
  const pattern = schema["pattern"];
  const matching = typeof pattern === "string" ? ` that matches ${pattern}` : "";
  return `a text${lengths(schema, "minLength", "maxLength", "characters")}${matching}`;
}

function bounds({ minimum, maximum }: JsonSchema): string {
  if (minimum === undefined) return maximum === undefined ? "" : ` of at most ${shown(maximum)}`;
  return maximum === undefined ? ` of at least ${shown(minimum)}` : ` from ${shown(minimum)} to ${shown(maximum)}`;
}

function lengths(schema: JsonSchema, minimum: string, maximum: string, unit: string): string {
  const least = schema[minimum];
  const most = schema[maximum];
  if (least === undefined && most === undefined) return "";
  if (least === most) return ` of ${shown(least)} ${unit}`;
  if (most === undefined) return ` of at least ${shown(least)} ${unit}`;
  return ` of ${shown(least ?? 0)} to ${shown(most)} ${unit}`;
}

function listed(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join("") : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
}

/** A value as JSON, cut short: the client knows what it sent. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const json = JSON.stringify(value) ?? "missing";
  return json.length <= mostShown ? json : `${json.slice(0, mostShown)}…`;
}

function asSchema(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null ? (value as JsonSchema) : {};
}

/** RFC 6901: a tilde and a slash inside a name are escaped. */
function escapedToken(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
