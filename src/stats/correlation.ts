// Linear correlation of paired values.

import { normalTwoSided } from "./normal.ts";

/**
 * Pearson's r, from -1 to 1; NaN when either side is constant.
 * Throws RangeError for unequal lengths or fewer than two pairs.
 */
export function pearsonCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length || x.length < 2) {
    throw new RangeError(
      `pearsonCorrelation needs two lists of the same length of 2 or more: ${x.length}, ${y.length}`,
    );
  }
  let meanX = 0;
  let meanY = 0;
  let squaresX = 0;
  let squaresY = 0;
  let products = 0;
  for (let index = 0; index < x.length; index++) {
    const differenceX = x[index]! - meanX;
    const differenceY = y[index]! - meanY;
    meanX += differenceX / (index + 1);
    meanY += differenceY / (index + 1);
    squaresX += differenceX * (x[index]! - meanX);
    squaresY += differenceY * (y[index]! - meanY);
    products += differenceX * (y[index]! - meanY);
  }
  return Math.max(-1, Math.min(1, products / Math.sqrt(squaresX * squaresY)));
}

/** Two-sided p-value of r over `pairs` >= 4 independent pairs, by Fisher's (1921) z = atanh(r), normal with variance 1/(n-3). */
export function correlationPValue(r: number, pairs: number): number {
  if (!(pairs >= 4 && Math.abs(r) <= 1)) throw new RangeError(`no correlation: r = ${r} over ${pairs} pairs`);
  return normalTwoSided(Math.atanh(r) * Math.sqrt(pairs - 3));
}
