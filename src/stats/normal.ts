// The standard normal distribution: both tails at full precision, and the quantile.

import { regularizedGamma } from "./gamma.ts";

/** P(Z > z), accurate down to about 1e-300 (z = 37); Q(z) = Q(1/2, z^2/2) / 2, Abramowitz and Stegun 26.2.29. */
export function normalSurvival(z: number): number {
  if (Number.isNaN(z)) throw new RangeError("normalSurvival needs a number, not NaN");
  const { lower, upper } = regularizedGamma(0.5, (z * z) / 2);
  return z >= 0 ? upper / 2 : 0.5 + lower / 2;
}

/** P(Z <= z). */
export function normalCdf(z: number): number {
  return normalSurvival(-z);
}

/** P(|Z| >= |z|). */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalSurvival(Math.abs(z)));
}

const central = {
  top: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  bottom: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};
const middle = {
  top: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  bottom: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const far = {
  top: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  bottom: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

function rational(form: { readonly top: readonly number[]; readonly bottom: readonly number[] }, x: number): number {
  return polynomial(form.top, x) / polynomial(form.bottom, x);
}

/**
 * The z with P(Z <= z) = p, to about 1e-15 (Wichura 1988, algorithm AS 241). For a small upper tail q use
 * `-normalQuantile(q)`, which keeps its precision. Throws RangeError unless 0 <= p <= 1.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile needs 0 <= p <= 1, not ${p}`);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const offset = p - 0.5;
  if (Math.abs(offset) <= 0.425) return offset * rational(central, 0.180625 - offset * offset);
  const root = Math.sqrt(-Math.log(offset < 0 ? p : 1 - p));
  const size = root <= 5 ? rational(middle, root - 1.6) : rational(far, root - 5);
  return offset < 0 ? -size : size;
}
