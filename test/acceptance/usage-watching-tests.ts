// Literal copies of what sessions must watch, and what completion_rate must say of it.

import { expect, test } from "vitest";
import type { Session, WrittenWorld } from "./files.ts";
import { expectDistribution, expectShare } from "./verdicts.ts";

const tiers = ["Basic", "Standard", "Premium"] as const;
type Tier = (typeof tiers)[number];
const abandoned: Readonly<Record<Tier, number>> = { Basic: 0.2, Standard: 0.12, Premium: 0.05 };
const skew: Readonly<Record<Tier, number>> = { Basic: 1, Standard: 2, Premium: 3 };
const ceiling: Readonly<Record<Tier, number>> = { Basic: 0.03, Standard: 0.05, Premium: 0.08 };

/** Watched hundredths of a minute over the title's: f. */
const fraction = (session: Session): number => session.watched / (session.title.tenths * 10);

export function watchingTests(world: () => WrittenWorld): void {
  /** Movies only where the exact fraction matters: rounding to .01 minutes moves theirs by less than .0001. */
  const movies = (tier: Tier): Session[] =>
    world().sessions.filter((one) => one.subscription.tier === tier && one.title.genre === "movie");

  test("a session watches 25 to 100 % of its title, after rounding too", () => {
    const outside = world().sessions.filter(
      ({ watched, title }) => watched * 4 < title.tenths * 10 || watched > title.tenths * 10,
    );
    expect(outside).toEqual([]);
  });

  test("at least 70 % of Premium sessions watch 70 % or more: .745 of them; Standard .563, Basic .320", () => {
    const premium = world().sessions.filter((session) => session.subscription.tier === "Premium");
    const most = premium.filter((session) => fraction(session) >= 0.7).length / premium.length;
    expect(most).toBeGreaterThanOrEqual(0.7);
    for (const [tier, share] of [
      ["Premium", 0.7448],
      ["Standard", 0.5632],
      ["Basic", 0.32],
    ] as const) {
      expectShare(
        movies(tier).map((session) => fraction(session) >= 0.7),
        share,
        `${tier} watching 70 % or more`,
      );
    }
  });

  test("the fraction is U(.25, .40) with probability .20/.12/.05 by tier, else .25 + .75 times the largest of 1/2/3", () => {
    for (const tier of tiers) {
      const cdf = (f: number): number => {
        const early = Math.min(1, Math.max(0, (f - 0.25) / 0.15));
        const late = Math.min(1, Math.max(0, (f - 0.25) / 0.75)) ** skew[tier];
        return abandoned[tier] * early + (1 - abandoned[tier]) * late;
      };
      expectDistribution(movies(tier).map(fraction), cdf, `fractions of ${tier}`);
      expectShare(
        movies(tier).map((session) => fraction(session) < 0.4),
        cdf(0.4),
        `${tier} watching less than 40 %`,
      );
    }
  });
}

export function completionTests(world: () => WrittenWorld): void {
  const noise = (session: Session): number => session.completion / 10_000 - fraction(session);

  test("completion_rate stays within .05 and 1, and within the tier's ceiling of the watched fraction", () => {
    for (const session of world().sessions) {
      const c = ceiling[session.subscription.tier as Tier];
      if (session.completion < 500 || session.completion > 10_000) expect.fail(`${session.id} is out of bounds`);
      const least = Math.min(fraction(session) - c, 1 - 0.00005);
      const most = fraction(session) + c;
      const rate = session.completion / 10_000;
      // Half of the last of four decimals is rounding.
      if (rate < least - 0.000051 || rate > most + 0.000051) expect.fail(`${session.id} has too much noise`);
    }
  });

  test("the noise is uniform between minus and plus .03/.05/.08 by tier where the clip cannot reach it", () => {
    for (const tier of tiers) {
      const c = ceiling[tier];
      const free = world().sessions.filter((one) => one.subscription.tier === tier && fraction(one) + c < 0.9999);
      expectDistribution(free.map(noise), (value) => Math.min(1, Math.max(0, (value / c + 1) / 2)), `noise of ${tier}`);
    }
  });

  test("7.1 % of Premium sessions are exactly 1.0000", () => {
    const c = ceiling.Premium;
    // P(f + U(-c, c) >= 1 - half the last digit): the density of f at 1 - e is .95 * 3 / .75 * (1 - e / .75)^2.
    const reach = c + 0.00005;
    const share = ((0.95 * 4) / (2 * c)) * (reach ** 2 / 2 - reach ** 3 / 2.25 + reach ** 4 / 6.75);
    expect(share).toBeCloseTo(0.0708, 4);
    const premium = world().sessions.filter((session) => session.subscription.tier === "Premium");
    expectShare(
      premium.map((session) => session.completion === 10_000),
      share,
      "Premium at exactly 1.0000",
    );
  });
}
