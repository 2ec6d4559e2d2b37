// Every customer has signed up before the anchor, and more of them lately: the base has grown for two years.
// Declared, not demanded; each customer has a draw of its own, so a small world's customers are the first of a large one's.

import { type ChoiceTable, choose, cumulativeTable } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import { ruleCard } from "./rule.ts";
import { signupDays } from "./world.ts";

export interface SignupSampler {
  readonly key: StreamKey;
  /** Day offsets 0..729: offset d ends at u = ((d+1)/730)^(3/2), written with sqrt since pow is left to the engine. */
  readonly offsets: ChoiceTable;
}

export function signupSampler(key: StreamKey): SignupSampler {
  const cumulative = Float64Array.from({ length: signupDays }, (_, day) => {
    const fraction = (day + 1) / signupDays;
    return fraction * Math.sqrt(fraction);
  });
  return { key, offsets: cumulativeTable(cumulative) };
}

/** Day number of a customer's signup: anchor - 730 + floor(730 u^(2/3)). */
export function signupDay(sampler: SignupSampler, anchorDay: number, head: number, tail: number): number {
  const { key, offsets } = sampler;
  return anchorDay - signupDays + choose(offsets, draw(key.low, key.high, head, tail, 0));
}

export const signupGrowth = ruleCard({
  id: "signup-growth",
  claim:
    "Every customer has signed up in the 730 days before the anchor, on day anchor - 730 + floor(730 u^(2/3)): signups a day grow with the square root of time.",
  demand: false,
  governs: ["customers.signup_date"],
  parameters: {},
  note: "A declared rule: a growing service, whose youngest customers are the most numerous.",
});
