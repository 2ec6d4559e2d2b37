// What a session is watched on: mostly the customer's own device, else any by the device weights.

import { type ChoiceTable, choose, happens, threshold } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";

const parameters = {
  own: {
    kind: "number",
    default: 0.7,
    minimum: 0,
    maximum: 1,
    unit: "probability",
    meaning: "A session is watched on the customer's own device",
    source: "declared",
  },
} as const;

export interface PlaybackSampler {
  readonly key: StreamKey;
  readonly ownThreshold: number;
  readonly devices: ChoiceTable;
}

export function playbackSampler(
  key: StreamKey,
  values: ParameterValues<typeof parameters>,
  devices: ChoiceTable,
): PlaybackSampler {
  return { key, ownThreshold: threshold(values.own), devices };
}

/** Index into `devices` of a session's device, given the customer's own. */
export function sessionDevice(sampler: PlaybackSampler, own: number, head: number, tail: number): number {
  const { low, high } = sampler.key;
  if (happens(draw(low, high, head, tail, 0), sampler.ownThreshold)) return own;
  return choose(sampler.devices, draw(low, high, head, tail, 1));
}

export const playbackDevice = ruleCard({
  id: "playback-device",
  claim: "70 % of sessions are watched on the customer's own device, the others on any device by the device weights.",
  demand: false,
  governs: ["usage_logs.device"],
  parameters,
  note: "A declared rule.",
});
