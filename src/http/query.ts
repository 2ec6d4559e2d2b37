// Query strings hold text: what reads as the number or truth value that the schema asks for becomes one.
// Anything else stays text, for the validation to refuse by name; nothing is rounded or guessed.

const number = /^-?\d+(\.\d+)?$/;

/** The query with numbers and booleans in place of their texts. */
export function coerced(query: unknown, schema: unknown): unknown {
  const properties = childOf(schema, "properties");
  if (typeof query !== "object" || query === null) return query;
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      coercedValue(value, childOf(childOf(properties, name), "type")),
    ]),
  );
}

function coercedValue(value: unknown, type: unknown): unknown {
  if (typeof value !== "string") return value;
  if ((type === "integer" || type === "number") && number.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

function childOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
