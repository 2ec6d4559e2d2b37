// Literal copies of what usage must show: the window, when sessions happen, how much is watched and measured.

import { describe, expect, test } from "vitest";
import { binomialTails, negativeBinomialTails, twoSided } from "../../src/stats/count-tails.ts";
import type { Session, Subscription, WrittenWorld } from "./files.ts";
import { expectCounts, expectDistribution, expectPlausible, expectShare, expectSum, tally, upTo } from "./verdicts.ts";

const tiers = ["Basic", "Standard", "Premium"] as const;
type Tier = (typeof tiers)[number];
const weekdayRate: Readonly<Record<Tier, number>> = { Basic: 0.25, Standard: 0.5, Premium: 0.9 };
const abandoned: Readonly<Record<Tier, number>> = { Basic: 0.2, Standard: 0.12, Premium: 0.05 };
const skew: Readonly<Record<Tier, number>> = { Basic: 1, Standard: 2, Premium: 3 };
const ceiling: Readonly<Record<Tier, number>> = { Basic: 0.03, Standard: 0.05, Premium: 0.08 };
const hourWeights = {
  movie: [4, 2, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 8, 11, 13, 14, 12, 9, 6],
  music: [2, 1, 1, 1, 1, 2, 5, 7, 7, 6, 6, 6, 6, 6, 6, 6, 7, 7, 6, 5, 4, 4, 3, 2],
  podcast: [1, 1, 1, 1, 2, 5, 10, 12, 10, 6, 5, 4, 5, 5, 4, 4, 6, 8, 6, 4, 3, 2, 2, 1],
};

const isWeekend = (day: number): boolean => [0, 6].includes(new Date(day * 86_400_000).getUTCDay());
const weekendLift = (day: number): number => (isWeekend(day) ? 1.5 : 1);
const kept = (age: number): number => (age <= 14 ? 1 : Math.max(0.5, 2 ** (-(age - 14) / 30)));
const isActive = (one: Subscription, asOf: number): boolean => one.end === null || one.end > asOf;

