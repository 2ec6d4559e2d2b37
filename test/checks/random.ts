// Seeded uniforms for simulations of what is judged.
import { Substream, streamKey } from "../../src/random/substream.ts";

/** Uniforms on (0, 1), always the same for a name. */
export function uniforms(name: string): () => number {
  const stream = new Substream(streamKey("checks", "test", name)).at(1);
  let number = 0;
  return () => ((stream.word(number++) >>> 0) + 0.5) / 2 ** 32;
}

/** How often each cell is drawn in so many draws. */
export function drawnCells(draws: number, probabilities: readonly number[], uniform: () => number): number[] {
  const counts = probabilities.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    let left = uniform();
    let cell = 0;
    while (cell < counts.length - 1 && left >= probabilities[cell]!) left -= probabilities[cell++]!;
    counts[cell]!++;
  }
  return counts;
}

/** Probabilities of 0..n successes, by recurrence from the likeliest count outward; independent of the code under test. */
export function binomialMasses(n: number, p: number): number[] {
  return massesOf(n, Math.floor((n + 1) * p), (k) => ((n - k) / (k + 1)) * (p / (1 - p)));
}

/** Probabilities of 0..most of a negative binomial count of this mean and shape. */
export function negativeBinomialMasses(most: number, mean: number, shape: number): number[] {
  const proceed = mean / (shape + mean);
  return massesOf(most, Math.floor(mean), (k) => ((shape + k) / (k + 1)) * proceed);
}

function massesOf(most: number, mode: number, ratio: (k: number) => number): number[] {
  const masses = new Array<number>(most + 1).fill(0);
  masses[mode] = 1;
  for (let k = mode; k < most; k++) masses[k + 1] = masses[k]! * ratio(k);
  for (let k = mode; k > 0; k--) masses[k - 1] = masses[k]! / ratio(k - 1);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}
