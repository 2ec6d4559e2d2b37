// Ids: canonical, short, and the same for ever while spec and model version are.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { dayNumber } from "../../src/rules/world.ts";
import { canonicalJson, jobIdOf, worldIdOf, worldOf } from "../../src/spec/identity.ts";
import type { GenerateRequest } from "../../src/spec/request.ts";
import { resolveSpec } from "../../src/spec/resolve.ts";
import type { Spec } from "../../src/spec/spec.ts";

const specOf = (request: GenerateRequest): Spec =>
  resolveSpec({ asOf: "2026-01-01", ...request }, { maxCustomers: 1e6, today: "1999-01-01" }).spec;

describe("canonicalJson()", () => {
  it("sorts the keys of every object and keeps the order of lists", () => {
    const value = { b: [2, 1, { d: 1, c: "é\n" }], a: {} };
    expect(canonicalJson(value)).toBe('{"a":{},"b":[2,1,{"c":"é\\n","d":1}]}');
  });

  it("is JSON of the same value, whatever order its keys came in", () => {
    const flat = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer())));
    fc.assert(
      fc.property(flat, (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("jobIdOf()", () => {
  it("is 32 hex digits, the known ones for the default spec of 2026-01-01 (guards change, not truth)", () => {
    expect(jobIdOf(specOf({}))).toMatch(/^[0-9a-f]{32}$/);
    expect(jobIdOf(specOf({}), "2026.11-1")).toBe("24906c6e648e5695c57c7f68561969a7");
  });

  it("does not depend on the order of keys, nor on overrides equal to defaults, duplicates or publish", () => {
    const asked: GenerateRequest[] = [
      {
        seed: 7,
        customers: 10,
        behaviour: { eligibility: { never: 0.1, sameDay: 0.2 }, "weekend-lift": { lift: 2 } },
      },
      {
        behaviour: {
          "weekend-lift": { lift: 2 },
          "session-rate": { shape: 2, rate: { Premium: 0.9 } },
          eligibility: { sameDay: 0.2, never: 0.1, maxDelayDays: 14 },
        },
        publish: false,
        datasets: ["usage_logs", "subscriptions", "content", "plans", "customers", "plans"],
        content: 500,
        anchor: "2026-01-01",
        customers: 10,
        seed: "7",
      },
    ];
    expect(new Set(asked.map((request) => jobIdOf(specOf(request)))).size).toBe(1);
  });

  it("differs with every field, every override and the model version", () => {
    const ids = [
      jobIdOf(specOf({})),
      jobIdOf(specOf({}), "another"),
      ...[
        { seed: 43 },
        { asOf: "2026-01-02" },
        { customers: 10_001 },
        { content: 501 },
        { datasets: ["customers" as const] },
        { behaviour: { "weekend-lift": { lift: 1.6 } } },
        { behaviour: { "title-popularity": { exponent: 1.6 } } },
      ].map((request) => jobIdOf(specOf(request))),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("worldIdOf()", () => {
  it("is the same for every choice of datasets and differs with anything else", () => {
    const world = worldIdOf(specOf({}));
    expect(world).toMatch(/^[0-9a-f]{32}$/);
    expect(worldIdOf(specOf({ datasets: ["plans"] }))).toBe(world);
    const others = [{ seed: 1 }, { customers: 5 }, { content: 11 }, { asOf: "2026-01-02" }].map((request) =>
      worldIdOf(specOf(request)),
    );
    expect(new Set([world, worldIdOf(specOf({}), "another"), ...others]).size).toBe(6);
  });
});

describe("worldOf()", () => {
  it("holds the spec's day numbers, counts and every parameter", () => {
    const world = worldOf(specOf({ customers: 5, behaviour: { "weekend-lift": { lift: 2 } } }));
    expect(world).toEqual({
      seed: "42",
      anchorDay: dayNumber("2026-01-01"),
      asOfDay: dayNumber("2026-01-01"),
      customers: 5,
      content: 500,
      behaviour: { ...defaultBehaviour, "weekend-lift": { lift: 2 } },
    });
  });
});
