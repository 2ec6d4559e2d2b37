// The named scenarios: requests that can be, and data that shows what each one says.
import { Value } from "typebox/value";
import { describe, expect, test } from "vitest";
import { tiers } from "../../src/datasets.ts";
import { expectedAnswers } from "../../src/expectations/key.ts";
import type { Interval } from "../../src/expectations/moments.ts";
import { dayWeights } from "../../src/expectations/sessions.ts";
import { subscriberRecursion } from "../../src/expectations/subscribers.ts";
import { behaviourFaults, behaviourWith, canonicalOverrides } from "../../src/rules/index.ts";
import type { World } from "../../src/rules/world.ts";
import { type ScenarioName, scenarioNames, scenarioOf, scenarios } from "../../src/scenarios/index.ts";
import { BehaviourRequest } from "../../src/spec/request.ts";
import { type Answer, observedAnswers } from "../expectations/observed-answers.ts";
import { linesOf, testWorld } from "../worlds.ts";

describe("scenarios", () => {
  test("have names of their own, in lower case with dashes, and at least seven of them", () => {
    expect(new Set(scenarioNames).size).toBe(scenarios.length);
    expect(scenarios.length).toBeGreaterThanOrEqual(7);
    for (const name of scenarioNames) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test("behave each in a way of its own, other than the default", () => {
    const behaviours = scenarios.map(({ behaviour }) => JSON.stringify(canonicalOverrides(behaviour)));
    expect(new Set([...behaviours, "{}"]).size).toBe(scenarios.length + 1);
  });

  test.each(scenarios)(
    "$name holds overrides that the request's schema admits and that can be, and nothing else",
    ({ behaviour }) => {
      expect([...Value.Errors(BehaviourRequest, behaviour)]).toEqual([]);
      expect(behaviourFaults(behaviourWith(behaviour))).toEqual([]);
      // What equals a default says nothing.
      expect(canonicalOverrides(behaviour)).toEqual(behaviour);
    },
  );

  test.each(scenarios)("$name says what it shows and where to look, in sentences", ({ summary, lookAt }) => {
    for (const text of [summary, lookAt]) expect(text).toMatch(/^\S.{30,}[^.]\.$/);
  });
});

test("scenarioOf() finds each by its name", () => {
  for (const { name } of scenarios) expect(scenarioOf(name).name).toBe(name);
  expect(() => scenarioOf("calm" as ScenarioName)).toThrow(RangeError);
});

/** A statistic of the files: what is expected of a world, and what its files say. */
interface Statistic {
  readonly expected: (world: World) => Interval;
  readonly observed: (world: World) => number;
}

/** The statistic at a place of the expected-answer key. */
function answerAt(...path: readonly (string | number)[]): Statistic {
  const at = (tree: unknown): unknown =>
    path.reduce((part, step) => (part as Record<string | number, unknown>)[step], tree);
  return {
    expected: (world) => at(expectedAnswers(world, [])) as Interval,
    observed: (world) => at(observedAnswers(world)) as Answer as number,
  };
}

/** Subscribers without a session: P(no session) of a load L and a persona Gamma(k, mean 1) is (k / (k + L))^k. */
const silentSubscribers: Statistic = {
  expected: (world) => {
    const { rate, shape } = world.behaviour["session-rate"];
    const { active, days } = subscriberRecursion(world);
    const weights = [...dayWeights(world)];
    const probability = tiers.reduce((sum, tier, code) => {
      const silent = active[code]!.map((mass, start) => {
        const load = weights.slice(Math.max(0, start - (days - 60))).reduce((total, weight) => total + weight, 0);
        return mass * (shape / (shape + rate[tier] * load)) ** shape;
      });
      return sum + silent.reduce((total, part) => total + part, 0);
    }, 0);
    const [mean, error] = [world.customers * probability, Math.sqrt(world.customers * probability * (1 - probability))];
    return { expected: mean, low: mean - 1.96 * error, high: mean + 1.96 * error };
  },
  observed: (world) => {
    const subscribers = linesOf(world, "subscriptions").filter((line) => !line.includes(",ended,")).length;
    return subscribers - new Set(linesOf(world, "usage_logs").map((line) => line.split(",", 2)[1])).size;
  },
};

const shown: Record<ScenarioName, readonly [direction: "more" | "fewer", Statistic]> = {
  "churn-crisis": ["more", answerAt("subscriptions", "byStatus", "ended")],
  "winback-campaign": ["more", answerAt("subscriptions", "byChangeType", "winback")],
  "premium-launch": ["more", answerAt("subscriptions", "subscribersByTier", "Premium")],
  "podcast-boom": ["more", answerAt("sessions", "byGenre", "podcast", "share")],
  "weekend-binge": ["more", answerAt("sessions", "ratios", "weekend", "last14Days")],
  "night-owls": ["more", answerAt("sessions", "byGenreAndHour", "movie", 1)],
  blockbuster: ["more", answerAt("topTitlesByGenre", "movie", 0, "share")],
  "power-users": ["more", silentSubscribers],
  "noisy-telemetry": ["more", answerAt("watchingByTier", "Premium", "completionRate", "exactlyOne")],
  "flat-week": ["fewer", answerAt("sessions", "ratios", "weekend", "window")],
};

// The dividing line lies as many standard errors from what the default leads one to expect as from what the scenario does: at least 5, so that
// right data fall on the wrong side of it with probability below 3e-7 a world, 6e-6 over all twenty.
test.each(scenarioNames)("%s shows in the data of 500 customers as its sentence says", (name) => {
  const [direction, { expected, observed }] = shown[name];
  const [usual, changed] = [{}, scenarioOf(name).behaviour].map((behaviour) =>
    testWorld({ customers: 500, content: 100, behaviour, seed: "scenario" }),
  ) as [World, World];
  const [before, after] = [expected(usual), expected(changed)];
  const [errorBefore, errorAfter] = [before, after].map(({ low, high }) => (high - low) / 2 / 1.96) as [number, number];
  const distance = (after.expected - before.expected) / (errorBefore + errorAfter);
  expect(direction === "more" ? distance : -distance).toBeGreaterThan(5);
  const line = before.expected + distance * errorBefore;
  const sides = [observed(usual) > line, observed(changed) > line];
  expect(sides).toEqual(direction === "more" ? [false, true] : [true, false]);
});
