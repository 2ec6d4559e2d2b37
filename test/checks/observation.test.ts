import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addObservation,
  newObservation,
  type Observation,
  offend,
  offendersNamed,
  totalOf,
} from "../../src/checks/observation.ts";

/** What a range of rows from a byte on would have made: so many rows counted, some of them broken, an edge. */
function observed(rangeStart: number, counts: readonly number[], broken: readonly number[]): Observation {
  const observation = newObservation({ small: Uint32Array.from(counts), large: Float64Array.from(counts) }, ["whole"]);
  for (const row of broken) {
    offend(observation.offenders["whole"]!, rangeStart, row, () => ({ key: `${rangeStart}-${row}`, found: "broken" }));
  }
  observation.edges.push({ rangeStart, first: [rangeStart], last: [rangeStart + 9], firstKey: `${rangeStart}` });
  return observation;
}

const ranges = fc.uniqueArray(
  fc.record({
    start: fc.nat(1000),
    counts: fc.tuple(fc.nat(1e6), fc.nat(1e6)),
    broken: fc.uniqueArray(fc.nat(50), { maxLength: 9 }).map((rows) => rows.sort((a, b) => a - b)),
  }),
  { selector: ({ start }) => start, minLength: 1, maxLength: 6 },
);

describe("addObservation()", () => {
  test("gives the same sum in any order and grouping, with the first broken rows of the file", () => {
    fc.assert(
      fc.property(ranges, fc.infiniteStream(fc.nat()), (parts, order) => {
        const added = (list: typeof parts): Observation => {
          const [first, ...rest] = list.map(({ start, counts, broken }) => observed(start, counts, broken));
          for (const part of rest) addObservation(first!, part);
          return first!;
        };
        const inOrder = added([...parts].sort((a, b) => a.start - b.start));
        const keyed = parts.map((part) => ({ part, key: order.next().value as number }));
        expect(added(keyed.sort((a, b) => a.key - b.key).map(({ part }) => part))).toEqual(inOrder);
        const broken = parts.flatMap(({ start, broken: rows }) => rows.map((row) => [start, row] as const));
        const { count, first } = inOrder.offenders["whole"]!;
        expect(count).toBe(broken.length);
        const named = broken.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, offendersNamed);
        expect(first.map(({ key }) => key)).toEqual(named.map(([start, row]) => `${start}-${row}`));
      }),
    );
  });

  test("refuses other tables and other invariants", () => {
    const one = newObservation({ a: new Uint32Array(2) }, ["x"]);
    expect(() => addObservation(one, newObservation({ a: new Uint32Array(3) }))).toThrow(RangeError);
    expect(() => addObservation(one, newObservation({ b: new Uint32Array(2) }))).toThrow(RangeError);
    expect(() => addObservation(one, newObservation({ a: new Uint32Array(2) }, ["y"]))).toThrow(RangeError);
  });
});

describe("offend()", () => {
  test("counts all broken rows and names the first few only", () => {
    const { offenders } = observed(
      0,
      [],
      Array.from({ length: 2 * offendersNamed }, (_, row) => row),
    );
    expect(offenders["whole"]!.count).toBe(2 * offendersNamed);
    let named = 0;
    offend(offenders["whole"]!, 0, 99, () => {
      named++;
      return { key: "", found: "" };
    });
    expect(named).toBe(0);
    expect(offenders["whole"]!.first).toHaveLength(offendersNamed);
  });
});

describe("totalOf()", () => {
  test("sums a part of the counts, or all", () => {
    expect(totalOf([1, 2, 3, 4])).toBe(10);
    expect(totalOf(Uint32Array.of(2 ** 32 - 1, 2 ** 32 - 1))).toBe(2 ** 33 - 2);
    expect(totalOf([1, 2, 3, 4], 1, 3)).toBe(5);
  });
});
