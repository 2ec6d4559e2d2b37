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

/** The z quantile of the gamma distribution of these moments (Wilson and Hilferty 1931); both above 0. */
function gammaQuantile({ mean, variance }: Moments, z: number): number {
  const shape = (mean * mean) / variance;
  return mean * Math.max(0, 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3;
}

/**
 * The 95 % interval of a count or size, in whole numbers. Quantiles of the gamma distribution of these moments: the
 * normal's for large counts, and to the right where a few customers decide.
 */
export function intervalOf(moments: Moments): Interval {
  const { expected, low, high } = realIntervalOf(moments);
  if (low === high) return { expected, low, high };
  return { expected, low: Math.floor(low), high: Math.ceil(high) };
}

/** As `intervalOf`, of a positive quantity that need not be whole: a mean or a ratio. */
export function realIntervalOf(moments: Moments): Interval {
  const { mean, variance } = moments;
  // The square of a mean that small is no number, and nobody will see a row of it.
  if (variance <= 0 || mean * mean === 0) return { expected: mean, low: mean, high: mean };
  return { expected: mean, low: gammaQuantile(moments, -z95), high: Math.max(mean, gammaQuantile(moments, z95)) };
}

/**
 * As `intervalOf`, of the share of a kind among about so many rows: the gamma's quantiles on the side of the smaller part, within 0
 * and 1. The kind has a whole number of rows, so the bounds are taken outwards to the next one and half a row on, as the number
 * of all rows varies: what is expected once in a while may well not occur.
 */
export function shareIntervalOf({ mean, variance }: Moments, rows: number): Interval {
  if (mean > 0.5) {
    const { low, high } = shareIntervalOf({ mean: 1 - mean, variance }, rows);
    return { expected: mean, low: 1 - high, high: 1 - low };
  }
  const { low, high } = realIntervalOf({ mean, variance });
  if (low === high) return { expected: mean, low, high };
  const [fewest, most] = [Math.floor(low * rows) - 0.5, Math.ceil(high * rows) + 0.5];
  return { expected: mean, low: Math.max(0, fewest / rows), high: Math.min(1, most / rows) };
}

/** As `intervalOf`, of a mean of values from 0 to 1. */
export function fractionIntervalOf(moments: Moments): Interval {
  const { mean, variance } = moments;
  const { low, high } = realIntervalOf(mean > 0.5 ? { mean: 1 - mean, variance } : moments);
  return mean > 0.5
    ? { expected: mean, low: Math.max(0, 1 - high), high: Math.min(1, 1 - low) }
    : { expected: mean, low, high: Math.min(1, high) };
}

/** As `intervalOf`, of a binomial count: how many of `trials` independent ones, each with this probability. */
export function binomialIntervalOf(trials: number, probability: number): Interval {
  const within = Math.min(1, Math.max(0, probability));
  const variance = trials * within * (1 - within);
  if (within <= 0.5) {
    const { expected, low, high } = intervalOf({ mean: trials * within, variance });
    return { expected, low, high: Math.min(trials, high) };
  }
  const { low, high } = intervalOf({ mean: trials * (1 - within), variance });
  return { expected: trials * within, low: Math.max(0, trials - high), high: trials - low };
}