/** The 60 days of the window with their relative density. */
function windowDays(asOf: number): { day: number; density: number }[] {
  return upTo(60).map((index) => {
    const day = asOf - 60 + index;
    return { day, density: weekendLift(day) * kept(asOf - day) };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Active subscriptions that began before the window: their sessions spread over all its days alike, whatever the persona. */
function wholeWindow({ sessionsOf, asOf }: WrittenWorld): [Subscription, readonly Session[]][] {
  return [...sessionsOf].filter(([one]) => isActive(one, asOf) && one.start <= asOf - 60);
}

function timingTests(world: () => WrittenWorld): void {
  test("usage lies in the 60 whole days before the as-of date and reaches both its ends", () => {
    const { sessions, asOf } = world();
    const days = tally(
      sessions.map((session) => session.day - (asOf - 60)),
      upTo(60),
    );
    expect(Math.min(...days)).toBeGreaterThan(0);
  });

  test("only subscriptions active at the as-of date have usage, and none before they start", () => {
    const { sessions, asOf } = world();
    expect(sessions.filter(({ subscription }) => !isActive(subscription, asOf))).toEqual([]);
    expect(sessions.filter((session) => session.day < session.subscription.start)).toEqual([]);
  });

  test("a day of the last 14 has 1.565 times as many sessions as one of the 46 before, weekends allowed for", () => {
    const { asOf } = world();
    const days = wholeWindow(world()).flatMap(([, sessions]) => sessions.map((session) => session.day));
    const recent = days.filter((day) => day >= asOf - 14).length;
    const weekdays = windowDays(asOf);
    const lift = (from: number, to: number): number => sum(weekdays.slice(from, to).map(({ day }) => weekendLift(day)));
    const ratio = recent / lift(46, 60) / ((days.length - recent) / lift(0, 46));
    // 250,000 sessions give the ratio a standard error of .007: .05 is seven of them.
    expect(Math.abs(ratio - 1.565)).toBeLessThan(0.05);
    const density = weekdays.map((one) => one.density);
    const share = sum(density.slice(46)) / sum(density);
    expectPlausible(twoSided(binomialTails(recent, days.length, share)), "share of the last 14 days");
  });

  test("Saturdays and Sundays have 1.5 times as many sessions", () => {
    const { asOf } = world();
    const days = wholeWindow(world()).flatMap(([, sessions]) => sessions.map((session) => session.day));
    const weekend = days.filter(isWeekend).length;
    const keptOn = (which: boolean): number =>
      sum(windowDays(asOf).flatMap(({ day }) => (isWeekend(day) === which ? [kept(asOf - day)] : [])));
    const lift = weekend / keptOn(true) / ((days.length - weekend) / keptOn(false));
    // As above: .05 is seven standard errors.
    expect(Math.abs(lift - 1.5)).toBeLessThan(0.05);
    const share = (1.5 * keptOn(true)) / (1.5 * keptOn(true) + keptOn(false));
    expectPlausible(twoSided(binomialTails(weekend, days.length, share)), "share of weekends");
    const daily = tally(
      days.map((day) => day - (asOf - 60)),
      upTo(60),
    );
    expectCounts(
      daily,
      windowDays(asOf).map(({ density }) => density),
      "sessions a day",
    );
  });

  test("sessions a weekday: Basic .25, Standard .50, Premium .90, times a persona that is Gamma of shape 2", () => {
    const { asOf } = world();
    const density = sum(windowDays(asOf).map((one) => one.density));
    const means: number[] = [];
    for (const tier of tiers) {
      const counts = wholeWindow(world()).flatMap(([one, sessions]) => (one.tier === tier ? [sessions.length] : []));
      const mean = weekdayRate[tier] * density;
      // A Poisson count with a Gamma(2) mean is negative binomial, and so is the sum of n of them, with shape 2n.
      const total = negativeBinomialTails(sum(counts), counts.length * mean, 2 * counts.length);
      expectPlausible(twoSided(total), `sessions of ${tier}: ${sum(counts)} of ${counts.length} subscriptions`);
      const cells = upTo(Math.ceil(mean * 6));
      const atMost = cells.map((count) => negativeBinomialTails(count, mean, 2).atMost);
      const weights = cells.map((cell) => (cell === cells.length - 1 ? 1 : atMost[cell]!) - (atMost[cell - 1] ?? 0));
      expectCounts(
        tally(
          counts.map((count) => Math.min(count, cells.length - 1)),
          cells,
        ),
        weights,
        `spread of ${tier}`,
      );
      means.push(sum(counts) / counts.length);
    }
    expect(means[0]!).toBeLessThan(means[1]!);
    expect(means[1]!).toBeLessThan(means[2]!);
  });

  test("a subscription that began within the window has the same rate from its start on", () => {
    const { asOf, sessionsOf } = world();
    const days = windowDays(asOf);
    let observed = 0;
    let mean = 0;
    let variance = 0;
    for (const [one, sessions] of sessionsOf) {
      if (!isActive(one, asOf) || one.start <= asOf - 60) continue;
      const expected =
        weekdayRate[one.tier as Tier] * sum(days.slice(one.start - (asOf - 60)).map((day) => day.density));
      observed += sessions.length;
      mean += expected;
      variance += expected + expected ** 2 / 2;
    }
    expectSum(observed, mean, variance, "sessions of young subscriptions");
  });

  test("hours follow the genre; minutes and seconds are uniform", () => {
    const { sessions } = world();
    for (const [genre, weights] of Object.entries(hourWeights)) {
      const ofGenre = sessions.filter((session) => session.title.genre === genre);
      expectCounts(
        tally(
          ofGenre.map((session) => Math.floor(session.second / 3600)),
          upTo(24),
        ),
        weights,
        `hours of ${genre}`,
      );
    }
    const even = upTo(60).map(() => 1);
    expectCounts(
      tally(
        sessions.map((session) => Math.floor(session.second / 60) % 60),
        upTo(60),
      ),
      even,
      "minutes",
    );
    expectCounts(
      tally(
        sessions.map((session) => session.second % 60),
        upTo(60),
      ),
      even,
      "seconds",
    );
  });
}

/** Watched hundredths of a minute over the title's: f. */
const fraction = (session: Session): number => session.watched / (session.title.tenths * 10);

function watchingTests(world: () => WrittenWorld): void {
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

function completionTests(world: () => WrittenWorld): void {
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

export function usageTests(world: () => WrittenWorld): void {
  describe("when", () => timingTests(world));
  describe("how much is watched", () => watchingTests(world));
  describe("what completion_rate says of it", () => completionTests(world));
}
