// The plans on sale: static but for their prices.

import { type Tier, tiers } from "../datasets.ts";
import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";

const parameters = {
  prices: {
    kind: "record",
    default: { Basic: 7.99, Standard: 13.99, Premium: 19.99 },
    minimum: 0,
    maximum: 10_000,
    unit: "USD a month",
    meaning: "Monthly price by tier, rounded to cents",
    source: "declared",
  },
} as const;

export interface Plan {
  readonly tier: Tier;
  /** Price a month in cents. */
  readonly priceCents: number;
  readonly maxStreams: number;
  readonly maxResolution: "HD" | "FHD" | "UHD";
}

const maxStreams = { Basic: 1, Standard: 2, Premium: 4 } as const;
const maxResolutions = { Basic: "HD", Standard: "FHD", Premium: "UHD" } as const;

/** The plans in order of their numbers P1..P3. */
export function planCatalogue(values: ParameterValues<typeof parameters>): Plan[] {
  return tiers.map((tier) => ({
    tier,
    priceCents: Math.round(values.prices[tier] * 100),
    maxStreams: maxStreams[tier],
    maxResolution: maxResolutions[tier],
  }));
}

export const planCatalog = ruleCard({
  id: "plan-catalog",
  claim: "Three plans: Basic 7.99, 1 stream, HD; Standard 13.99, 2 streams, FHD; Premium 19.99, 4 streams, UHD.",
  demand: false,
  governs: ["plans.tier", "plans.monthly_price", "plans.max_streams", "plans.max_resolution"],
  parameters,
  note: "A declared price list in the range of US services of 2025.",
});
