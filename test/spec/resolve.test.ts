// From request to spec: defaults, canonical form, and everything that is refused.
import { describe, expect, it } from "vitest";
import { CodedError } from "../../src/errors.ts";
import { jobIdOf } from "../../src/spec/identity.ts";
import type { GenerateRequest } from "../../src/spec/request.ts";
import { resolveSpec } from "../../src/spec/resolve.ts";
import type { Spec } from "../../src/spec/spec.ts";

const limits = { maxCustomers: 10_000_000, today: "2026-01-01" };
const specOf = (request: GenerateRequest): Spec => resolveSpec(request, limits).spec;

function refusalOf(request: GenerateRequest, maxCustomers = limits.maxCustomers): CodedError {
  try {
    resolveSpec(request, { ...limits, maxCustomers });
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  return expect.unreachable("the request was accepted");
}

function refusedFields(request: GenerateRequest): { code: string; status: number; fields: string[] } {
  const { code, status, errors } = refusalOf(request);
  return { code, status, fields: errors.map((fault) => fault.pointer) };
}

describe("resolveSpec()", () => {
  it("fills in seed 42, today, 10,000 customers, 500 titles and all datasets, and publishes", () => {
    expect(resolveSpec({}, limits)).toEqual({
      spec: {
        seed: "42",
        asOf: "2026-01-01",
        anchor: "2026-01-01",
        customers: 10_000,
        content: 500,
        datasets: ["customers", "plans", "content", "subscriptions", "usage_logs"],
        behaviour: {},
      },
      publish: true,
    });
    expect(resolveSpec({ publish: false }, limits).publish).toBe(false);
  });

  it("takes the anchor from asOf", () => {
    expect(specOf({ asOf: "2024-02-29" })).toMatchObject({ asOf: "2024-02-29", anchor: "2024-02-29" });
    expect(specOf({ asOf: "2024-02-29", anchor: "2024-02-29" })).toEqual(specOf({ asOf: "2024-02-29" }));
  });

  it('makes 42 and "42" the same seed, and "042" another', () => {
    expect(specOf({ seed: 42 })).toEqual(specOf({ seed: "42" }));
    expect(specOf({ seed: Number.MAX_SAFE_INTEGER }).seed).toBe("9007199254740991");
    expect(specOf({ seed: 0 }).seed).toBe("0");
    expect(jobIdOf(specOf({ seed: "042" }))).not.toBe(jobIdOf(specOf({ seed: 42 })));
  });

  it("puts datasets in execution order, once each", () => {
    const { datasets } = specOf({ datasets: ["usage_logs", "plans", "customers", "plans", "usage_logs"] });
    expect(datasets).toEqual(["customers", "plans", "usage_logs"]);
  });

  it("drops overrides that equal the default", () => {
    const behaviour = { "weekend-lift": { lift: 1.5 }, "session-rate": { rate: { Basic: 0.25, Standard: 0.6 } } };
    expect(specOf({ behaviour }).behaviour).toEqual({ "session-rate": { rate: { Standard: 0.6 } } });
  });

  it("freezes the spec to its leaves", () => {
    const movie = new Array<number>(24).fill(1);
    const spec = specOf({ behaviour: { "hour-of-day": { hours: { movie } } } });
    const parts = [spec, spec.datasets, spec.behaviour, spec.behaviour["hour-of-day"]?.hours?.movie];
    expect(parts.map((part) => part !== undefined && Object.isFrozen(part))).toEqual([true, true, true, true]);
    expect(() => Object.assign(spec, { seed: "7" })).toThrow(TypeError);
  });
});

describe("resolveSpec() refuses", () => {
  it.each(["2026-02-29", "2026-13-01", "2026-1-1", "yesterday", ""])("asOf %j as invalid-spec", (asOf) => {
    expect(refusedFields({ asOf })).toEqual({ code: "invalid-spec", status: 400, fields: ["/asOf"] });
  });

  it("a date outside 2000-01-01 to 2100-12-31, and takes both ends", () => {
    expect(refusedFields({ asOf: "1999-12-31" })).toMatchObject({ code: "invalid-spec", fields: ["/asOf"] });
    expect(refusedFields({ asOf: "2101-01-01" })).toMatchObject({ code: "invalid-spec", fields: ["/asOf"] });
    expect([specOf({ asOf: "2000-01-01" }).asOf, specOf({ asOf: "2100-12-31" }).asOf]).toEqual([
      "2000-01-01",
      "2100-12-31",
    ]);
  });

  it("an anchor that is no date, and names both dates when both are wrong", () => {
    expect(refusedFields({ anchor: "2026-02-30" }).fields).toEqual(["/anchor"]);
    expect(refusedFields({ asOf: "x", anchor: "y" }).fields).toEqual(["/asOf", "/anchor"]);
  });

  it("asOf before the anchor, and for now asOf after it, as impossible-spec", () => {
    const before = { asOf: "2025-12-31", anchor: "2026-01-01" };
    expect(refusedFields(before)).toEqual({ code: "impossible-spec", status: 422, fields: ["/asOf"] });
    const after = { asOf: "2026-01-02", anchor: "2026-01-01" };
    expect(refusedFields(after)).toEqual({ code: "impossible-spec", status: 422, fields: ["/asOf"] });
  });

  it("more customers than the server allows, and takes as many as it does", () => {
    const refusal = refusalOf({ customers: 1001 }, 1000);
    expect([refusal.code, refusal.status, refusal.errors[0]?.pointer]).toEqual([
      "too-many-customers",
      422,
      "/customers",
    ]);
    expect(refusal.message).toContain("1000");
    expect(resolveSpec({ customers: 1000 }, { ...limits, maxCustomers: 1000 }).spec.customers).toBe(1000);
  });

  it("a seed with half of a surrogate pair, whose bytes another seed would share", () => {
    const refused = { code: "invalid-spec", status: 400, fields: ["/seed"] };
    expect(refusedFields({ seed: "a\ud83c" })).toEqual(refused);
    expect(refusedFields({ seed: "\udfac" })).toEqual(refused);
    expect(specOf({ seed: "🎬 š" }).seed).toBe("🎬 š");
  });

  it("behaviour that cannot be, pointing into the body", () => {
    const behaviour = {
      "genre-mix": { movie: 0.9 },
      "subscription-lifecycle": { leave: { Basic: 0.99 } },
      "hour-of-day": { hours: { music: new Array<number>(24).fill(0) } },
    };
    expect(refusedFields({ behaviour })).toEqual({
      code: "impossible-spec",
      status: 422,
      fields: [
        "/behaviour/genre-mix",
        "/behaviour/subscription-lifecycle/leave/Basic",
        "/behaviour/hour-of-day/hours/music",
      ],
    });
  });

  it("every fault of a kind at once, in sentences", () => {
    const refusal = refusalOf({ asOf: "2025-01-01", anchor: "2026-01-01", behaviour: { "genre-mix": { movie: 1 } } });
    expect(refusal.errors.map((fault) => fault.pointer)).toEqual(["/asOf", "/behaviour/genre-mix"]);
    for (const fault of refusal.errors) expect(fault.detail).toMatch(/^\S.*\.$/);
  });
});
