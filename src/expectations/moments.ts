// Means and variances of lengths, and the intervals that follow from them. No model, no files.

/** Mean and variance of a quantity. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** An expected number and the interval that holds it with probability .95; never below 0. */
export interface Interval {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % of a normal. */
const z95 = 1.959964;

export const fixed = (length: number): Moments => ({ mean: length, variance: 0 });

/** The sum of independent quantities. */
export function sumOf(...parts: readonly Moments[]): Moments {
  return {
    mean: parts.reduce((sum, part) => sum + part.mean, 0),
    variance: parts.reduce((sum, part) => sum + part.variance, 0),
  };
}

/** One of the values, by weight; weights need not sum to 1. All weights 0 give 0. */
export function mixtureOf(choices: readonly (readonly [weight: number, value: Moments])[]): Moments {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  if (total === 0) return fixed(0);
  const mean = choices.reduce((sum, [weight, value]) => sum + weight * value.mean, 0) / total;
  const squares =
    choices.reduce((sum, [weight, { mean: m, variance }]) => sum + weight * (variance + m * m), 0) / total;
  return { mean, variance: Math.max(0, squares - mean * mean) };
}

/** One of the numbers, each as likely. */
export function evenly(numbers: readonly number[]): Moments {
  return mixtureOf(numbers.map((number) => [1, fixed(number)]));
}

/** The sum over a random number of independent quantities of the same moments. */
export function compound(count: Moments, each: Moments): Moments {
  return {
    mean: count.mean * each.mean,
    variance: count.mean * each.variance + count.variance * each.mean * each.mean,
  };
}

/**
 * The 95 % interval of a count or size, in whole numbers. Quantiles of the gamma distribution of these moments
 * (Wilson and Hilferty 1931): the normal's for large counts, and to the right where a few customers decide.
 */
export function intervalOf({ mean, variance }: Moments): Interval {
  if (variance === 0 || mean === 0) return { expected: mean, low: mean, high: mean };
  const shape = (mean * mean) / variance;
  const quantile = (z: number): number => mean * Math.max(0, 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3;
  return { expected: mean, low: Math.floor(quantile(-z95)), high: Math.ceil(Math.max(mean, quantile(z95))) };
}
