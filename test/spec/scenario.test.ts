// Scenarios in a request: laid under its own overrides, and gone from the spec.
import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { CodedError } from "../../src/errors.ts";
import { canonicalOverrides } from "../../src/rules/index.ts";
import { scenarioOf, scenarios } from "../../src/scenarios/index.ts";
import { jobIdOf } from "../../src/spec/identity.ts";
import { GenerateRequest } from "../../src/spec/request.ts";
import { resolveSpec } from "../../src/spec/resolve.ts";
import type { Spec } from "../../src/spec/spec.ts";

const specOf = (request: GenerateRequest): Spec =>
  resolveSpec({ asOf: "2026-01-01", ...request }, { maxCustomers: 1e6, today: "1999-01-01" }).spec;

describe("resolveSpec() with a scenario", () => {
  it.each(scenarios)("makes $name the same job as its overrides typed by hand", ({ name, behaviour }) => {
    const spec = specOf({ scenario: name });
    expect(spec).toEqual(specOf({ behaviour }));
    expect(jobIdOf(spec)).toBe(jobIdOf(specOf({ behaviour })));
    expect(spec.behaviour).toEqual(canonicalOverrides(behaviour));
    expect(Object.keys(spec)).not.toContain("scenario");
  });

  it("leaves the id of a request without one as it was (guards change, not truth)", () => {
    expect(jobIdOf(specOf({}), "2026.11-1")).toBe("24906c6e648e5695c57c7f68561969a7");
    const behaviour = { "weekend-lift": { lift: 2 }, "genre-mix": { movie: 0.2, music: 0.6, podcast: 0.2 } };
    expect(jobIdOf(specOf({ behaviour }), "2026.11-1")).toBe("f1da94927928bad2356845ba12a99da8");
  });

  it("lays the request's own behaviour over it, key by key, and a default given there wins", () => {
    const { behaviour } = specOf({
      scenario: "churn-crisis",
      behaviour: {
        "subscription-lifecycle": { leave: { Premium: 0.3 }, winback: 0.15 },
        "weekend-lift": { lift: 1 },
      },
    });
    const { winback: _, ...lifecycle } = scenarioOf("churn-crisis").behaviour["subscription-lifecycle"]!;
    expect(behaviour).toEqual({
      // winback is the default again: dropped.
      "subscription-lifecycle": { ...lifecycle, leave: { ...lifecycle.leave, Premium: 0.3 } },
      "weekend-lift": { lift: 1 },
    });
  });

  it("replaces lists whole", () => {
    const movie = new Array<number>(24).fill(1);
    const { behaviour } = specOf({ scenario: "night-owls", behaviour: { "hour-of-day": { hours: { movie } } } });
    const { hours } = scenarioOf("night-owls").behaviour["hour-of-day"]!;
    expect(behaviour["hour-of-day"]?.hours).toEqual({ ...hours, movie });
  });

  it("refuses what cannot be together, at the behaviour", () => {
    try {
      specOf({ scenario: "podcast-boom", behaviour: { "genre-mix": { movie: 0.5 } } });
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      expect([error.code, error.errors[0]?.pointer]).toEqual(["impossible-spec", "/behaviour/genre-mix"]);
      return;
    }
    expect.unreachable("the request was accepted");
  });
});

describe("the schema of GenerateRequest", () => {
  it("admits the names there are and no other", () => {
    for (const { name } of scenarios) expect(Value.Check(GenerateRequest, { scenario: name })).toBe(true);
    for (const scenario of ["", "calm", "Churn-Crisis", 1, null, ["flat-week"]]) {
      expect(Value.Check(GenerateRequest, { scenario })).toBe(false);
    }
  });
});
