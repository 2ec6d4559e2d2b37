import { describe, expect, it } from "vitest";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { isKept, keepProbability, recencySampler, recencyWindow } from "../../src/rules/recency-window.ts";
import { windowDays } from "../../src/rules/world.ts";
import { expectShare, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["recency-window"];
const sampler = recencySampler(testKey("recency-window"), defaults);
const ages = upTo(60).map((index) => index + 1);

describe("keepProbability()", () => {
  it.each([
    [1, 1],
    [14, 1],
    [15, 0.977159968434],
    [24, 0.793700525984],
    [44, 0.5],
    [45, 0.5],
    [60, 0.5],
  ])("at age %d is %d", (age, probability) => {
    expect(keepProbability(defaults, age)).toBeCloseTo(probability, 11);
  });

  it("makes the last 14 days about 1.56 times as dense as the 46 before", () => {
    const older = ages.filter((age) => age > 14).map((age) => keepProbability(defaults, age));
    expect(older).toHaveLength(46);
    expect(46 / older.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1.565, 3);
  });

  it("never rises with age and never leaves [floor, 1], at any bounds of its parameters", () => {
    for (const floor of [0, 0.3, 1]) {
      for (const halfLifeDays of [0.1, 30, 10_000]) {
        const kept = ages.map((age) => keepProbability({ floor, halfLifeDays }, age));
        expect(kept).toEqual([...kept].sort((a, b) => b - a));
        expect(kept.every((probability) => probability >= floor && probability <= 1)).toBe(true);
        expect(kept.slice(0, 14).every((probability) => probability === 1)).toBe(true);
      }
    }
  });
});

describe("isKept()", () => {
  it("keeps every candidate of the last 14 days", () => {
    for (const age of [1, 14]) {
      const threshold = sampler.thresholds[age]!;
      expect(drawn(20_000, (head, tail) => isKept(sampler.key, threshold, head, tail)).every(Boolean)).toBe(true);
    }
  });

  it.each([15, 29, 44, 60])("keeps the share that an age of %d days is due", (age) => {
    const kept = drawn(100_000, (head, tail) => isKept(sampler.key, sampler.thresholds[age]!, head, tail));
    expectShare(kept, Math.max(0.5, 2 ** (-(age - 14) / 30)), `age ${age}`);
  });

  it("drops no candidate that an older age keeps, so that days can age", () => {
    const keptAt = (age: number): boolean[] =>
      drawn(5000, (head, tail) => isKept(sampler.key, sampler.thresholds[age]!, head, tail));
    const [young, old] = [keptAt(20), keptAt(35)];
    expect(old.some((kept, index) => kept && !young[index])).toBe(false);
    expect(old.filter(Boolean).length).toBeLessThan(young.filter(Boolean).length);
  });
});

describe("recency-window", () => {
  it("has a floor of .5 and a half-life of 30 days over the demanded 60 days", () => {
    expect(defaults).toEqual({ floor: 0.5, halfLifeDays: 30 });
    expect(boundsOf(recencyWindow.parameters)).toEqual({ floor: [0, 1], halfLifeDays: [0.1, 10_000] });
    expect(windowDays).toBe(60);
    expect(recencyWindow.demand).toBe(true);
  });
});
