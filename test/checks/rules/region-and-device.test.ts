// region-and-device: shares as declared pass, others fail, and a state beside the wrong region is named.
import { describe, expect, it } from "vitest";
import { regionAndDevice } from "../../../src/checks/rules/region-and-device.ts";
import { usStates } from "../../../src/rules/us-states.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, claimsOnCounts, namesWith } from "./hand-made.ts";

const world = testWorld({ customers: 1000 });
const residents = usStates.reduce((sum, { population }) => sum + population, 0);
const declared = [0.38, 0.3, 0.14, 0.1, 0.08];

function judged(customers: number, devices: readonly number[], populations: readonly number[], of = world) {
  const total = populations.reduce((sum, population) => sum + population, 0);
  const counts = {
    byState: Uint32Array.from(populations, (population) => Math.round((customers * population) / total)),
    byDevice: Uint32Array.from(devices, (share) => Math.round(customers * share)),
    rows: Float64Array.of(customers),
  };
  return claimsOnCounts(regionAndDevice, "customers", counts, of, ["region"]);
}

describe("the check of region-and-device", () => {
  const populations = usStates.map(({ population }) => population);

  it("passes 20,000 customers spread as declared", () => {
    expect(residents).toBe(331_449_281);
    expect(namesWith("pass", judged(20_000, declared, populations))).toEqual(["region", "states", "devices"]);
  });

  it("fails states that all have as many customers, and devices that are all as frequent", () => {
    const evenly = usStates.map(() => 1);
    expect(namesWith("fail", judged(20_000, declared, evenly))).toEqual(["states"]);
    expect(namesWith("fail", judged(20_000, [0.2, 0.2, 0.2, 0.2, 0.2], populations))).toEqual(["devices"]);
  });

  it("judges by overridden weights, also where one device is all there is", () => {
    const none = { smart_tv: 0, mobile: 0, web: 0, tablet: 0, game_console: 0 };
    const only = testWorld({ behaviour: { "region-and-device": { deviceWeights: { ...none, web: 1 } } } });
    expect(namesWith("pass", judged(20_000, [0, 0, 1, 0, 0], populations, only))).toContain("devices");
    expect(namesWith("fail", judged(20_000, [0.001, 0, 0.999, 0, 0], populations, only))).toEqual(["devices"]);
    const two = testWorld({
      behaviour: { "region-and-device": { deviceWeights: { ...none, web: 0.5, tablet: 0.5 } } },
    });
    expect(namesWith("pass", judged(20_000, [0, 0, 0.5, 0.5, 0], populations, two))).toContain("devices");
    expect(namesWith("fail", judged(20_000, [0, 0.0001, 0.5, 0.4999, 0], populations, two))).toEqual(["devices"]);
  });

  it("names states that are none or stand beside another region", () => {
    const rows = ["TX,South", "TX,West", "PR,South", "DC,South"].map(
      (home, index) => `C00000000${index + 1},A,B,a.b.${index + 1}@example.com,1980,${home},web,2025-01-01`,
    );
    const { offenders } = claimOf(claimsOn(regionAndDevice, { customers: rows }, world), "region");
    expect(offenders.map(({ key, found }) => `${key}: ${found}`)).toEqual([
      "C000000002: state TX in region West",
      "C000000003: state PR in region South",
    ]);
  });

  it("fails nothing in a generated world", () => {
    expect(
      namesWith("fail", claimsOn(regionAndDevice, { customers: linesOf(world, "customers") }, world, 300)),
    ).toEqual([]);
  });
});
