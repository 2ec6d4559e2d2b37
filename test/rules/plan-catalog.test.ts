import { describe, expect, it } from "vitest";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { planCatalog, planCatalogue } from "../../src/rules/plan-catalog.ts";
import { boundsOf } from "./draws.ts";

describe("planCatalogue()", () => {
  it("gives Basic 7.99, Standard 13.99 and Premium 19.99 with 1, 2 and 4 streams in HD, FHD and UHD", () => {
    expect(planCatalogue(defaultBehaviour["plan-catalog"])).toEqual([
      { tier: "Basic", priceCents: 799, maxStreams: 1, maxResolution: "HD" },
      { tier: "Standard", priceCents: 1399, maxStreams: 2, maxResolution: "FHD" },
      { tier: "Premium", priceCents: 1999, maxStreams: 4, maxResolution: "UHD" },
    ]);
  });

  it("rounds an overridden price to cents", () => {
    const prices = { Basic: 0, Standard: 8.994, Premium: 10_000 };
    expect(planCatalogue({ prices }).map((plan) => plan.priceCents)).toEqual([0, 899, 1_000_000]);
  });
});

describe("plan-catalog", () => {
  it("lets prices be 0 to 10,000 USD", () => {
    expect(boundsOf(planCatalog.parameters)).toEqual({ prices: [0, 10_000] });
  });
});
