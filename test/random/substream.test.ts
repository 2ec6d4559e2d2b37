// The counter-based hash must look random to a hostile statistician, above all between neighbours. Every statistical test
// here has fixed inputs, so it either always passes or always fails; its level says how surprised we would have been.
import { describe, expect, it } from "vitest";
import {
  draw,
  entityHead,
  entityTail,
  mix32,
  type StreamKey,
  Substream,
  streamKey,
} from "../../src/random/substream.ts";
import { chiSquareTest } from "../../src/stats/chi-square.ts";
import { correlationPValue, pearsonCorrelation } from "../../src/stats/correlation.ts";

/** Level of each test below; with about 200 of them the chance that a perfect source had failed one is 2e-4. */
const level = 1e-6;
const key = streamKey("42", "usage_logs", "genre-mix");
const days = 20_454;

function word(stream: StreamKey, low: number, high: number, number: number): number {
  const head = entityHead(low, high);
  return draw(stream.low, stream.high, head, entityTail(head, high), number);
}

/** p-value of the uniformity of the top bits of words over 2^bits cells. */
function uniformity(count: number, wordAt: (index: number) => number, bits = 8): number {
  const cells = new Float64Array(2 ** bits);
  for (let index = 0; index < count; index++) {
    const cell = wordAt(index) >>> (32 - bits);
    cells[cell] = (cells[cell] as number) + 1;
  }
  return chiSquareTest(cells, new Float64Array(cells.length).fill(count / cells.length)).pValue;
}

/** Smallest p-value that pairs of words show: of 16 x 16 cells of their top bits, of their low bits, and of correlation. */
function independence(count: number, first: (index: number) => number, second: (index: number) => number): number {
  const top = uniformity(count, (index) => (first(index) & 0xf0000000) | ((second(index) >>> 28) << 24));
  const bottom = uniformity(count, (index) => (first(index) << 28) | ((second(index) & 15) << 24));
  const x = Float64Array.from({ length: count }, (_, index) => first(index) >>> 0);
  const y = Float64Array.from({ length: count }, (_, index) => second(index) >>> 0);
  return Math.min(top, bottom, correlationPValue(pearsonCorrelation(x, y), count));
}

describe("mix32()", () => {
  it("flips every output bit with probability near 1/2 for every input bit", () => {
    const samples = 1 << 14;
    for (let input = 0; input < 32; input++) {
      const flips = new Float64Array(32);
      for (let sample = 0; sample < samples; sample++) {
        const at = Math.imul(sample, 0x9e3779b1);
        const difference = mix32(at) ^ mix32(at ^ (1 << input));
        for (let output = 0; output < 32; output++) {
          flips[output] = (flips[output] as number) + ((difference >>> output) & 1);
        }
      }
      // 1/2 +- 0.03 is 7.7 standard errors of a fair coin thrown 16,384 times, beside the published bias below 0.001.
      for (const flipped of flips) expect(Math.abs(flipped / samples - 0.5)).toBeLessThan(0.03);
    }
  });
});

describe("streamKey()", () => {
  it("is fixed for known seeds", () => {
    expect(streamKey("42", "usage_logs", "genre-mix")).toMatchInlineSnapshot(`
      {
        "high": -326702864,
        "low": 635891843,
      }
    `);
    expect(streamKey("š", "customers", "identity")).toMatchInlineSnapshot(`
      {
        "high": 1489245348,
        "low": 823352996,
      }
    `);
  });

  it("gives neighbouring seeds, datasets and rules keys that share no word", () => {
    const words = new Set<number>();
    let keys = 0;
    for (let seed = 0; seed < 500; seed++) {
      for (const rule of ["genre-mix", "hour-of-day"]) {
        for (const dataset of ["content", "usage_logs"]) {
          const stream = streamKey(String(seed), dataset, rule);
          words.add(stream.low).add(stream.high);
          keys++;
        }
      }
    }
    // 4,000 random words of 32 bits coincide somewhere with probability 0.002; these do not.
    expect(words.size).toBe(2 * keys);
  });

  it("tells a from š, which share their low 8 bits", () => {
    expect("a".charCodeAt(0) & 255).toBe("š".charCodeAt(0) & 255);
    const [a, s] = [streamKey("a", "usage_logs", "genre-mix"), streamKey("š", "usage_logs", "genre-mix")];
    expect(a).not.toEqual(s);
    expect(
      independence(
        1 << 18,
        (index) => word(a, index, days << 16, 0),
        (index) => word(s, index, days << 16, 0),
      ),
    ).toBeGreaterThan(level);
  });
});

