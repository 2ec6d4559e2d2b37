// The schema of the body of POST /generate: what it takes, and that it refuses everything else.
import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { ruleCards } from "../../src/rules/index.ts";
import { GenerateRequest } from "../../src/spec/request.ts";

const accepts = (body: unknown): boolean => Value.Check(GenerateRequest, body);

describe("the schema of GenerateRequest", () => {
  it("takes an empty body and a full one", () => {
    expect(accepts({})).toBe(true);
    const behaviour = Object.fromEntries(
      ruleCards
        .filter((card) => Object.keys(card.parameters).length > 0)
        .map((card) => [
          card.id,
          Object.fromEntries(Object.entries(card.parameters).map(([name, parameter]) => [name, parameter.default])),
        ]),
    );
    expect(Object.keys(behaviour)).toHaveLength(14);
    const body = { seed: "a", asOf: "2026-01-01", anchor: "2026-01-01", customers: 1, content: 10, publish: false };
    expect(accepts({ ...body, datasets: ["plans"], behaviour })).toBe(true);
  });

  it.each([
    ["an unknown field", { customer: 5 }],
    ["an unknown rule", { behaviour: { "weekday-lift": {} } }],
    ["a rule without parameters", { behaviour: { "active-only": {} } }],
    ["an unknown parameter", { behaviour: { "weekend-lift": { factor: 2 } } }],
    ["a probability over 1", { behaviour: { "playback-device": { own: 1.1 } } }],
    ["a count as text", { customers: "10" }],
    ["no customers", { customers: 0 }],
    ["a fractional count", { customers: 1.5 }],
    ["nine titles", { content: 9 }],
    ["a million and one titles", { content: 1_000_001 }],
    ["a negative seed", { seed: -1 }],
    ["a seed that is no safe integer", { seed: 2 ** 53 }],
    ["a fractional seed", { seed: 1.5 }],
    ["an empty seed", { seed: "" }],
    ["a seed of 129 characters", { seed: "x".repeat(129) }],
    ["an unknown dataset", { datasets: ["users"] }],
    ["no dataset", { datasets: [] }],
    ["publish as text", { publish: "yes" }],
    ["a list", []],
    ["null", null],
  ])("refuses %s", (_, body) => {
    expect(accepts(body)).toBe(false);
  });
});
