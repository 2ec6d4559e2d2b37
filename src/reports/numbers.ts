// From counts of scaled integers to the summary of a column of numbers. Exact: no sampling, no order of rows.

import type { NumberSummary } from "./schemas.ts";
import { entriesOf, type Tally } from "./tally.ts";

export interface NumberScale {
  /** The tally holds values times 10^decimals. */
  readonly decimals: number;
  readonly unit: string | null;
  /** Width of a histogram's bin, in the tally's integers. */
  readonly width: number;
}

const percents = [1, 5, 25, 50, 75, 95, 99] as const;
const mostBins = 50;

/** The summary of a tally's values. */
export function summarise(tally: Tally, { decimals, unit, width }: NumberScale): NumberSummary {
  const entries = entriesOf(tally);
  const scale = 10 ** decimals;
  const count = entries.reduce((sum, [, times]) => sum + times, 0);
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) {
    const histogram = { width: width / scale, bins: [] };
    return { unit, count: 0, min: null, max: null, mean: null, standardDeviation: null, quantiles: {}, histogram };
  }
  const mean = entries.reduce((sum, [value, times]) => sum + value * times, 0) / count;
  const squares = entries.reduce((sum, [value, times]) => sum + (value - mean) * (value - mean) * times, 0);
  return {
    unit,
    count,
    min: first[0] / scale,
    max: last[0] / scale,
    mean: mean / scale,
    standardDeviation: Math.sqrt(squares / count) / scale,
    quantiles: quantilesOf(entries, count, scale),
    histogram: histogramOf(entries, width, scale),
  };
}

function quantilesOf(entries: readonly [number, number][], count: number, scale: number): Record<string, number> {
  const quantiles: Record<string, number> = {};
  let index = 0;
  let seen = entries[0]![1];
  for (const percent of percents) {
    // Whole numbers on both sides, so that no rounding moves a quantile.
    while (seen * 100 < percent * count) seen += entries[++index]![1];
    quantiles[(percent / 100).toFixed(2)] = entries[index]![0] / scale;
  }
  return quantiles;
}

function histogramOf(entries: readonly [number, number][], width: number, scale: number): NumberSummary["histogram"] {
  const first = entries[0]![0];
  const last = entries.at(-1)![0];
  const wide = binWidth(first, last, width);
  const base = Math.floor(first / wide);
  const counts = new Array<number>(Math.floor(last / wide) - base + 1).fill(0);
  for (const [value, times] of entries) counts[Math.floor(value / wide) - base]! += times;
  const bins = counts.map((count, index) => ({
    from: ((base + index) * wide) / scale,
    to: ((base + index + 1) * wide) / scale,
    count,
  }));
  return { width: wide / scale, bins };
}

/** The width, or the smallest of 2, 5, 10, 20, ... times it that needs no more bins than are shown. */
function binWidth(first: number, last: number, width: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) {
      const wide = width * power * step;
      if (Math.floor(last / wide) - Math.floor(first / wide) < mostBins) return wide;
    }
  }
}
