import { describe, expect, it } from "vitest";
import { devices, regions } from "../../src/datasets.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import {
  deviceChoice,
  homeSampler,
  homeState,
  primaryDevice,
  regionAndDevice,
} from "../../src/rules/region-and-device.ts";
import { usStates } from "../../src/rules/us-states.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["region-and-device"];
const sampler = homeSampler(testKey("region-and-device"), defaults);

describe("usStates", () => {
  it("are the fifty states and DC, once each, by code, with 331,449,281 residents", () => {
    const codes = usStates.map((state) => state.code);
    expect(codes).toHaveLength(51);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(usStates.reduce((sum, state) => sum + state.population, 0)).toBe(331_449_281);
  });

  it("lie in the Census Bureau's regions", () => {
    const census = {
      Northeast: "CT MA ME NH NJ NY PA RI VT",
      Midwest: "IA IL IN KS MI MN MO ND NE OH SD WI",
      South: "AL AR DC DE FL GA KY LA MD MS NC OK SC TN TX VA WV",
      West: "AK AZ CA CO HI ID MT NM NV OR UT WA WY",
    };
    const listed = Object.fromEntries(
      regions.map((region) => [
        region,
        usStates
          .filter((state) => state.region === region)
          .map((state) => state.code)
          .join(" "),
      ]),
    );
    expect(listed).toEqual(census);
  });

  it("have the residents that the 2020 census counted", () => {
    const residents = Object.fromEntries(usStates.map((state) => [state.code, state.population]));
    expect(residents).toMatchObject({ CA: 39_538_223, TX: 29_145_505, FL: 21_538_187, NY: 20_201_249, PA: 13_002_700 });
    expect(residents).toMatchObject({ WY: 576_851, VT: 643_077, DC: 689_545, AK: 733_391, ND: 779_094, SD: 886_667 });
  });
});

describe("homeState()", () => {
  it("draws states by population", () => {
    const states = drawn(400_000, (head, tail) => homeState(sampler, head, tail));
    const residents = usStates.map((state) => state.population);
    expectCounts(tally(states, upTo(51)), residents, "customers a state");
  });
});

describe("primaryDevice()", () => {
  it("draws devices by their shares", () => {
    const owned = drawn(200_000, (head, tail) => primaryDevice(sampler, head, tail));
    expectCounts(tally(owned, upTo(5)), [0.38, 0.3, 0.14, 0.1, 0.08], "customers a device");
  });

  it("does not depend on the state", () => {
    const cells = drawn(400_000, (head, tail) => {
      const region = regions.indexOf(usStates[homeState(sampler, head, tail)]!.region);
      return region * devices.length + primaryDevice(sampler, head, tail);
    });
    const residents = regions.map((region) =>
      usStates.filter((state) => state.region === region).reduce((sum, state) => sum + state.population, 0),
    );
    const expected = residents.flatMap((count) => devices.map((device) => count * defaults.deviceWeights[device]));
    expectCounts(tally(cells, upTo(20)), expected, "customers a region and device");
  });

  it("never draws a device of weight 0", () => {
    const weights = { smart_tv: 0, mobile: 0.5, web: 0, tablet: 0.5, game_console: 0 };
    const choice = { ...sampler, devices: deviceChoice({ deviceWeights: weights }) };
    const owned = new Set(drawn(10_000, (head, tail) => devices[primaryDevice(choice, head, tail)]));
    expect(owned).toEqual(new Set(["mobile", "tablet"]));
  });
});

describe("region-and-device", () => {
  it("has the declared device shares, each from 0 to 1", () => {
    expect(defaults).toEqual({
      deviceWeights: { smart_tv: 0.38, mobile: 0.3, web: 0.14, tablet: 0.1, game_console: 0.08 },
    });
    expect(boundsOf(regionAndDevice.parameters)).toEqual({ deviceWeights: [0, 1] });
  });

  it("refuses device shares that do not sum to 1, and says what they sum to", () => {
    const deviceWeights = { ...defaults.deviceWeights, mobile: 0.4 };
    const faults = regionAndDevice.impossible?.({ deviceWeights });
    expect(faults).toMatchObject([{ path: ["deviceWeights"] }]);
    expect(faults?.[0]?.detail).toContain("1.1");
  });
});
