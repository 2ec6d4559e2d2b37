// What the check of completion-noise counts. Everything is in ten-thousandths: x is what a row says was watched of its title,
// c its tier's ceiling; completion is x with noise of at most c, rounded, clipped. Sums are of whole numbers, so that they
// add up to the same in any order. Judges nothing.

import { nullValue } from "../../csv/columns.ts";
import type { UsageBatch } from "../../csv/scan-batch.ts";
import { tiers } from "../../datasets.ts";
import { fullCompletion, leastCompletion } from "../../rules/completion-noise.ts";
import type { World } from "../../rules/world.ts";
import type { CheckObserver } from "../check.ts";
import { usageKey } from "../keys.ts";
import { newObservation, type Offenders, offend } from "../observation.ts";
import type { ObserveContext, UsageRows } from "../rows.ts";
import { fourDecimals } from "../wording.ts";

/** Sums of fractions are kept in whole parts of this many. */
export const fractionParts = 2 ** 20;
/** Half a unit for rounding, and room for what binary makes of the quotients. */
const slack = 0.5 + 1e-6;
/** Below, the noise is less than what rounding makes of it. */
export const leastCeiling = 1;

/** Ceilings by tier code. */
export function ceilingsOf({ behaviour }: World): Float64Array {
  const { ceiling } = behaviour["completion-noise"];
  return Float64Array.from(tiers, (tier) => fullCompletion * ceiling[tier]);
}

/** Noise counted by tier lies from -reach to reach. */
export function reachOf(ceilings: Float64Array): number {
  return Math.ceil(Math.max(...ceilings)) + 2;
}

/** Rows near one end of the scale, by tier code: how many, how many at the end, and how many expected there. */
function endCounts() {
  return {
    near: new Uint32Array(tiers.length),
    at: new Uint32Array(tiers.length),
    expected: new Float64Array(tiers.length),
    variance: new Float64Array(tiers.length),
  };
}
type EndCounts = ReturnType<typeof endCounts>;

/** `parts` are the row's probability of being clipped: whole, so that a call passes no fraction, which V8 would allocate. */
function countEnd({ near, at, expected, variance }: EndCounts, code: number, parts: number, isAt: boolean): void {
  const p = Math.min(parts, fractionParts);
  near[code]!++;
  if (isAt) at[code]!++;
  expected[code]! += p;
  variance[code]! += Math.round((p * (fractionParts - p)) / fractionParts);
}

function named(end: "top" | "bottom", { near, at, expected, variance }: EndCounts) {
  return { [`${end}.near`]: near, [`${end}.at`]: at, [`${end}.expected`]: expected, [`${end}.variance`]: variance };
}

/** Empty tables for noise of so many units to either side. */
function completionTables(width: number) {
  return {
    rows: new Uint32Array(1),
    /** width * tier code + reach + (completion - x rounded up), of rows that no clip can reach. */
    noise: new Uint32Array(width * tiers.length),
    /** By tier code: of the same rows, x rounded up less x, in parts. */
    roundedUp: new Float64Array(tiers.length),
    top: endCounts(),
    bottom: endCounts(),
  };
}

export function observeCompletion({ world, rangeStart }: ObserveContext): CheckObserver<UsageRows> {
  const ceilings = ceilingsOf(world);
  const reach = reachOf(ceilings);
  const width = 2 * reach + 1;
  const { top, bottom, ...tables } = completionTables(width);
  const { rows, noise, roundedUp } = tables;
  const counts = { ...tables, ...named("top", top), ...named("bottom", bottom) };
  const observation = newObservation(counts, ["ceiling", "lower-clip"]);
  const { ceiling: beyond, "lower-clip": clipped } = observation.offenders;
  const observe = ({ batch, tier, tenths }: UsageRows): void => {
    const { watchedHundredths, completion } = batch;
    for (let row = 0; row < batch.rows; row++) {
      const code = tier[row]! - 1;
      const watched = watchedHundredths[row]!;
      const rate = completion[row]!;
      if (code < 0 || tenths[row]! <= 0 || watched === nullValue || rate === nullValue) continue;
      rows[0]!++;
      const x = (1000 * watched) / tenths[row]!;
      const c = ceilings[code]!;
      if (isBeyond(rate, x, c)) {
        offendRow(beyond!, rangeStart, batch, row, x, c);
        if (rate <= leastCompletion && x > leastCompletion + c) offendRow(clipped!, rangeStart, batch, row, x, c);
      }
      if (x >= leastCompletion + c + 1 && x <= fullCompletion - c - 1) {
        const up = Math.ceil(x);
        const index = rate - up + reach;
        if (index >= 0 && index < width) noise[code * width + index]!++;
        roundedUp[code]! += Math.floor((up - x) * fractionParts);
      } else if (c >= leastCeiling) {
        // Rounding reaches 1 from half a unit below it, and the least from half above.
        const toTop = Math.round(((x + c - fullCompletion + 0.5) / (2 * c)) * fractionParts);
        if (toTop > 0) countEnd(top, code, toTop, rate === fullCompletion);
        const toBottom = Math.round(((leastCompletion + 0.5 - x + c) / (2 * c)) * fractionParts);
        if (toBottom > 0) countEnd(bottom, code, toBottom, rate === leastCompletion);
      }
    }
  };
  return { observation, observe };
}

function isBeyond(rate: number, x: number, c: number): boolean {
  const noise = rate - x;
  if (noise <= c + slack && noise >= -c - slack && rate <= fullCompletion && rate >= leastCompletion) return false;
  // What was watched may itself lie off the scale, which is another rule's affair: its completion is clipped all the same.
  const clip = (value: number): number => Math.min(fullCompletion, Math.max(leastCompletion, value));
  return rate > clip(x + c + slack) || rate < clip(x - c - slack);
}

/** Apart from the loop, which would otherwise make a scope for every row. */
function offendRow(into: Offenders, rangeStart: number, batch: UsageBatch, row: number, x: number, c: number): void {
  offend(into, rangeStart, row, () => ({
    key: usageKey(batch, row),
    found: `completion ${fourDecimals(batch.completion[row]!)}, ${fourDecimals(x)} watched; the ceiling is ${fourDecimals(c)}`,
  }));
}
