import { describe, expect, it } from "vitest";
import { defaultBehaviour } from "../../src/rules/index.ts";
import {
  popularitySampler,
  rankWeights,
  titlePopularity,
  titleRank,
  titlesByRank,
} from "../../src/rules/title-popularity.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["title-popularity"];
const key = testKey("title-popularity");

describe("rankWeights()", () => {
  it("gives the title of rank r the weight r^-0.9", () => {
    const weights = rankWeights(defaults, 1000);
    for (const rank of [1, 2, 10, 1000]) expect(weights[rank - 1]).toBeCloseTo(rank ** -0.9, 12);
  });

  it("is even at exponent 0", () => {
    expect(new Set(rankWeights({ exponent: 0 }, 500))).toEqual(new Set([1]));
  });
});

describe("titleRank()", () => {
  it.each([0, 0.9, 3])("draws ranks by their weights at exponent %d", (exponent) => {
    const sampler = popularitySampler(key, { exponent }, [0, 250, 3]);
    const ranks = drawn(400_000, (head, tail) => titleRank(sampler, 1, head, tail));
    const expected = upTo(250).map((rank) => (rank + 1) ** -exponent);
    expectCounts(tally(ranks, upTo(250)), expected, `ranks at exponent ${exponent}`);
  });

  it("is 0 in a genre of one title", () => {
    const sampler = popularitySampler(key, defaults, [1]);
    expect(new Set(drawn(2000, (head, tail) => titleRank(sampler, 0, head, tail)))).toEqual(new Set([0]));
  });
});

describe("titlesByRank()", () => {
  it("ranks every title of the genre once, in an order of each genre's own", () => {
    const orders = upTo(3).map((genre) => [...titlesByRank(key, genre, 1000)]);
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(upTo(1000));
    expect(orders[0]).not.toEqual(orders[1]);
    expect(orders[1]).not.toEqual(orders[2]);
    expect(titlesByRank(key, 0, 0)).toHaveLength(0);
  });

  it("gives each title the first rank alike", () => {
    const firsts = upTo(8000).map((world) => titlesByRank(testKey(`world ${world}`), 0, 8)[0]!);
    expectCounts(tally(firsts, upTo(8)), new Array<number>(8).fill(1), "holders of rank 1");
  });
});

describe("title-popularity", () => {
  it("declares an exponent of .9, from 0 to 3", () => {
    expect(defaults).toEqual({ exponent: 0.9 });
    expect(boundsOf(titlePopularity.parameters)).toEqual({ exponent: [0, 3] });
  });
});
