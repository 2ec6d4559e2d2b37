// The share of a kind among rows that are drawn one by one.

import { type Interval, shareIntervalOf } from "../../../expectations/moments.ts";

/** Each of the rows is of the kind with this probability; without rows there is nothing that could vary. */
export function independentShare(probability: number, rows: number): Interval {
  if (rows === 0) return { expected: probability, low: probability, high: probability };
  return shareIntervalOf({ mean: probability, variance: (probability * (1 - probability)) / rows }, rows);
}
