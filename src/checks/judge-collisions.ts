// Judging how evenly a total spreads over cells whose probabilities are known and whose order is not: by the chance that two
// draws fall on the same cell, which no order of the cells changes.

import { type BoundedQuestion, bernsteinHalfWidth, judgeBounded } from "./judge-sum.ts";
import { type Judgement, type Limits, undecided } from "./judgement.ts";

export interface CollisionsQuestion extends Limits {
  readonly statistic: string;
  readonly counts: ArrayLike<number>;
  /** Of the cells in any order; they sum to 1. */
  readonly probabilities: ArrayLike<number>;
}

/** Judges the share of pairs of draws that fall on the same cell: an unbiased estimate of the sum of squared probabilities. */
export function judgeCollisions({ statistic, counts, probabilities, ...limits }: CollisionsQuestion): Judgement {
  const draws = sumOfPowers(counts, 1);
  if (draws < 2) return undecided(statistic, draws, limits, "There are no two rows to compare.");
  const pairs = draws * (draws - 1);
  const expected = sumOfPowers(probabilities, 2);
  const observed = (sumOfPowers(counts, 2) - draws) / pairs;
  const moments = momentsOf(probabilities, expected);
  const question: BoundedQuestion = {
    statistic,
    n: draws,
    observed,
    expected,
    // Hoeffding (1948): the variance of a mean over pairs.
    standardError: Math.sqrt((4 * (draws - 2) * moments.variance + 2 * expected * (1 - expected)) / pairs),
    halfWidth: (error) => collisionHalfWidth(draws, expected, moments, error),
    effectSize: expected === 0 ? 0 : observed / expected - 1,
    ...limits,
  };
  return judgeBounded(question);
}

interface ProbabilityMoments {
  /** Of the probability of the cell that a draw falls on. */
  readonly variance: number;
  readonly least: number;
  readonly largest: number;
}

function momentsOf(probabilities: ArrayLike<number>, expected: number): ProbabilityMoments {
  let [least, largest] = [1, 0];
  for (let cell = 0; cell < probabilities.length; cell++) {
    least = Math.min(least, probabilities[cell]!);
    largest = Math.max(largest, probabilities[cell]!);
  }
  return { variance: Math.max(0, sumOfPowers(probabilities, 3) - expected * expected), least, largest };
}

/**
 * d such that P(|D - theta| >= d) <= error, theta being the expectation, for n draws. With counts N = n p + e, the number of
 * equal pairs is n^2 theta + 2n sum(p e) + |e|^2 - n. The middle is a sum of n independent terms: Bernstein, for half of the
 * error. |e| is the norm of a sum of independent vectors e_X - p, of length at most b and variance at most s^2 in any one
 * direction: for the other half, |e| <= R + sqrt(2 (n s^2 + 2 b R) x) + b x / 3 with R^2 = n (1 - theta) = E|e|^2 (Bousquet 2002;
 * Boucheron, Lugosi and Massart 2013, theorem 12.5). Below its mean |e|^2 can fall by no more than all of it.
 */
function collisionHalfWidth(
  draws: number,
  theta: number,
  { variance, least, largest }: ProbabilityMoments,
  error: number,
): number {
  const pairs = draws * (draws - 1);
  const linear = bernsteinHalfWidth(draws * variance, Math.max(largest - theta, theta - least), error / 2);
  const exponent = Math.log(2 / error);
  const mean = draws * (1 - theta);
  const root = Math.sqrt(mean);
  const longest = Math.sqrt(Math.max(0, 1 - 2 * least + theta));
  const inDirection = draws * Math.min(largest, 1 - theta) + 2 * longest * root;
  const norm = root + Math.sqrt(2 * inDirection * exponent) + (longest * exponent) / 3;
  return (2 * draws * linear + Math.max(norm * norm - mean, mean)) / pairs;
}

function sumOfPowers(values: ArrayLike<number>, power: 1 | 2 | 3): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    sum += power === 1 ? value : power === 2 ? value * value : value * value * value;
  }
  return sum;
}
