import { describe, expect, it } from "vitest";
import { delayDays, eligibility, eligibilitySampler } from "../../src/rules/eligibility.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour.eligibility;
const delaysWith = (values: Partial<typeof defaults>, count = 20_000): number[] => {
  const sampler = eligibilitySampler(testKey("eligibility"), { ...defaults, ...values });
  return drawn(count, (head, tail) => delayDays(sampler, head, tail));
};

describe("delayDays()", () => {
  it("is never for 5 %, signup day for 70 % of the others, and 1 to 14 days alike for the rest", () => {
    const expected = [0.05, 0.95 * 0.7, ...upTo(14).map(() => (0.95 * 0.3) / 14)];
    const counts = tally(
      delaysWith({}, 400_000),
      upTo(16).map((index) => index - 1),
    );
    expectCounts(counts, expected, "days from signup to the first subscription");
  });

  it("follows its parameters to their ends", () => {
    expect(new Set(delaysWith({ never: 1 }))).toEqual(new Set([-1]));
    expect(new Set(delaysWith({ never: 0, sameDay: 1 }))).toEqual(new Set([0]));
    expect(new Set(delaysWith({ never: 0, sameDay: 0, maxDelayDays: 1 }))).toEqual(new Set([1]));
    const long = delaysWith({ never: 0, sameDay: 0, maxDelayDays: 365 });
    expect([Math.min(...long), Math.max(...long)]).toEqual([1, 365]);
  });
});

describe("eligibility", () => {
  it("has the declared shares and delay within their bounds", () => {
    expect(defaults).toEqual({ never: 0.05, sameDay: 0.7, maxDelayDays: 14 });
    expect(boundsOf(eligibility.parameters)).toEqual({ never: [0, 1], sameDay: [0, 1], maxDelayDays: [1, 365] });
    expect(eligibility.demand).toBe(true);
  });
});
