import { describe, expect, test } from "vitest";
import { completionNoise } from "../../../src/checks/rules/completion-noise.ts";
import { testWorld, type WorldOptions } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";
import { claimOf, claimsOn } from "./hand-made.ts";

type Rule = NonNullable<NonNullable<WorldOptions["behaviour"]>["completion-noise"]>;

const even = (ceiling: number) => ({ Basic: ceiling, Standard: ceiling, Premium: ceiling });

/** The claims on Basic sessions of a title of 100 minutes: minutes watched and completion of each. */
function judgedSessions(sessions: readonly (readonly [watched: string, completion: string])[], rule: Rule = {}) {
  const world = testWorld({ customers: 1, content: 10, behaviour: { "completion-noise": rule } });
  const lines = {
    plans: ["P1,Basic,7.99,1,HD"],
    content: ["T0000001,The Title,movie,Drama,100.0,2020-01-01"],
    subscriptions: ["S000000001-1,C000000001,P1,2024-05-01,,active,new"],
    usage_logs: sessions.map(
      ([watched, completion], index) =>
        `U20251201-000000001-${index + 1},C000000001,S000000001-1,T0000001,2025-12-01T20:00:00Z,web,${watched},${completion}`,
    ),
  };
  return claimsOn(completionNoise, lines, world);
}

describe("completion-noise/ceiling", () => {
  const broken = (watched: string, completion: string, rule: Rule = {}): number =>
    claimOf(judgedSessions([[watched, completion]], rule), "ceiling").observed!;

  test("lets Basic completions lie .03 from what was watched, and no ten-thousandth more", () => {
    for (const completion of ["0.4700", "0.5000", "0.5300"]) expect(broken("50.00", completion)).toBe(0);
    for (const completion of ["0.4699", "0.5301", "0.9000"]) expect(broken("50.00", completion)).toBe(1);
  });

  test("holds the clip: completions stay within .05 and 1, and reach 1 from below it", () => {
    expect(broken("98.00", "1.0000")).toBe(0);
    expect(broken("96.00", "1.0000")).toBe(1);
    expect(broken("98.00", "1.0001")).toBe(1);
    expect(broken("30.00", "0.0500", { ceiling: even(0.3) })).toBe(0);
    expect(broken("30.00", "0.0499", { ceiling: even(0.3) })).toBe(1);
  });

  test("leaves what was watched to watch-fraction: more than the title is clipped like any other", () => {
    expect(broken("110.00", "1.0000")).toBe(0);
    expect(broken("110.00", "0.9999")).toBe(1);
    expect(broken("1.00", "0.0500")).toBe(0);
  });

  test("wants the watched share itself under ceiling 0", () => {
    expect(broken("33.33", "0.3333", { ceiling: even(0) })).toBe(0);
    expect(broken("33.33", "0.3334", { ceiling: even(0) })).toBe(1);
  });

  test("names the session with what was found", () => {
    const { offenders, n } = claimOf(
      judgedSessions([
        ["50.00", "0.5000"],
        ["50.00", "0.6000"],
      ]),
      "ceiling",
    );
    expect(n).toBe(2);
    expect(offenders).toMatchObject([
      { row: 1, key: "U20251201-000000001-2", found: "completion 0.6000, 0.5000 watched; the ceiling is 0.0300" },
    ]);
  });
});

describe("completion-noise/uniform", () => {
  const reach = 802;
  const parts = 2 ** 20;

  /** Basic noise in whole ten-thousandths from `least` to `most`; `raised` is how far x was rounded up, on average. */
  function judged(timesOf: (noise: number) => number, raised: number, ceiling = 0.03) {
    const world = testWorld({ behaviour: { "completion-noise": { ceiling: { Basic: ceiling } } } });
    const noise = Array.from({ length: 2 * reach + 1 }, (_, index) => timesOf(index - reach));
    const sessions = noise.reduce((sum, times) => sum + times, 0);
    const usage = observed(completionNoise, "usage_logs", world, {
      noise,
      roundedUp: [Math.round(raised * sessions * parts)],
    });
    return claim(completionNoise, "uniform-basic", { usage_logs: usage }, world);
  }

  test("passes even noise, wherever the shares between whole ten-thousandths lie", () => {
    // Shares halfway between: noise of -300 to 300 is rounded to -300 .. 299 above the share rounded up, each as often.
    const halfway = judged((noise) => (noise >= -300 && noise < 300 ? 200 : 0), 0.5);
    expect(halfway).toMatchObject({ verdict: "pass", observed: 0, n: 120_000, demand: true });
    // Whole shares: the outermost values are met half as often.
    const whole = judged((noise) => (Math.abs(noise) < 300 ? 200 : Math.abs(noise) === 300 ? 100 : 0), 0);
    expect(whole).toMatchObject({ verdict: "pass", n: 120_000 });
    expect(whole.observed).toBeCloseTo(0, 6);
  });

  test("fails noise that stays below the ceiling, that leans, and that is not flat", () => {
    const flat = (ceiling: number) => (noise: number) => (noise >= -ceiling && noise < ceiling ? 200 : 0);
    expect(judged(flat(280), 0.5).verdict).toBe("fail");
    expect(judged(flat(280), 0.5, 0.028).verdict).toBe("pass");
    expect(judged((noise) => flat(300)(noise) + (noise > 0 ? 12 : 0) * Math.sign(flat(300)(noise)), 0.5).verdict).toBe(
      "fail",
    );
    expect(judged((noise) => Math.max(0, 400 - Math.abs(noise)), 0.5).verdict).toBe("fail");
  });

  test("takes fewer cells for little noise, and none where rounding hides it", () => {
    const names = (ceiling: number): string[] => judgedSessions([], { ceiling: even(ceiling) }).map(({ name }) => name);
    expect(names(0.001)).toContain("uniform-basic");
    expect(names(0.0002)).not.toContain("uniform-basic");
    expect(names(0)).toEqual(["ceiling", "lower-clip"]);
  });
});

