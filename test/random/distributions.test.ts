import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  below,
  choiceTable,
  choose,
  gammaOfMeanOne,
  happens,
  permutation,
  poissonQuantile,
  threshold,
  unit,
} from "../../src/random/distributions.ts";
import { Substream, streamKey } from "../../src/random/substream.ts";
import { chiSquareTest } from "../../src/stats/chi-square.ts";
import { poissonTails } from "../../src/stats/count-tails.ts";
import { regularizedGamma } from "../../src/stats/gamma.ts";
import { kolmogorovSmirnovTest } from "../../src/stats/kolmogorov-smirnov.ts";

const level = 1e-6;
const words = new Substream(streamKey("distributions", "test", "words"));
const anyWord = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe("unit()", () => {
  it("reads words as unsigned and never reaches 0 or 1", () => {
    expect(unit(0)).toBeGreaterThan(0);
    expect(unit(-1)).toBeLessThan(1);
    expect(unit(-1)).toBeGreaterThan(0.9999999);
  });
});

describe("below()", () => {
  it("covers 0..count-1 and nothing else", () => {
    fc.assert(
      fc.property(anyWord, fc.integer({ min: 1, max: 2 ** 21 }), (word, count) => {
        const value = below(word, count);
        return Number.isInteger(value) && value >= 0 && value < count;
      }),
    );
    expect([below(0, 6), below(-1, 6)]).toEqual([0, 5]);
  });
});

describe("happens()", () => {
  it("never happens at probability 0 and always at 1", () => {
    fc.assert(fc.property(anyWord, (word) => !happens(word, threshold(0)) && happens(word, threshold(1))));
  });
});

describe("choose()", () => {
  it("is the cumulative choice in declared order, for any weights", () => {
    const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(weights, anyWord, (list, word) => {
        const total = list.reduce((sum, weight) => sum + weight, 0);
        if (total === 0) return;
        const item = choose(choiceTable(list), word);
        expect(list[item]).toBeGreaterThan(0);
        const before = list.slice(0, item).reduce((sum, weight) => sum + weight, 0) / total;
        const after = before + (list[item] as number) / total;
        expect(unit(word)).toBeGreaterThan(before - 1e-8);
        expect(unit(word)).toBeLessThan(after + 1e-8);
      }),
    );
  });

  it("draws each item in proportion to its weight", () => {
    const weights = [5, 0, 3, 2, 0.5, 0];
    const table = choiceTable(weights);
    const count = 200_000;
    const seen = new Float64Array(weights.length);
    for (let index = 0; index < count; index++) {
      const item = choose(table, words.at(index).word(0));
      seen[item] = (seen[item] as number) + 1;
    }
    expect([seen[1], seen[5]]).toEqual([0, 0]);
    const positive = [0, 2, 3, 4];
    const expected = positive.map((item) => ((weights[item] as number) * count) / 10.5);
    expect(
      chiSquareTest(
        positive.map((item) => seen[item] as number),
        expected,
      ).pValue,
    ).toBeGreaterThan(level);
  });

  it("refuses negative weights and all-zero weights", () => {
    expect(() => choiceTable([1, -1])).toThrow(RangeError);
    expect(() => choiceTable([0, 0])).toThrow(RangeError);
    expect(() => choiceTable([Number.NaN])).toThrow(RangeError);
  });
});

describe("poissonQuantile()", () => {
  it("is the smallest count whose cumulative probability exceeds u", () => {
    fc.assert(
      fc.property(anyWord, fc.double({ min: 0.001, max: 100, noNaN: true }), (word, mean) => {
        const u = unit(word);
        const count = poissonQuantile(u, mean, Math.exp(-mean));
        expect(poissonTails(count, mean).atMost).toBeGreaterThan(u - 1e-9);
        if (count > 0) expect(poissonTails(count - 1, mean).atMost).toBeLessThan(u + 1e-9);
      }),
    );
  });

  it("never falls when the mean rises", () => {
    fc.assert(
      fc.property(anyWord, fc.double({ min: 0, max: 499, noNaN: true }), (word, mean) => {
        const more = mean * 1.01 + 0.001;
        const [u, count] = [unit(word), poissonQuantile(unit(word), mean, Math.exp(-mean))];
        expect(poissonQuantile(u, more, Math.exp(-more))).toBeGreaterThanOrEqual(count);
      }),
    );
  });

  it("ends for a u that rounding has put above every cumulative probability", () => {
    expect(poissonQuantile(1 - 1e-17, 3, Math.exp(-3))).toBeLessThan(60);
  });
});

describe("gammaOfMeanOne()", () => {
  it.each([0.1, 0.5, 1, 2, 30])("follows Gamma(shape %d, mean 1)", (shape) => {
    const sample = Float64Array.from({ length: 20_000 }, (_, index) => {
      const stream = words.at(index, 77);
      return gammaOfMeanOne(shape, (number) => stream.word(number));
    });
    const test = kolmogorovSmirnovTest(sample, (x) => regularizedGamma(shape, shape * x).lower);
    expect(test.pValue).toBeGreaterThan(level);
  });
});

describe("permutation()", () => {
  it("holds each number once, and every order of four equally often", () => {
    expect(Array.from(permutation(1000, (number) => words.at(1).word(number))).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, index) => index),
    );
    const seen = new Map<string, number>();
    const count = 48_000;
    for (let index = 0; index < count; index++) {
      const order = permutation(4, (number) => words.at(index, 5).word(number)).join("");
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    expect(chiSquareTest([...seen.values()], new Array(24).fill(count / 24)).pValue).toBeGreaterThan(level);
  });
});
