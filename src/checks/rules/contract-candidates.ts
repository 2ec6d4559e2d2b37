// Which sessions of a day and shard have been seen, by customer and candidate number: bits for the first candidates of each
// customer, which nearly all are, and a table for the rest. In bounded memory, whatever the number of rows.

/** Candidates 1 to 8 of a customer have a bit: the cells of a million customers should fit into a processor's cache. */
const bits = 8;
/** So many marks are cleared one by one; after more, all cells are cleared at once. */
const fewMarks = 4096;

export class SeenCandidates {
  /** By customer, counted from 0 within the shard. */
  readonly #cells: Uint8Array;
  readonly #marked = new Int32Array(fewMarks);
  #marks = 0;
  readonly #rest = new PairSet();

  /** For shards of so many customers. */
  constructor(customers: number) {
    this.#cells = new Uint8Array(customers);
  }

  /**
   * Marks the candidates of rows `from` to `to - 1`, customers counted from `first`; the first row that was marked already, or
   * `to`. No branch depends on what a cell holds but one that is always taken the same way: the processor need not wait for it.
   */
  markRows(customers: Int32Array, candidates: Int32Array, from: number, to: number, first: number): number {
    const cells = this.#cells;
    const marked = this.#marked;
    let marks = this.#marks;
    let row = from;
    for (; row < to; row++) {
      const customer = customers[row]! - first;
      const candidate = candidates[row]!;
      if (candidate < 1 || candidate > bits || customer < 0 || customer >= cells.length) {
        if (!this.#rest.add(customer, candidate)) break;
        continue;
      }
      const cell = cells[customer]!;
      const bit = 1 << (candidate - 1);
      if ((cell & bit) !== 0) break;
      cells[customer] = cell | bit;
      if (marks < fewMarks) marked[marks] = customer;
      marks++;
    }
    this.#marks = marks;
    return row;
  }

  /** Forgets everything, in a time that the marks made since the last call have paid for. */
  clear(): void {
    if (this.#marks > fewMarks) this.#cells.fill(0);
    else for (let index = 0; index < this.#marks; index++) this.#cells[this.#marked[index]!] = 0;
    this.#marks = 0;
    this.#rest.clear();
  }
}

const smallestTable = 64;

/** A set of pairs of integers of 32 bits: open addressing, at most half full. */
class PairSet {
  /** Pairs side by side, the second plus 1: 0 there is an empty place. */
  #pairs = new Int32Array(2 * smallestTable);
  #count = 0;

  /** False when the pair was there already. */
  add(first: number, second: number): boolean {
    if (4 * (this.#count + 1) > this.#pairs.length) this.#grow();
    const stored = (second + 1) | 0;
    const at = this.#placeOf(first, stored);
    if (this.#pairs[at + 1] !== 0) return false;
    this.#pairs[at] = first;
    this.#pairs[at + 1] = stored;
    this.#count++;
    return true;
  }

  clear(): void {
    if (this.#count > 0) this.#pairs = new Int32Array(2 * smallestTable);
    this.#count = 0;
  }

  #grow(): void {
    const before = this.#pairs;
    this.#pairs = new Int32Array(2 * before.length);
    for (let at = 0; at < before.length; at += 2) {
      if (before[at + 1] === 0) continue;
      const place = this.#placeOf(before[at]!, before[at + 1]!);
      this.#pairs[place] = before[at]!;
      this.#pairs[place + 1] = before[at + 1]!;
    }
  }

  /** Where the pair is, or the empty place where it belongs. */
  #placeOf(first: number, stored: number): number {
    const pairs = this.#pairs;
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(stored, 0x85ebca6b);
    hash ^= hash >>> 15;
    let at = (2 * hash) & (pairs.length - 2);
    while (pairs[at + 1] !== 0 && (pairs[at] !== first || pairs[at + 1] !== stored)) at = (at + 2) & (pairs.length - 2);
    return at;
  }
}
