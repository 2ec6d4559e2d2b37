import { describe, expect, it } from "vitest";
import { tiers } from "../../src/datasets.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { fractionWatched, watchedHundredths, watchFraction, watchSampler } from "../../src/rules/watch-fraction.ts";
import { expectDistribution, expectShare, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["watch-fraction"];
const key = testKey("watch-fraction");

function fractionsOf(tier: number, values: typeof defaults, count: number): number[] {
  const sampler = watchSampler(key, values);
  return drawn(count, (head, tail) => fractionWatched(sampler, tier, head, tail));
}

/** Distribution function of the watched fraction. */
function claimed(fraction: number, abandon: number, skew: number): number {
  const within = (low: number, high: number): number => Math.min(1, Math.max(0, (fraction - low) / (high - low)));
  return abandon * within(0.25, 0.4) + (1 - abandon) * within(0.25, 1) ** skew;
}

describe("fractionWatched()", () => {
  it.each([
    ["Basic", 0.2, 1],
    ["Standard", 0.12, 2],
    ["Premium", 0.05, 3],
  ] as const)("of %s is abandoned with probability %d, else the largest of %d uniforms", (tier, abandon, skew) => {
    const fractions = fractionsOf(tiers.indexOf(tier), defaults, 80_000);
    expectDistribution(fractions, (fraction) => claimed(fraction, abandon, skew), `fractions of ${tier}`);
    expect(fractions.every((fraction) => fraction > 0.25 && fraction < 1)).toBe(true);
  });

  it("reaches 70 % of the title in .745 of Premium sessions, the demanded 70 % among them", () => {
    const fractions = fractionsOf(2, defaults, 200_000);
    const expected = 0.95 * (1 - 0.6 ** 3);
    expect(expected).toBeCloseTo(0.745, 3);
    expectShare(
      fractions.map((fraction) => fraction >= 0.7),
      expected,
      "Premium sessions of 70 % or more",
    );
    expect(fractions.filter((fraction) => fraction >= 0.7).length / fractions.length).toBeGreaterThan(0.7);
  });

  it("is the largest of 10 uniforms, or always abandoned, at the bounds of its parameters", () => {
    const skew = { ...defaults.skew, Basic: 10 };
    const keen = fractionsOf(0, { abandon: { ...defaults.abandon, Basic: 0 }, skew }, 20_000);
    expectDistribution(keen, (fraction) => claimed(fraction, 0, 10), "skew 10");
    const bored = fractionsOf(0, { abandon: { ...defaults.abandon, Basic: 1 }, skew }, 20_000);
    expectDistribution(bored, (fraction) => claimed(fraction, 1, 1), "abandon 1");
  });
});

describe("watchedHundredths()", () => {
  it("is never below 25 % or above 100 % after rounding, for every title of 2 to 180 minutes", () => {
    const fractions = [0.25 + 2 ** -40, 0.2500001, 0.3333333, 0.4, 0.999, 0.9999999, 1 - 2 ** -40];
    const broken: number[] = [];
    for (let tenths = 20; tenths <= 1800; tenths++) {
      for (const fraction of fractions) {
        const watched = watchedHundredths(fraction, tenths);
        // 100 hundredths are a minute: watched / 100 against tenths / 10.
        if (!Number.isInteger(watched) || watched * 4 < tenths * 10 || watched > tenths * 10) broken.push(tenths);
        if (Math.abs(watched - fraction * tenths * 10) > 1) broken.push(tenths);
      }
    }
    expect(broken).toEqual([]);
  });

  it("rounds to the nearest hundredth of a minute", () => {
    expect(watchedHundredths(0.5, 900)).toBe(4500);
    expect(watchedHundredths(0.50004, 900)).toBe(4500);
    expect(watchedHundredths(0.50006, 900)).toBe(4501);
    expect(watchedHundredths(0.25000001, 21)).toBe(53);
  });

  it("stays within the bounds for titles of a tenth of a minute and of a day", () => {
    const watched = [1, 14_400].map((tenths) =>
      upTo(101).map((step) => watchedHundredths(0.25 + 0.0075 * step, tenths)),
    );
    expect(new Set(watched[0])).toEqual(new Set([3, 4, 5, 6, 7, 8, 9, 10]));
    expect([watched[1]![0], watched[1]![100]]).toEqual([36_000, 144_000]);
  });
});

describe("watch-fraction", () => {
  it("has the dropout and skew of each tier within their bounds", () => {
    expect(defaults).toEqual({
      abandon: { Basic: 0.2, Standard: 0.12, Premium: 0.05 },
      skew: { Basic: 1, Standard: 2, Premium: 3 },
    });
    expect(boundsOf(watchFraction.parameters)).toEqual({ abandon: [0, 1], skew: [1, 10] });
    expect(watchFraction.parameters.skew.integer).toBe(true);
    expect(watchFraction.demand).toBe(true);
  });
});
