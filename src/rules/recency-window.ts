// Demanded: usage lies in the 60 whole days before the as-of date, with more in the last 14. Each candidate of an
// earlier day is kept or dropped by a draw of its own, so days can age without any row changing.

import { happens, threshold } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { ruleCard } from "./rule.ts";
import { windowDays } from "./world.ts";

const parameters = {
  floor: {
    kind: "number",
    default: 0.5,
    minimum: 0,
    maximum: 1,
    unit: "probability",
    meaning: "The least a candidate is kept with, however old",
    source: "declared",
  },
  halfLifeDays: {
    kind: "number",
    default: 30,
    minimum: 0.1,
    maximum: 10_000,
    unit: "days",
    meaning: "Beyond the last 14 days the keeping probability halves in this time, down to the floor",
    source: "declared",
  },
} as const;

/** Demanded: the days that are kept whole. */
export const recentDays = 14;

/** Probability that a candidate of this age (1..60 days) is kept. */
export function keepProbability(values: ParameterValues<typeof parameters>, age: number): number {
  if (age <= recentDays) return 1;
  // 2^(-x) as exp(-x ln 2): pow, whose last bits are the engine's own, is used nowhere.
  return Math.max(values.floor, Math.exp((-Math.LN2 * (age - recentDays)) / values.halfLifeDays));
}

export interface RecencySampler {
  readonly key: StreamKey;
  /** By age in days; ages 1..14 keep every word. */
  readonly thresholds: Float64Array;
}

export function recencySampler(key: StreamKey, values: ParameterValues<typeof parameters>): RecencySampler {
  const thresholds = Float64Array.from({ length: windowDays + 1 }, (_, age) => threshold(keepProbability(values, age)));
  return { key, thresholds };
}

/** True when a candidate survives on a day whose threshold is `keepThreshold`. */
export function isKept(key: StreamKey, keepThreshold: number, head: number, tail: number): boolean {
  return happens(draw(key.low, key.high, head, tail, 0), keepThreshold);
}

export const recencyWindow = ruleCard({
  id: "recency-window",
  claim:
    "Usage lies in the 60 UTC days before the as-of date; a session of age a is kept with probability 1 for a <= 14, else max(.5, 2^(-(a-14)/30)): about 1.56 times as many a day in the last 14 days as in the 46 before.",
  demand: true,
  governs: ["usage_logs.started_at", "usage_logs.usage_id"],
  parameters,
  note: "The window and the bias to the last 14 days are demanded; how fast older days thin out is declared.",
});
