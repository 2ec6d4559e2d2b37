// The schema of an override, made from a card's parameters: closed, bounded and partial.
import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { ruleCards } from "../../src/rules/index.ts";
import type { Parameter } from "../../src/rules/parameters.ts";
import { overrideSchema } from "../../src/spec/override-schema.ts";

const parameters = ruleCards.flatMap((card) =>
  Object.entries(card.parameters).map(([name, parameter]) => ({
    id: `${card.id}.${name}`,
    name,
    parameter,
    schema: overrideSchema(card.parameters),
  })),
);

/** An override of one number of a parameter: of the parameter itself, or of its first key or list item. */
function withNumber(parameter: Parameter, value: unknown): unknown {
  if (parameter.kind === "number") return value;
  const key = Object.keys(parameter.default)[0]!;
  if (parameter.kind === "record") return { [key]: value };
  return { [key]: [value, ...parameter.default[key]!.slice(1)] };
}

describe("overrideSchema()", () => {
  it.each(ruleCards)("of $id takes nothing, and all of its defaults", (card) => {
    const schema = overrideSchema(card.parameters);
    const defaults = Object.fromEntries(Object.entries(card.parameters).map(([name, item]) => [name, item.default]));
    expect(Value.Check(schema, {})).toBe(true);
    expect(Value.Check(schema, defaults)).toBe(true);
  });

  it.each(ruleCards)("of $id refuses unknown names and what is no object", (card) => {
    const schema = overrideSchema(card.parameters);
    for (const value of [{ unknown: 1 }, null, 1, [], "x"]) expect(Value.Check(schema, value)).toBe(false);
  });

  it.each(parameters)("takes $id at its bounds and refuses it beyond them", ({ name, parameter, schema }) => {
    const accepts = (value: unknown): boolean => Value.Check(schema, { [name]: withNumber(parameter, value) });
    const step = parameter.integer ? 1 : 1e-6;
    expect([parameter.minimum, parameter.maximum].map(accepts)).toEqual([true, true]);
    expect([parameter.minimum - step, parameter.maximum + step].map(accepts)).toEqual([false, false]);
    expect(["1", null, Number.NaN, Number.POSITIVE_INFINITY].map(accepts)).toEqual([false, false, false, false]);
    expect(accepts(parameter.minimum + 0.5)).toBe(!parameter.integer && parameter.minimum + 0.5 <= parameter.maximum);
  });

  it.each(parameters.filter(({ parameter }) => parameter.kind !== "number"))(
    "refuses an unknown key and a list of another length in $id",
    ({ name, parameter, schema }) => {
      expect(Value.Check(schema, { [name]: { Gold: 0.5 } })).toBe(false);
      expect(Value.Check(schema, { [name]: 0.5 })).toBe(false);
      if (parameter.kind !== "lists") return;
      const [key, list] = Object.entries(parameter.default)[0]!;
      expect(Value.Check(schema, { [name]: { [key]: [...list, 1] } })).toBe(false);
      expect(Value.Check(schema, { [name]: { [key]: list.slice(1) } })).toBe(false);
    },
  );
});
