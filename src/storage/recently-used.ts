// Values kept in memory up to a bound: what has gone unused for longest makes room. It never asks where a value comes from.

export class RecentlyUsed<V extends NonNullable<unknown>> {
  readonly #most: number;
  readonly #costOf: (value: V) => number;
  /** The one used last stands last. */
  readonly #kept = new Map<string, V>();
  #cost = 0;

  /** What it keeps costs no more than `most` in all; without `costOf` that is how many values. */
  constructor(most: number, costOf: (value: V) => number = () => 1) {
    this.#most = most;
    this.#costOf = costOf;
  }

  get(key: string): V | undefined {
    const value = this.#kept.get(key);
    if (value === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, value);
    return value;
  }

  /** The cost of a value must not change while it is kept. */
  set(key: string, value: V): void {
    this.#drop(key);
    this.#kept.set(key, value);
    this.#cost += this.#costOf(value);
    for (const unusedLongest of this.#kept.keys()) {
      if (this.#cost <= this.#most) break;
      this.#drop(unusedLongest);
    }
  }

  #drop(key: string): void {
    const value = this.#kept.get(key);
    if (value === undefined) return;
    this.#cost -= this.#costOf(value);
    this.#kept.delete(key);
  }
}
