import { describe, expect, test } from "vitest";
import { watchFraction } from "../../../src/checks/rules/watch-fraction.ts";
import { testWorld, type WorldOptions } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";

type Rule = NonNullable<NonNullable<WorldOptions["behaviour"]>["watch-fraction"]>;

const sessions = 200_000;
const edges = [0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Share below an edge: abandoned before .4 with a probability, else the largest of k uniforms over .25 to 1. */
function below(edge: number, abandon: number, skew: number): number {
  return abandon * Math.min(1, (edge - 0.25) / 0.15) + (1 - abandon) * ((edge - 0.25) / 0.75) ** skew;
}

/** Sessions by cell: .25-.3, .3-.4, ... .9-1. */
function spread(abandon: number, skew: number): number[] {
  const sums = edges.map((edge) => Math.round(sessions * below(Math.max(0.25, edge), abandon, skew)));
  return sums.slice(1).map((sum, cell) => sum - sums[cell]!);
}

const place = { basic: 0, standard: 1, premium: 2 };

/** Sessions of a tier, all of them of titles so long that rounding moves no edge. */
function judged(name: string, tier: keyof typeof place, cells: readonly number[], rule: Rule = {}) {
  const world = testWorld({ behaviour: { "watch-fraction": rule } });
  const usage = observed(watchFraction, "usage_logs", world, {
    shares: [...Array<number>(8 * place[tier]).fill(0), ...cells],
  });
  usage.counts["titles"]![14_401 * place[tier] + 14_400] = cells.reduce((sum, count) => sum + count, 0);
  return claim(watchFraction, name, { usage_logs: usage }, world);
}

describe("watch-fraction/dropout", () => {
  test("expects 36 % of Basic, 15.5 % of Standard and 5.8 % of Premium sessions below 40 %", () => {
    const shares = [
      judged("dropout-basic", "basic", spread(0.2, 1)),
      judged("dropout-standard", "standard", spread(0.12, 2)),
      judged("dropout-premium", "premium", spread(0.05, 3)),
    ];
    expect(shares.map(({ verdict }) => verdict)).toEqual(["pass", "pass", "pass"]);
    for (const [index, expected] of [0.36, 0.1552, 0.0576].entries()) {
      expect(shares[index]!.expected).toBeCloseTo(expected, 4);
      expect(shares[index]!.observed).toBeCloseTo(expected, 4);
    }
  });

  test("fails Basic sessions abandoned with 23 % for 20 %, and passes what is declared instead", () => {
    expect(judged("dropout-basic", "basic", spread(0.23, 1)).verdict).toBe("fail");
    expect(judged("dropout-basic", "basic", spread(0.23, 1), { abandon: { Basic: 0.23 } }).verdict).toBe("pass");
    expect(judged("dropout-basic", "basic", spread(1, 1), { abandon: { Basic: 1 } }).verdict).toBe("pass");
    expect(
      judged("dropout-premium", "premium", spread(0, 10), { abandon: { Premium: 0 }, skew: { Premium: 10 } }),
    ).toMatchObject({
      verdict: "pass",
    });
  });
});

describe("watch-fraction/shape", () => {
  test("fails two uniforms for three with the dropout as it should be", () => {
    expect(judged("shape-premium", "premium", spread(0.05, 3)).verdict).toBe("pass");
    // Abandoned with .0183, two uniforms give as many below 40 %.
    const abandon = (0.0576 - 0.04) / (1 - 0.04);
    const other = spread(abandon, 2);
    expect(judged("dropout-premium", "premium", other).verdict).toBe("pass");
    expect(judged("shape-premium", "premium", other).verdict).toBe("fail");
  });

  test("is undecided over few sessions and over none", () => {
    expect(judged("shape-basic", "basic", [10, 20, 10, 10, 10, 10, 10, 10]).verdict).toBe("undecided");
    expect(judged("shape-basic", "basic", []).verdict).toBe("undecided");
  });
});

describe("watch-fraction/seventy", () => {
  test("expects 74.5 % of Premium sessions at 70 % or more, and promises 70 %", () => {
    const exactly = judged("seventy", "premium", spread(0.05, 3));
    expect(exactly.verdict).toBe("pass");
    expect(exactly.expected).toBeCloseTo(0.95 * (1 - 0.6 ** 3), 4);
    expect(judged("at-least-seventy", "premium", spread(0.05, 3))).toMatchObject({
      verdict: "pass",
      expected: 0.7,
      demand: true,
    });
  });

  test("breaks the promise below 70 %, and keeps it between that and what is expected", () => {
    const between = spread(0.1, 3);
    expect(judged("seventy", "premium", between).verdict).toBe("fail");
    expect(judged("at-least-seventy", "premium", between).verdict).toBe("pass");
    expect(judged("at-least-seventy", "premium", spread(0.05, 2)).verdict).toBe("fail");
  });

  test("promises nothing where a request declares a Premium that watches less", () => {
    expect(() => judged("at-least-seventy", "premium", spread(0.05, 2), { skew: { Premium: 2 } })).toThrow(RangeError);
    expect(judged("seventy", "premium", spread(0.05, 2), { skew: { Premium: 2 } }).verdict).toBe("pass");
  });
});

describe("watch-fraction/bounds", () => {
  /** The first session, having watched another part of its title's hundredths. */
  const watched =
    (part: number) =>
    (lines: string[]): string[] => {
      const fields = lines[0]!.split(",");
      fields[6] = (part * Number(fields[6])).toFixed(2);
      return [fields.join(","), ...lines.slice(1)];
    };

  test("names a session that watches less than 25 % or more than 100 % of its title", () => {
    const options = { customers: 60 };
    expect(judgedRows(watchFraction, options)[0]).toMatchObject({ verdict: "pass", demand: true });
    for (const part of [0.2, 4.1]) {
      const [bounds] = judgedRows(watchFraction, options, watched(part));
      expect(bounds).toMatchObject({ id: "watch-fraction/bounds", verdict: "fail", observed: 1 });
      expect(bounds!.offenders[0]).toMatchObject({ line: 2 });
      expect(bounds!.offenders[0]!.found).toMatch(/^watched \d+\.\d\d of T\d{7}'s \d+\.\d minutes$/);
    }
  });
});

test("watch-fraction does not fail a written world of titles so short that rounding moves the edges", () => {
  const bounds = { movie: [0.1, 0.4], music: [0.1, 0.2], podcast: [0.3, 0.3] };
  const skew = { Basic: 10, Standard: 4, Premium: 1 };
  const behaviour = { "content-duration": { bounds }, "watch-fraction": { skew } };
  const checks = judgedRows(watchFraction, { customers: 3000, behaviour });
  expect(checks.filter(({ verdict }) => verdict !== "undecided").length).toBeGreaterThan(5);
  for (const check of checks) expect(check.verdict, check.id).not.toBe("fail");
});

test("watch-fraction does not fail a written world, and sees Premium sessions that take Basic's", () => {
  const options = { customers: 2000 };
  for (const check of judgedRows(watchFraction, options)) expect(check.verdict, check.id).not.toBe("fail");
  const alike = { abandon: { Premium: 0.2 }, skew: { Premium: 1 } };
  const declared = testWorld(options).behaviour["watch-fraction"];
  expect(declared.skew.Premium).toBe(3);
  const checks = judgedRows(watchFraction, { ...options, behaviour: { "watch-fraction": alike } });
  expect(checks.map(({ id }) => id)).not.toContain("watch-fraction/at-least-seventy");
  for (const check of checks) expect(check.verdict, check.id).not.toBe("fail");
});
