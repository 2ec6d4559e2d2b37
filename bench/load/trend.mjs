// Does a series rise? Robust against single outliers and against a saw-tooth, and with no clock or process of its own.

/** Blocks that a series is cut into after its warm-up; each is reduced to one number. */
const blocks = 15;
/** Mann-Kendall's z from which a rise is more than chance: one in 2,000. */
const significant = 3.3;
/** A rise over the whole window that counts, as a share of the median. */
const relevant = 0.1;

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * `reduce` makes one number of a block: the median, or the least for a heap that grows until it is collected.
 * Rises when Mann-Kendall's test says so and the Theil-Sen slope adds up to a tenth over the window.
 */
export function trendOf(values, reduce = median) {
  const settled = values.slice(Math.floor(values.length / 4));
  const size = settled.length / blocks;
  const points = Array.from({ length: blocks }, (_, block) =>
    reduce(
      settled.slice(Math.floor(block * size), Math.max(Math.floor((block + 1) * size), Math.floor(block * size) + 1)),
    ),
  );
  const slopes = [];
  let sign = 0;
  for (let later = 1; later < blocks; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const rise = points[later] - points[earlier];
      sign += Math.sign(rise);
      slopes.push(rise / (later - earlier));
    }
  }
  const z = sign / Math.sqrt((blocks * (blocks - 1) * (2 * blocks + 5)) / 18);
  const growth = (median(slopes) * (blocks - 1)) / median(points);
  return {
    first: points[0],
    last: points.at(-1),
    most: Math.max(...values),
    growth,
    z,
    rises: z > significant && growth > relevant,
  };
}
