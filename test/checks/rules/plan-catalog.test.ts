// plan-catalog: each of the four columns is judged alone, and prices by what the world declares.
import { describe, expect, it } from "vitest";
import { planCatalog } from "../../../src/checks/rules/plan-catalog.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, namesWith } from "./hand-made.ts";

const world = testWorld();
const declared = ["P1,Basic,7.99,1,HD", "P2,Standard,13.99,2,FHD", "P3,Premium,19.99,4,UHD"];

/** The declared plans with the second one replaced. */
const claimsWith = (second: string, of = world) => claimsOn(planCatalog, { plans: declared.with(1, second) }, of);

describe("the check of plan-catalog", () => {
  it("passes the plans as declared", () => {
    expect(linesOf(world, "plans")).toEqual(declared);
    const claims = claimsOn(planCatalog, { plans: declared }, world);
    expect(namesWith("pass", claims)).toEqual(["tiers", "prices", "streams", "resolutions"]);
    expect(claims.map(({ n }) => n)).toEqual([3, 3, 3, 3]);
  });

  it.each([
    ["P2,Standard,14.99,2,FHD", "prices", "14.99, not 13.99"],
    ["P2,Standard,13.99,3,FHD", "streams", "3, not 2"],
    ["P2,Standard,13.99,2,UHD", "resolutions", "UHD, not FHD"],
    ["P2,Premium,19.99,4,UHD", "tiers", "Premium, not Standard"],
  ])("fails %s for its %s alone", (row, name, found) => {
    const claims = claimsWith(row);
    expect(namesWith("fail", claims)).toEqual([name]);
    expect(claimOf(claims, name).offenders).toEqual([{ rangeStart: 0, row: 1, key: "P2", found }]);
  });

  it("judges prices by the override, in whole cents", () => {
    const dear = testWorld({ behaviour: { "plan-catalog": { prices: { Standard: 15.499 } } } });
    expect(namesWith("fail", claimsWith("P2,Standard,15.50,2,FHD", dear))).toEqual([]);
    expect(namesWith("fail", claimsWith("P2,Standard,13.99,2,FHD", dear))).toEqual(["prices"]);
  });
});
