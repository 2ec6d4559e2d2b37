// Arbitraries made from JSON schemas: values that a schema admits, values that miss it by one place, and values of malice.

import fc from "fast-check";

export type JsonSchema = Readonly<Record<string, unknown>>;
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Looks up `#/components/schemas/X`. */
export type Resolve = (reference: string) => JsonSchema;

/** Most that a drawn number lies above its minimum: larger worlds would only take longer to write. */
const widestSpan = 100;
const mostFields = 3;

/** What clients send by mistake, and what they send on purpose. */
export const hostileValues: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    0.5,
    1e308,
    2 ** 53,
    -(2 ** 53),
    "",
    " ",
    "\u0000",
    "\ud800",
    "NaN",
    "1e5",
    "2026-02-30",
    "../../etc/passwd",
    "' OR 1=1;--",
    "<script>alert(1)</script>",
    "=1+1",
    "__proto__",
    "constructor",
    "🎬".repeat(100),
    "a".repeat(100_000),
    [],
    {},
    [[[]]],
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
);

/** Values that the schema admits. */
export function admitted(schema: JsonSchema, resolve: Resolve): fc.Arbitrary<Json> {
  if (typeof schema["$ref"] === "string") return admitted(resolve(schema["$ref"]), resolve);
  if ("const" in schema) return fc.constant(schema["const"] as Json);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as Json[]));
  const branches = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(branches)) {
    return fc.oneof(...branches.map((branch) => admitted(branch as JsonSchema, resolve)));
  }
  switch (schema["type"]) {
    case "integer":
      return fc.integer(span(schema));
    case "number":
      return fc.double({ ...span(schema), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "string":
      return texts(schema);
    case "array":
      return lists(schema, resolve);
    case "object":
      return objects(schema, resolve);
    default:
      return hostileValues;
  }
}

function span({ minimum, maximum }: JsonSchema): { min: number; max: number } {
  const min = typeof minimum === "number" ? minimum : 0;
  const max = typeof maximum === "number" ? maximum : Number.MAX_SAFE_INTEGER;
  return { min, max: Math.min(max, min + widestSpan) };
}

function texts(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema["format"] === "date") {
    const [min, max] = [new Date("2024-01-01"), new Date("2026-12-31")];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
  }
  if (typeof schema["pattern"] === "string") return fc.stringMatching(new RegExp(schema["pattern"]));
  const examples = Array.isArray(schema["examples"]) ? (schema["examples"] as string[]) : [];
  const minLength = typeof schema["minLength"] === "number" ? schema["minLength"] : 0;
  const maxLength = Math.min(typeof schema["maxLength"] === "number" ? schema["maxLength"] : 60, 60);
  const free = fc.string({ minLength, maxLength });
  return examples.length === 0 ? free : fc.oneof(fc.constantFrom(...examples), free);
}

function lists(schema: JsonSchema, resolve: Resolve): fc.Arbitrary<Json[]> {
  const minLength = typeof schema["minItems"] === "number" ? schema["minItems"] : 0;
  const items = (schema["items"] ?? {}) as JsonSchema;
  return fc.array(admitted(items, resolve), { minLength, maxLength: minLength + 5 });
}

function objects(schema: JsonSchema, resolve: Resolve): fc.Arbitrary<Json> {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  const required = Array.isArray(schema["required"]) ? (schema["required"] as string[]) : [];
  const optional = properties.map(([name]) => name).filter((name) => !required.includes(name));
  return fc.subarray(optional, { maxLength: Math.min(mostFields, optional.length) }).chain((chosen) => {
    const kept = properties.filter(([name]) => required.includes(name) || chosen.includes(name));
    return fc.record(Object.fromEntries(kept.map(([name, each]) => [name, admitted(each, resolve)])));
  });
}

/** An admitted value with one place changed: another value, a field less, or a field more. */
export function nearlyAdmitted(schema: JsonSchema, resolve: Resolve): fc.Arbitrary<Json> {
  const change = fc.constantFrom("replace", "remove", "add");
  const name = fc.oneof(fc.constantFrom("__proto__", "constructor", "", "customerz"), fc.string({ maxLength: 12 }));
  return fc
    .tuple(admitted(schema, resolve), fc.nat(1000), change, name, hostileValues)
    .map(([value, place, kind, key, hostile]) => changed(value, place, kind, key, hostile));
}

/** The value with the `place`-th of its places changed, counted around; the value itself is left as it is. */
function changed(value: Json, place: number, kind: string, name: string, hostile: Json): Json {
  const whole = { root: structuredClone(value) };
  const places = placesOf(whole);
  const { owner, key } = places[place % places.length] as Place;
  const found = owner[key];
  if (kind === "add" && typeof found === "object" && found !== null && !Array.isArray(found)) {
    // As JSON.parse does: `__proto__` is a field like any other.
    Object.defineProperty(found, name, { value: hostile, enumerable: true, configurable: true, writable: true });
  } else if (kind === "remove" && owner !== whole) delete owner[key];
  else owner[key] = hostile;
  return whole.root;
}

interface Place {
  readonly owner: Record<string, Json>;
  readonly key: string;
}

function placesOf(owner: Record<string, Json>): Place[] {
  return Object.keys(owner).flatMap((key) => {
    const child = owner[key];
    // An array is indexed by the names of its places.
    const inner = typeof child === "object" && child !== null ? placesOf(child as Record<string, Json>) : [];
    return [{ owner, key }, ...inner];
  });
}
