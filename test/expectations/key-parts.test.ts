// The parts of the expected-answer key, each against something worked out another way: by hand, by exact tails, or by adding up
// every step that a value can take.
import { expect, test } from "vitest";
import { type ChangeType, changeTypes, tiers } from "../../src/datasets.ts";
import { completionMoments, fullCompletionShare } from "../../src/expectations/completion.ts";
import {
  binomialIntervalOf,
  fractionIntervalOf,
  realIntervalOf,
  shareIntervalOf,
} from "../../src/expectations/moments.ts";
import { subscriberRecursion } from "../../src/expectations/subscribers.ts";
import { rowsOfKind } from "../../src/expectations/subscription-counts.ts";
import { poissonAtLeast } from "../../src/expectations/top-titles.ts";
import {
  durationMoments,
  fractionBelow,
  fractionMoments,
  overDurations,
} from "../../src/expectations/watched-fraction.ts";
import type { BehaviourOverrides } from "../../src/rules/index.ts";
import { poissonTails } from "../../src/stats/count-tails.ts";
import { testWorld } from "../worlds.ts";

const restless: BehaviourOverrides = {
  eligibility: { never: 0.3, sameDay: 0.2, maxDelayDays: 200 },
  "subscription-lifecycle": {
    leave: { Basic: 0.3, Standard: 0.2, Premium: 0.1 },
    upgrade: { Basic: 0.2, Standard: 0.3 },
    downgrade: { Standard: 0.1, Premium: 0.4 },
    winback: 0.9,
  },
};

test.each([
  ["the default", {}],
  ["a restless", restless],
] as [string, BehaviourOverrides][])(
  "rowsOfKind() has the recursion's means, and its mean square of all rows, in %s behaviour",
  (_, behaviour) => {
    const world = testWorld({ behaviour });
    const expected = subscriberRecursion(world);
    const all = rowsOfKind(world, expected.days, () => true);
    const power = (exponent: number): number =>
      expected.rowsACustomer.reduce((sum, probability, rows) => sum + probability * rows ** exponent, 0);
    expect(all.mean).toBeCloseTo(power(1), 10);
    expect(all.square).toBeCloseTo(power(2), 10);
    for (const [code] of tiers.entries()) {
      const { mean, square } = rowsOfKind(world, expected.days, (tier) => tier === code);
      expect(mean).toBeCloseTo(expected.rowsByTier[code]!, 10);
      expect(square).toBeGreaterThanOrEqual(mean);
    }
    for (const name of changeTypes) {
      const counted = rowsOfKind(world, expected.days, (_tier, change: ChangeType) => change === name);
      expect(counted.mean).toBeCloseTo(expected.rowsByChange[name], 10);
      // Nobody is new twice.
      if (name === "new") expect(counted.square).toBeCloseTo(counted.mean, 12);
    }
  },
);

test("rowsOfKind() counts the rows of those who are subscribed at the end", () => {
  const none = { Basic: 0, Standard: 0, Premium: 0 };
  const behaviour = { "subscription-lifecycle": { leave: none, upgrade: none, downgrade: none } };
  const { mean, countedOpen } = rowsOfKind(testWorld({ behaviour }), 730, () => true);
  // Nothing ever ends: each row is open.
  expect(countedOpen).toBeCloseTo(mean, 12);
  const leaving = {
    "subscription-lifecycle": {
      leave: { Basic: 1, Standard: 1, Premium: 1 },
      upgrade: none,
      downgrade: none,
      winback: 0,
    },
  };
  const world = testWorld({ behaviour: leaving });
  const { rowsByStatus } = subscriberRecursion(world);
  expect(rowsOfKind(world, 730, () => true).countedOpen).toBeCloseTo(rowsByStatus.canceling, 12);
});

const watchers: [string, BehaviourOverrides][] = [
  ["the default", {}],
  ["much noise", { "completion-noise": { ceiling: { Basic: 0.5, Standard: 0.35, Premium: 0.21 } } }],
  ["little noise", { "completion-noise": { ceiling: { Basic: 0.002, Standard: 0, Premium: 0.01 } } }],
  ["late and early ends", { "watch-fraction": { abandon: { Basic: 1, Premium: 0 }, skew: { Standard: 10 } } }],
];

/** Sums over every step of .01 minutes that a title of so many tenths can be watched for, and a fine grid of noise. */
function completionByHand(world: ReturnType<typeof testWorld>, tier: (typeof tiers)[number], tenths: number) {
  const whole = tenths * 10;
  const c = world.behaviour["completion-noise"].ceiling[tier];
  const grid = 400;
  let [mean, square, full] = [0, 0, 0];
  for (let step = Math.ceil(whole / 4); step <= whole; step++) {
    const below = (at: number): number => fractionBelow(world, tier, at / whole);
    const first = step === Math.ceil(whole / 4) ? 0 : below(step - 0.5);
    const chance = ((step === whole ? 1 : below(step + 0.5)) - first) / grid;
    for (let point = 0; point < grid; point++) {
      const noisy = step / whole + c * ((2 * point + 1) / grid - 1);
      const rate = Math.min(1, Math.max(0.05, Math.round(noisy * 10_000) / 10_000));
      mean += chance * rate;
      square += chance * rate * rate;
      if (rate === 1) full += chance;
    }
  }
  return { mean, variance: square - mean * mean, full };
}

