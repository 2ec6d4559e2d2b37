// Texts found by their bytes, hashed by their bytes, and judged in as many cells as rows fill.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeEven, judgeWeighted } from "../../src/checks/even-cells.ts";
import { hashText } from "../../src/checks/text-hash.ts";
import { TextIndex } from "../../src/checks/text-index.ts";

const encoder = new TextEncoder();

describe("TextIndex", () => {
  it("finds the places of listed texts within other bytes, and -1 for any other text", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "grapheme" }), { maxLength: 50 }),
        fc.string({ unit: "grapheme" }),
        (texts, other) => {
          const index = new TextIndex(texts);
          for (const text of [...texts, other]) {
            const before = encoder.encode(`${other},`);
            const bytes = encoder.encode(text);
            const padded = Uint8Array.from([...before, ...bytes, 44, 65]);
            expect(index.find(padded, before.length, before.length + bytes.length)).toBe(texts.indexOf(text));
          }
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });
});

describe("hashText()", () => {
  it("tells 200,000 similar texts apart, by either word nearly so, and gives equal texts equal words", () => {
    const seen = new Set<bigint>();
    const lows = new Set<number>();
    const highs = new Set<number>();
    const words = { low: 0, high: 0 };
    for (let number = 0; number < 200_000; number++) {
      const bytes = encoder.encode(`xThe ${number % 500} Title ${Math.floor(number / 500)}`);
      hashText(bytes, 1, bytes.length, words);
      seen.add((BigInt(words.high) << 32n) | BigInt(words.low));
      lows.add(words.low);
      highs.add(words.high);
    }
    expect(seen.size).toBe(200_000);
    // Of random words of 32 bits, 4.7 pairs would be equal; more than 25 are once in 1e10 times.
    expect(lows.size).toBeGreaterThan(200_000 - 25);
    expect(highs.size).toBeGreaterThan(200_000 - 25);
    const again = { low: 0, high: 0 };
    const bytes = encoder.encode("The 499 Title 399");
    hashText(bytes, 0, bytes.length, again);
    expect(again).toEqual(words);
  });
});

describe("judgeEven()", () => {
  it("puts neighbours together until a cell expects a hundred", () => {
    const thousand = Array.from({ length: 1000 }, () => 1);
    const judgement = judgeEven({ observed: thousand, material: 1 });
    // Nine degrees of freedom: ten cells.
    expect(judgement.expected).toBeCloseTo(Math.sqrt(9 / 1000), 12);
    expect([judgement.observed, judgement.verdict]).toEqual([0, "pass"]);
    const odd = judgeEven({ observed: Array.from({ length: 7 }, () => 1000), material: 1 });
    expect(odd.expected).toBeCloseTo(Math.sqrt(6 / 7000), 12);
  });

  it("fails what lies in the first half, and is undecided on too few rows", () => {
    const half = Array.from({ length: 40 }, (_, value) => (value < 20 ? 50 : 0));
    expect(judgeEven({ observed: half, material: 1 }).verdict).toBe("fail");
    expect(judgeEven({ observed: [30, 30], material: 1 }).verdict).toBe("undecided");
    expect(judgeEven({ observed: [0, 0], material: 1 }).verdict).toBe("undecided");
  });
});

describe("judgeWeighted()", () => {
  it("judges by the weights, and a single possible value as what must always be", () => {
    const judged = (observed: number[], weights: number[]) =>
      judgeWeighted({ observed, weights, material: 0.2 }).verdict;
    expect(judged([3000, 1000], [3, 1])).toBe("pass");
    expect(judged([2000, 2000], [3, 1])).toBe("fail");
    expect(judged([0, 4000], [0, 1])).toBe("pass");
    expect(judged([1, 3999], [0, 1])).toBe("fail");
    expect(judged([0, 0], [0, 1])).toBe("undecided");
  });
});
