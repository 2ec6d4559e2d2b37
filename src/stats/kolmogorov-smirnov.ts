// The one-sample Kolmogorov-Smirnov test of values against a continuous distribution.

import { logGamma } from "./gamma.ts";

export interface KolmogorovSmirnovResult {
  /** The largest distance between the sample's and the claimed distribution function. */
  readonly statistic: number;
  readonly pValue: number;
}

/** Tests values against the distribution function `cdf`; the values are copied, then sorted. Throws RangeError for none. */
export function kolmogorovSmirnovTest(
  values: ArrayLike<number>,
  cdf: (value: number) => number,
): KolmogorovSmirnovResult {
  const n = values.length;
  if (n === 0) throw new RangeError("kolmogorovSmirnovTest needs at least one value");
  const sorted = Float64Array.from(values).sort();
  let statistic = 0;
  for (let index = 0; index < n; index++) {
    const probability = cdf(sorted[index]!);
    statistic = Math.max(statistic, probability - index / n, (index + 1) / n - probability);
  }
  return { statistic, pValue: kolmogorovSmirnovSurvival(statistic, n) };
}

/** Above this n d^2 the two one-sided events are so rare together that twice one is the two-sided p (Simard 2011). */
const tailFrom = 2.2;
/** Up to this many values the one-sided tail is summed exactly. */
const exactUpTo = 100_000;

/**
 * P(D > d) for n values. Tail: twice the exact one-sided probability (Birnbaum and Tingey 1951), beyond 100,000 values its
 * expansion exp(-(6nd+1)^2/18n) (Maag and Dicaire 1971), within a twentieth at p = 1e-87. Elsewhere Kolmogorov's limit with Stephens' (1970) correction,
 * within about a hundredth for n >= 10.
 */
export function kolmogorovSmirnovSurvival(d: number, n: number): number {
  if (!(d >= 0 && d <= 1 && n >= 1)) throw new RangeError(`no Kolmogorov-Smirnov statistic: d = ${d}, n = ${n}`);
  if (d === 0) return 1;
  if (n * d * d < tailFrom) return kolmogorovLimit(d * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)));
  if (n <= exactUpTo) return Math.min(1, 2 * oneSidedTail(d, n));
  const shifted = 6 * n * d + 1;
  return 2 * Math.exp((-shifted * shifted) / (18 * n));
}

/** d * sum over j <= n(1-d) of C(n,j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j). */
function oneSidedTail(d: number, n: number): number {
  const last = Math.floor(n * (1 - d));
  const logFactorial = logGamma(n + 1);
  let sum = 0;
  for (let j = 0; j <= last; j++) {
    const left = 1 - d - j / n;
    if (left <= 0) continue;
    const logChoose = logFactorial - logGamma(j + 1) - logGamma(n - j + 1);
    sum += Math.exp(logChoose + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(left));
  }
  return d * sum;
}

/** P(K > x) of Kolmogorov's limit; for small x by its theta transform, which converges there. */
function kolmogorovLimit(x: number): number {
  if (x < 0.2) return 1;
  if (x < 1.18) {
    const y = Math.exp((-Math.PI * Math.PI) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * (y + y ** 9 + y ** 25 + y ** 49);
  }
  const y = Math.exp(-2 * x * x);
  return 2 * (y - y ** 4 + y ** 9 - y ** 16);
}
