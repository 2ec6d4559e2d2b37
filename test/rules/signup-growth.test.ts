import { describe, expect, it } from "vitest";
import { unit } from "../../src/random/distributions.ts";
import { draw } from "../../src/random/substream.ts";
import { signupDay, signupGrowth, signupSampler } from "../../src/rules/signup-growth.ts";
import { dayNumber } from "../../src/rules/world.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { drawn, testKey } from "./draws.ts";

const key = testKey("signup-growth");
const sampler = signupSampler(key);
const anchor = dayNumber("2026-01-01");

describe("signupDay()", () => {
  it("gives day d of the 730 before the anchor iff (d/730)^(3/2) <= u < ((d+1)/730)^(3/2)", () => {
    const slack = 1e-9;
    const wrong = drawn(50_000, (head, tail) => {
      const u = unit(draw(key.low, key.high, head, tail, 0));
      const offset = signupDay(sampler, anchor, head, tail) - (anchor - 730);
      return u < (offset / 730) ** 1.5 - slack || u >= ((offset + 1) / 730) ** 1.5 + slack;
    }).filter(Boolean);
    expect(wrong).toEqual([]);
  });

  it("lies before the anchor for every customer, on any anchor", () => {
    for (const day of [dayNumber("2000-01-01"), anchor, dayNumber("2100-12-31")]) {
      const offsets = drawn(20_000, (head, tail) => signupDay(sampler, day, head, tail) - day);
      expect(Math.max(...offsets)).toBeLessThan(0);
      expect(Math.min(...offsets)).toBeGreaterThanOrEqual(-730);
    }
  });

  it("grows with the square root of time", () => {
    const offsets = drawn(300_000, (head, tail) => signupDay(sampler, 730, head, tail));
    const expected = upTo(730).map((day) => (day + 1) ** 1.5 - day ** 1.5);
    expectCounts(tally(offsets, upTo(730)), expected, "signups a day");
  });
});

describe("signup-growth", () => {
  it("has no parameters", () => {
    expect(signupGrowth.parameters).toEqual({});
  });
});
