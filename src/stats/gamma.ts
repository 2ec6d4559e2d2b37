// The gamma function's logarithm and the regularised incomplete gamma functions, accurate in both far tails.
// Holds no distribution: chi-square, normal and Poisson build on it.

/** Both sides of a distribution at a point; they add up to 1, and the smaller one keeps its full precision. */
export interface TailPair {
  readonly lower: number;
  readonly upper: number;
}

const lanczosShift = 607 / 128;
const lanczos = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  0.00003399464998481189, 0.00004652362892704858, -0.00009837447530487956, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 0.00008441822398385275,
  -0.000026190838401581408, 0.0000036899182659531625,
];
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);
const tiny = 1e-300;
const epsilon = 1e-16;

/** log Γ(x) for x > 0, to about 1e-14 (Lanczos 1964, coefficients of P. Godfrey, 2001). Throws RangeError for x <= 0. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma needs x > 0, not ${x}`);
  let sum = 0;
  for (let index = lanczos.length - 1; index > 0; index--) sum += lanczos[index]! / (x + index);
  const shifted = x + lanczosShift + 0.5;
  return (x + 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + Math.log((sum + lanczos[0]!) / x);
}

/** log n! minus Stirling's formula, n > 0 (Loader 2000, "Fast and accurate computation of binomial probabilities"). */
export function stirlingError(n: number): number {
  if (n <= 15) return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - halfLogTwoPi;
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** x log(x / m) + m - x without cancellation near x = m (Loader's bd0); x >= 0, m > 0. */
export function devianceTerm(x: number, m: number): number {
  if (x === 0) return m;
  const difference = x - m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) - difference;
  const ratio = difference / (x + m);
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let j = 1; ; j++) {
    term *= ratio * ratio;
    const next = sum + term / (2 * j + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

/** x^a e^-x / Γ(a + 1), the Poisson density continued to real a > 0, without overflow (Loader 2000). */
function gammaTerm(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - devianceTerm(a, x)) / Math.sqrt(2 * Math.PI * a);
}

/**
 * P(a, x) as `lower` and Q(a, x) as `upper`, a > 0, x >= 0 (Abramowitz and Stegun 6.5.29 and 6.5.31).
 * The side away from the mean is computed directly, down to about 1e-300. Throws RangeError outside the domain.
 */
export function regularizedGamma(a: number, x: number): TailPair {
  if (!(a > 0 && x >= 0)) throw new RangeError(`regularizedGamma needs a > 0 and x >= 0, not ${a} and ${x}`);
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (x < a + 1) {
    const lower = Math.min(1, gammaTerm(a, x) * lowerSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, gammaTerm(a, x) * a * upperFraction(a, x));
  return { lower: 1 - upper, upper };
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * epsilon; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** The continued fraction of Γ(a, x) e^x x^-a by Lentz's method as modified by Thompson and Barnett (1986). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < 1_000_000; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = awayFromZero(numerator * d + b);
    c = awayFromZero(b + numerator / c);
    d = 1 / d;
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 2 * epsilon) break;
  }
  return value;
}

/** Keeps a denominator of Lentz's method from vanishing. */
export function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
