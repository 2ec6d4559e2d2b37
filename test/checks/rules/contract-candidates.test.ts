// Which candidates of a day have been seen: the same answers as a set of pairs gives, whatever is marked and cleared.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeenCandidates } from "../../../src/checks/rules/contract-candidates.ts";

/** Rows that were marked before, by a set of strings. */
function repeatedRows(customers: readonly number[], candidates: readonly number[]): number[] {
  const seen = new Set<string>();
  return customers.flatMap((customer, row) => {
    const key = `${customer} ${candidates[row]}`;
    if (seen.has(key)) return [row];
    seen.add(key);
    return [];
  });
}

function markedRows(
  seen: SeenCandidates,
  customers: readonly number[],
  candidates: readonly number[],
  first = 1,
): number[] {
  const lanes = [Int32Array.from(customers), Int32Array.from(candidates)] as const;
  const repeated: number[] = [];
  for (let row = seen.markRows(...lanes, 0, customers.length, first); row < customers.length; ) {
    repeated.push(row);
    row = seen.markRows(...lanes, row + 1, customers.length, first);
  }
  return repeated;
}

describe("SeenCandidates", () => {
  const row = fc.record({
    customer: fc.oneof(fc.integer({ min: -2, max: 30 }), fc.integer()),
    candidate: fc.oneof(fc.integer({ min: -1, max: 20 }), fc.constant(2_147_483_647)),
  });

  it("finds the rows that a set of pairs finds, day after day", () => {
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 200 }), { maxLength: 4 }), (days) => {
        const seen = new SeenCandidates(20);
        for (const rows of days) {
          const [customers, candidates] = [rows.map((each) => each.customer), rows.map((each) => each.candidate)];
          expect(markedRows(seen, customers, candidates)).toEqual(repeatedRows(customers, candidates));
          seen.clear();
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it("forgets a day of more marks than it keeps a list of, and numbers customers from the shard's first", () => {
    const seen = new SeenCandidates(10_000);
    const customers = Array.from({ length: 10_000 }, (_, index) => 1_048_577 + index);
    const candidates = customers.map(() => 1);
    expect(markedRows(seen, customers, candidates, 1_048_577)).toEqual([]);
    expect(markedRows(seen, customers, candidates, 1_048_577)).toHaveLength(10_000);
    seen.clear();
    expect(markedRows(seen, customers, candidates, 1_048_577)).toEqual([]);
  });
});
