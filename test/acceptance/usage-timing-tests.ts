// Literal copies of when sessions must happen: the window, recency, weekends, rates, hours.

import { expect, test } from "vitest";
import { binomialTails, negativeBinomialTails, twoSided } from "../../src/stats/count-tails.ts";
import type { Session, Subscription, WrittenWorld } from "./files.ts";
import { expectCounts, expectPlausible, expectSum, tally, upTo } from "./verdicts.ts";

const tiers = ["Basic", "Standard", "Premium"] as const;
type Tier = (typeof tiers)[number];
const weekdayRate: Readonly<Record<Tier, number>> = { Basic: 0.25, Standard: 0.5, Premium: 0.9 };
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

export function timingTests(world: () => WrittenWorld): void {
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
