// Where customers live and what they watch on: states by census population, and each one's primary device.
// Declared, not demanded.

import { devices } from "../datasets.ts";
import { type ChoiceTable, choiceTable, choose } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { mustSumToOne, ruleCard } from "./rule.ts";
import { usStates } from "./us-states.ts";

const parameters = {
  deviceWeights: {
    kind: "record",
    default: { smart_tv: 0.38, mobile: 0.3, web: 0.14, tablet: 0.1, game_console: 0.08 },
    minimum: 0,
    maximum: 1,
    unit: "share",
    meaning: "Share of customers by primary device; must sum to 1",
    source: "declared",
  },
} as const;

export interface HomeSampler {
  readonly key: StreamKey;
  readonly states: ChoiceTable;
  readonly devices: ChoiceTable;
}

export function homeSampler(key: StreamKey, values: ParameterValues<typeof parameters>): HomeSampler {
  return { key, states: choiceTable(usStates.map((state) => state.population)), devices: deviceChoice(values) };
}

/** The weighted choice of a device, as an index into `devices`. */
export function deviceChoice(values: ParameterValues<typeof parameters>): ChoiceTable {
  return choiceTable(devices.map((device) => values.deviceWeights[device]));
}

/** Index into `usStates` of a customer's home. */
export function homeState(sampler: HomeSampler, head: number, tail: number): number {
  return choose(sampler.states, draw(sampler.key.low, sampler.key.high, head, tail, 0));
}

/** Index into `devices` of a customer's primary device. */
export function primaryDevice(sampler: HomeSampler, head: number, tail: number): number {
  return choose(sampler.devices, draw(sampler.key.low, sampler.key.high, head, tail, 1));
}

export const regionAndDevice = ruleCard({
  id: "region-and-device",
  claim:
    "State by 2020 census population over the fifty states and DC, region the state's Census region; primary device by declared shares.",
  demand: false,
  governs: ["customers.state", "customers.region", "customers.device"],
  parameters,
  note: "Populations are those of the 2020 census (P.L. 94-171); the device shares are declared.",
  impossible: (values) => mustSumToOne(["deviceWeights"], values.deviceWeights),
});
