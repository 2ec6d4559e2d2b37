// Who subscribes and when: demanded is that no subscription starts before its customer has signed up.
// The delay after signup is declared.

import { below, happens, threshold } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";

const parameters = {
  never: {
    kind: "number",
    default: 0.05,
    minimum: 0,
    maximum: 1,
    unit: "probability",
    meaning: "Customers who never subscribe",
    source: "declared",
  },
  sameDay: {
    kind: "number",
    default: 0.7,
    minimum: 0,
    maximum: 1,
    unit: "probability",
    meaning: "Subscribers who start on their signup day",
    source: "declared",
  },
  maxDelayDays: {
    kind: "number",
    default: 14,
    minimum: 1,
    maximum: 365,
    integer: true,
    unit: "days",
    meaning: "The others start uniformly 1 to this many days after signup",
    source: "declared",
  },
} as const;

export interface EligibilitySampler {
  readonly key: StreamKey;
  readonly neverThreshold: number;
  readonly sameDayThreshold: number;
  readonly maxDelayDays: number;
}

export function eligibilitySampler(key: StreamKey, values: ParameterValues<typeof parameters>): EligibilitySampler {
  return {
    key,
    neverThreshold: threshold(values.never),
    sameDayThreshold: threshold(values.sameDay),
    maxDelayDays: values.maxDelayDays,
  };
}

/** Days from signup to the first subscription, or -1 for a customer who never subscribes. */
export function delayDays(sampler: EligibilitySampler, head: number, tail: number): number {
  const { low, high } = sampler.key;
  if (happens(draw(low, high, head, tail, 0), sampler.neverThreshold)) return -1;
  if (happens(draw(low, high, head, tail, 1), sampler.sameDayThreshold)) return 0;
  return 1 + below(draw(low, high, head, tail, 2), sampler.maxDelayDays);
}

export const eligibility = ruleCard({
  id: "eligibility",
  claim:
    "A subscription starts on or after its customer's signup; 5 % of customers never subscribe, 70 % of the others start on signup day and the rest uniformly 1-14 days later.",
  demand: true,
  governs: ["subscriptions.start_date"],
  parameters,
  note: "That nothing starts before signup is demanded and cannot be overridden; the shares and the delay are declared.",
});
