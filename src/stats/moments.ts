// Count, mean and variance of values that are added one by one, or part by part from several scans.

export class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  /** Welford (1962): no cancellation, however far the values lie from 0. */
  add(value: number): void {
    this.#count++;
    const difference = value - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (value - this.#mean);
  }

  /** Takes another accumulator's values in, as if each had been added here (Chan, Golub and LeVeque 1979). */
  merge(other: Moments): void {
    const count = this.#count + other.#count;
    if (count === 0) return;
    const difference = other.#mean - this.#mean;
    this.#squares += other.#squares + (difference * difference * this.#count * other.#count) / count;
    this.#mean += (difference * other.#count) / count;
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  /** NaN before the first value. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#mean;
  }

  /** The sample variance, with n - 1 below the line; NaN for fewer than two values. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  /** Standard error of the mean; NaN for fewer than two values. */
  get standardError(): number {
    return Math.sqrt(this.variance / this.#count);
  }
}
