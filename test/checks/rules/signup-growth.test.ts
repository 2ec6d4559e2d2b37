// signup-growth: signups that are as declared pass, others fail, and one outside of the 730 days is named.
import { describe, expect, it } from "vitest";
import { signupGrowth } from "../../../src/checks/rules/signup-growth.ts";
import { isoDate } from "../../../src/rules/world.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, claimsOnCounts, namesWith } from "./hand-made.ts";

const world = testWorld({ customers: 1000 });
const days = 730;

/** Signups a day of so many customers, the share by the end of day d being ((d + 1) / 730)^power. */
function signups(customers: number, power: number): Uint32Array {
  const by = (day: number): number => Math.round(customers * (day / days) ** power);
  return Uint32Array.from({ length: days }, (_, day) => by(day + 1) - by(day));
}

const judged = (byDay: Uint32Array) => claimsOnCounts(signupGrowth, "customers", { byDay }, world, ["period"]);

describe("the check of signup-growth", () => {
  it("passes 20,000 signups exactly as declared", () => {
    const claims = judged(signups(20_000, 1.5));
    expect(namesWith("pass", claims)).toEqual(["period", "recent-year", "growth"]);
    expect(claimOf(claims, "recent-year").expected).toBeCloseTo(1 - Math.sqrt(1 / 8), 12);
    expect(claimOf(claims, "growth").observed).toBeLessThan(0.01);
  });

  it("fails 20,000 signups that are as many every day", () => {
    const claims = judged(signups(20_000, 1));
    expect(namesWith("fail", claims)).toEqual(["recent-year", "growth"]);
    expect(claimOf(claims, "recent-year").observed).toBe(0.5);
  });

  it("fails the growth alone when the last year has its share but gets it on one day", () => {
    const byDay = signups(20_000, 1.5);
    const recent = byDay.subarray(365).reduce((sum, count) => sum + count, 0);
    byDay.fill(0, 365)[days - 1] = recent;
    expect(namesWith("fail", judged(byDay))).toEqual(["growth"]);
  });

  it("is undecided on a hundred customers, and on none", () => {
    expect(namesWith("undecided", judged(signups(100, 1.5)))).toEqual(["recent-year", "growth"]);
    expect(namesWith("undecided", judged(new Uint32Array(days)))).toEqual(["recent-year", "growth"]);
  });

  it("names customers who signed up on the anchor or more than 730 days before", () => {
    const row = (number: number, day: number): string =>
      `C00000000${number},A,B,a.b.${number}@example.com,1980,TX,South,web,${isoDate(day)}`;
    const { anchorDay } = world;
    const lines = [anchorDay, anchorDay - 1, anchorDay - days, anchorDay - days - 1].map((day, index) =>
      row(index + 1, day),
    );
    const { offenders, observed, n } = claimOf(claimsOn(signupGrowth, { customers: lines }, world), "period");
    expect([observed, n]).toEqual([2, 4]);
    expect(offenders.map(({ row: place, key }) => [place, key])).toEqual([
      [0, "C000000001"],
      [3, "C000000004"],
    ]);
    expect(offenders[0]!.found).toBe("signup_date 2026-01-01, not 2024-01-02 to 2025-12-31");
  });

  it("fails nothing in a generated world", () => {
    expect(namesWith("fail", claimsOn(signupGrowth, { customers: linesOf(world, "customers") }, world, 300))).toEqual(
      [],
    );
  });
});
