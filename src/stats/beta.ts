// The regularised incomplete beta function, accurate in both far tails and for parameters of many millions.
// Holds no distribution: the binomial and negative binomial tails build on it.

import { awayFromZero, devianceTerm, stirlingError, type TailPair } from "./gamma.ts";

/**
 * I_x(a, b) as `lower` and 1 - I_x(a, b) as `upper`; a, b > 0, 0 <= x <= 1 (DLMF 8.17.22).
 * `complement` is 1 - x, for callers who know it more exactly. Throws RangeError outside the domain.
 */
export function regularizedBeta(x: number, a: number, b: number, complement = 1 - x): TailPair {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
    throw new RangeError(`regularizedBeta needs a, b > 0 and 0 <= x <= 1, not ${a}, ${b} and ${x}`);
  }
  if (x === 0) return { lower: 0, upper: 1 };
  if (complement === 0) return { lower: 1, upper: 0 };
  if (x * (a + b + 2) <= a + 1) {
    const lower = Math.min(1, lowerTail(x, complement, a, b));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, lowerTail(complement, x, b, a));
  return { lower: 1 - upper, upper };
}

/** x^a (1-x)^b / (a B(a, b)) times the continued fraction; the front factor by Loader's saddle point, free of overflow. */
function lowerTail(x: number, complement: number, a: number, b: number): number {
  const total = a + b;
  const logFront =
    stirlingError(total) -
    stirlingError(a) -
    stirlingError(b) -
    devianceTerm(a, total * x) -
    devianceTerm(b, total * complement);
  return Math.exp(logFront) * Math.sqrt(b / (2 * Math.PI * a * total)) * continuedFraction(x, a, b);
}

/** Lentz's method as modified by Thompson and Barnett; it takes about sqrt(max(a, b)) steps. */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 1_000_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 3e-16) break;
  }
  return value;
}