describe("draw()", () => {
  it("is mix32(mix32((head ^ keyLow) + number * step) + (tail ^ keyHigh))", () => {
    for (const [low, high, head, tail, number] of [
      [1, 2, 3, 4, 0],
      [-5, 6, -7, 8, 1],
      [key.low, key.high, 123_456_789, -987_654_321, 12],
    ] as const) {
      const inner = mix32(((head ^ low) + Math.imul(number, 0x9e3779b9)) | 0);
      expect(draw(low, high, head, tail, number)).toBe(mix32((inner + (tail ^ high)) | 0));
    }
  });

  it("is uniform over 2^8 cells, for top and low bits, along customers, days, candidates and draw numbers", () => {
    const count = 1 << 18;
    const walks: Record<string, (index: number) => number> = {
      customers: (index) => word(key, index + 1, days << 16, 0),
      days: (index) => word(key, 7 + (index >>> 16), index << 16, 0),
      candidates: (index) => word(key, 1 + (index >>> 4), (days << 16) | (index & 15), 0),
      numbers: (index) => word(key, 1 + (index >>> 4), days << 16, index & 15),
    };
    for (const walk of Object.values(walks)) {
      expect(uniformity(count, walk)).toBeGreaterThan(level);
      expect(uniformity(count, (index) => walk(index) << 24)).toBeGreaterThan(level);
    }
  });

  it("shows no correlation between neighbouring customers, days, candidates and draw numbers", () => {
    const count = 1 << 18;
    const at = (index: number): number => word(key, index + 1, (days << 16) | 1, 0);
    const neighbours: ((index: number) => number)[] = [
      (index) => word(key, index + 2, (days << 16) | 1, 0),
      (index) => word(key, index + 1, ((days + 1) << 16) | 1, 0),
      (index) => word(key, index + 1, ((days + 7) << 16) | 1, 0),
      (index) => word(key, index + 1, (days << 16) | 2, 0),
      (index) => word(key, index + 1, (days << 16) | 1, 1),
      (index) => word(key, index + 1, (days << 16) | 1, 2),
      (index) => word(key, index + 1 + 65_536, (days << 16) | 1, 0),
    ];
    for (const neighbour of neighbours) expect(independence(count, at, neighbour)).toBeGreaterThan(level);
  });

  it("shows no correlation between the streams of any two rules on the same sessions", () => {
    const rules = ["session-rate", "recency-window", "genre-mix", "hour-of-day", "title-popularity", "watch-fraction"];
    const keys = rules.map((rule) => streamKey("42", "usage_logs", rule));
    const count = 1 << 16;
    for (const [index, first] of keys.entries()) {
      for (const second of keys.slice(index + 1)) {
        const session = (at: number): [number, number] => [1 + (at >>> 2), (days << 16) | (1 + (at & 3))];
        const p = independence(
          count,
          (at) => word(first, ...session(at), 0),
          (at) => word(second, ...session(at), 0),
        );
        expect(p).toBeGreaterThan(level);
      }
    }
  });

  it("shares no stream between neighbouring seeds", () => {
    for (let seed = 0; seed < 10; seed++) {
      const [a, b] = [seed, seed + 1].map((number) => streamKey(String(number), "usage_logs", "session-rate"));
      const p = independence(
        1 << 16,
        (index) => word(a as StreamKey, index + 1, days << 16, 0),
        (index) => word(b as StreamKey, index + 1, days << 16, 0),
      );
      expect(p).toBeGreaterThan(level);
    }
  });

  it("gives no two of 10 million entities the same first 64 bits", () => {
    const count = 10_000_000;
    const words = new Uint32Array(2 * count);
    for (let index = 0; index < count; index++) {
      // 60 days of 4 candidates for some 41,667 customers: the sessions of a real window.
      const customer = 1 + Math.floor(index / 240);
      const high = ((days + (index % 60)) << 16) | (1 + (Math.floor(index / 60) % 4));
      const head = entityHead(customer, high);
      const tail = entityTail(head, high);
      words[2 * index] = draw(key.low, key.high, head, tail, 0);
      words[2 * index + 1] = draw(key.low, key.high, head, tail, 1);
    }
    const pairs = new BigUint64Array(words.buffer).sort();
    let shared = 0;
    for (let index = 1; index < count; index++) if (pairs[index] === pairs[index - 1]) shared++;
    // Chance that an ideal 64-bit source had a pair among 10 million: 2.7e-6.
    expect(shared).toBe(0);
  });
});

describe("Substream", () => {
  it("gives the words that draw() gives for the entity", () => {
    const stream = new Substream(key).at(12, 34);
    expect([stream.word(0), stream.word(5)]).toEqual([word(key, 12, 34, 0), word(key, 12, 34, 5)]);
  });
});