test.each(watchers)(
  "completionMoments() and fullCompletionShare() agree with a sum over all steps, with %s",
  (_, behaviour) => {
    const only = { movie: 0, music: 1, podcast: 0 };
    const bounds = { music: [60, 60] };
    const world = testWorld({ behaviour: { ...behaviour, "genre-mix": only, "content-duration": { bounds } } });
    for (const tier of tiers) {
      const byHand = completionByHand(world, tier, 600);
      const { mean, variance } = completionMoments(world, tier);
      expect(mean).toBeCloseTo(byHand.mean, 4);
      expect(variance).toBeCloseTo(byHand.variance, 4);
      expect(Math.abs(fullCompletionShare(world, tier) - byHand.full)).toBeLessThan(0.0005 + 0.01 * byHand.full);
    }
  },
);

test("fullCompletionShare() counts the steps of short titles one by one", () => {
  // Of 2 minutes, 200 steps: the last half step is the whole title, and of the noise half is above 0 or nearly.
  const behaviour: BehaviourOverrides = {
    "genre-mix": { movie: 0, music: 1, podcast: 0 },
    "content-duration": { bounds: { music: [2, 2] } },
    "completion-noise": { ceiling: { Basic: 0.004, Standard: 0, Premium: 0.004 } },
  };
  const world = testWorld({ behaviour });
  const whole = 1 - fractionBelow(world, "Basic", 199.5 / 200);
  const half = (0.004 + 0.00005) / 0.008;
  expect(fullCompletionShare(world, "Basic")).toBeCloseTo(whole * half, 12);
  expect(fullCompletionShare(world, "Standard")).toBeCloseTo(1 - fractionBelow(world, "Standard", 199.5 / 200), 12);
});

test.each(watchers)("fractionMoments() are the integrals of fractionBelow(), with %s", (_, behaviour) => {
  const world = testWorld({ behaviour });
  const grid = 20_000;
  for (const tier of tiers) {
    let [mean, square] = [0, 0];
    for (let point = 0; point < grid; point++) {
      const fraction = (point + 0.5) / grid;
      const above = 1 - fractionBelow(world, tier, fraction);
      mean += above / grid;
      square += (2 * fraction * above) / grid;
    }
    const moments = fractionMoments(world, tier);
    expect(moments.mean).toBeCloseTo(mean, 6);
    expect(moments.variance).toBeCloseTo(square - mean * mean, 6);
  }
});

test("durationMoments() and overDurations() take each tenth of a minute as often as another", () => {
  const bounds = { movie: [1, 1.4], music: [0.1, 0.1], podcast: [2, 2.1] };
  const world = testWorld({ behaviour: { "content-duration": { bounds } } });
  expect(durationMoments(world, "movie").mean).toBeCloseTo(1.2, 12);
  expect(durationMoments(world, "movie").variance).toBeCloseTo(0.02, 12);
  expect(durationMoments(world, "music")).toEqual({ mean: 0.1, variance: 0 });
  expect(overDurations(world, (tenths) => tenths)).toBeCloseTo(0.5 * 12 + 0.3 * 1 + 0.2 * 20.5, 12);
});

test.each([0.01, 0.45, 1.5, 8, 162, 63_000, 9_000_000])(
  "poissonAtLeast() is within .005 of the exact tail for a mean of %f",
  (mean) => {
    for (let z = -6; z <= 6; z += 0.25) {
      const count = Math.round(mean + z * Math.sqrt(mean));
      if (count < 0) continue;
      const exact = poissonTails(count, mean).atLeast;
      expect(Math.abs(poissonAtLeast(count, mean) - exact)).toBeLessThan(mean < 5 ? 0.005 : 0.001);
    }
    expect([poissonAtLeast(0, mean), poissonAtLeast(Math.ceil(10 * mean + 200), mean)]).toEqual([1, 0]);
  },
);

test("intervals stay within what the quantity can be, and are exact where nothing varies", () => {
  expect(binomialIntervalOf(10, 0)).toEqual({ expected: 0, low: 0, high: 0 });
  expect(binomialIntervalOf(10, 1)).toEqual({ expected: 10, low: 10, high: 10 });
  expect(binomialIntervalOf(10, 0.99).high).toBe(10);
  expect(binomialIntervalOf(1000, 0.7)).toEqual({ expected: 700, low: 670, high: 728 });
  expect(shareIntervalOf({ mean: 0.5, variance: 0 }, 10)).toEqual({ expected: 0.5, low: 0.5, high: 0.5 });
  const rare = shareIntervalOf({ mean: 0.0003, variance: 0.0003 / 1000 }, 1000);
  expect([rare.low, rare.high]).toEqual([0, 0.0025]);
  expect(shareIntervalOf({ mean: 0.9, variance: 0.04 }, 3).high).toBe(1);
  expect(fractionIntervalOf({ mean: 0.9, variance: 0.04 }).high).toBeLessThanOrEqual(1);
  expect(realIntervalOf({ mean: 2, variance: 0 })).toEqual({ expected: 2, low: 2, high: 2 });
  const { low, high } = realIntervalOf({ mean: 100, variance: 1 });
  expect([low, high].map((bound) => Number(bound.toFixed(1)))).toEqual([98, 102]);
});