describe("completion-noise/upper-clip", () => {
  test("expects each session at 1 with the probability that its noise gives", () => {
    // .9850 watched: of noise from -.03 to .03, what is above .01495 ends at 1; a whole title ends there from -.00005 on.
    const claims = judgedSessions([
      ["98.50", "1.0000"],
      ["100.00", "0.9900"],
      ["90.00", "0.9000"],
    ]);
    const clip = claimOf(claims, "upper-clip-basic");
    expect(clip).toMatchObject({ n: 2, observed: 0.5, verdict: "undecided" });
    expect(clip.expected).toBeCloseTo((0.01505 / 0.06 + 0.03005 / 0.06) / 2, 5);
  });

  test("fails where too few or too many are clipped", () => {
    const world = testWorld();
    const parts = 2 ** 20;
    const judged = (at: number) => {
      const usage = observed(completionNoise, "usage_logs", world, {
        "top.near": [10_000],
        "top.at": [at],
        "top.expected": [2500 * parts],
        "top.variance": [1667 * parts],
      });
      return claim(completionNoise, "upper-clip-basic", { usage_logs: usage }, world).verdict;
    };
    expect([2100, 2500, 2900].map(judged)).toEqual(["fail", "pass", "fail"]);
    expect(judged(2300)).toBe("pass");
  });
});

describe("completion-noise/lower-clip", () => {
  test("is out of reach by default: a completion at .0500 breaks it", () => {
    expect(claimOf(judgedSessions([["25.00", "0.2200"]]), "lower-clip")).toMatchObject({ verdict: "pass", n: 1 });
    expect(claimOf(judgedSessions([["25.00", "0.0500"]]), "lower-clip").verdict).toBe("fail");
  });

  test("expects sessions at .05 under a ceiling that reaches it, with the probability that their noise gives", () => {
    const clip = claimOf(
      judgedSessions(
        [
          ["30.00", "0.0500"],
          ["90.00", "0.5000"],
        ],
        { ceiling: even(0.4) },
      ),
      "lower-clip-basic",
    );
    expect(clip).toMatchObject({ n: 1, observed: 1 });
    expect(clip.expected).toBeCloseTo((0.4 - 0.24995) / 0.8, 5);
  });

  test("is judged by tier where only some reach it", () => {
    const names = judgedSessions([], { ceiling: { Premium: 0.3 } }).map(({ name }) => name);
    expect(names).toContain("lower-clip");
    expect(names).toContain("lower-clip-premium");
    expect(names).not.toContain("lower-clip-basic");
  });
});

describe("completion-noise on written worlds", () => {
  const failed = (rule: Rule, change?: (lines: string[]) => string[]): string[] =>
    judgedRows(completionNoise, { customers: 1500, behaviour: { "completion-noise": rule } }, change).flatMap(
      ({ id, verdict }) => (verdict === "fail" ? [id] : []),
    );

  test("fails none as declared, whatever the ceiling", () => {
    for (const ceiling of [0.03, 0, 0.0004, 0.5]) expect(failed({ ceiling: even(ceiling) })).toEqual([]);
    expect(failed({})).toEqual([]);
  });

  test("sees a clip at .99 and one at .06", () => {
    const clipped = (least: string, most: string) => (lines: string[]) =>
      lines.map((line) => {
        const completion = line.slice(-6);
        const held = completion > most ? most : completion < least ? least : completion;
        return line.slice(0, -6) + held;
      });
    expect(failed({}, clipped("0.0500", "0.9900"))).toEqual(
      expect.arrayContaining(["completion-noise/upper-clip-standard", "completion-noise/upper-clip-premium"]),
    );
    expect(failed({ ceiling: even(0.5) }, clipped("0.0600", "1.0000"))).toEqual(
      expect.arrayContaining(["completion-noise/lower-clip-basic", "completion-noise/lower-clip-premium"]),
    );
  });
});
