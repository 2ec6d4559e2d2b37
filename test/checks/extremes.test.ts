// Worlds at the ends of what a request may override, judged against what they declare: nothing fails, and every number of
// every check is one.
import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { ruleChecks } from "../../src/checks/index.ts";
import { Check } from "../../src/checks/schemas.ts";
import { ruleCards } from "../../src/rules/index.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { testWorld, type WorldOptions } from "../worlds.ts";
import { idsWith, judgeFiles, writeWorld } from "./judged-files.ts";

const customers = 1500;
const even = (number: number) => ({ Basic: number, Standard: number, Premium: number });

const worlds: readonly [string, WorldOptions][] = [
  ["the default rules", {}],
  ["one customer", { customers: 1 }],
  ["one customer who never subscribes", { customers: 1, behaviour: { eligibility: { never: 1 } } }],
  ["ten titles", { content: 10 }],
  ["lift 0", { behaviour: { "weekend-lift": { lift: 0 } } }],
  ["lift 10", { behaviour: { "weekend-lift": { lift: 10 } } }],
  ["rate 0 for Basic", { behaviour: { "session-rate": { rate: { Basic: 0 } } } }],
  ["rate 0 for all", { behaviour: { "session-rate": { rate: even(0) } } }],
  ["a rate whose square is no number", { behaviour: { "session-rate": { rate: { Standard: 1e-300 } } } }],
  ["rate 20 for all", { customers: 40, behaviour: { "session-rate": { rate: even(20) } } }],
  ["shape .1", { behaviour: { "session-rate": { shape: 0.1 } } }],
  ["shape 100", { behaviour: { "session-rate": { shape: 100 } } }],
  ["no podcasts", { behaviour: { "genre-mix": { movie: 0.6, music: 0.4, podcast: 0 } } }],
  ["movies only", { behaviour: { "genre-mix": { movie: 1, music: 0, podcast: 0 } } }],
  ["next to no music", { content: 10, behaviour: { "genre-mix": { movie: 0.999999, music: 1e-6, podcast: 0 } } }],
  ["floor 0, keeping halved every .1 days", { behaviour: { "recency-window": { floor: 0, halfLifeDays: 0.1 } } }],
  ["floor 1", { behaviour: { "recency-window": { floor: 1 } } }],
  ["keeping halved every 10,000 days", { behaviour: { "recency-window": { halfLifeDays: 10_000 } } }],
  [
    "one hour a genre",
    {
      behaviour: {
        "hour-of-day": { hours: { movie: [1, ...Array<number>(23).fill(0)], music: Array<number>(24).fill(1e6) } },
      },
    },
  ],
  ["exponent 0", { behaviour: { "title-popularity": { exponent: 0 } } }],
  ["exponent 3", { behaviour: { "title-popularity": { exponent: 3 } } }],
  ["abandon 0, skew 10", { behaviour: { "watch-fraction": { abandon: even(0), skew: even(10) } } }],
  ["abandon 1", { behaviour: { "watch-fraction": { abandon: even(1) } } }],
  ["ceiling 0", { behaviour: { "completion-noise": { ceiling: even(0) } } }],
  ["ceiling .5", { behaviour: { "completion-noise": { ceiling: even(0.5) } } }],
  ["ceiling .00001", { behaviour: { "completion-noise": { ceiling: even(0.00001) } } }],
  ["own 0", { behaviour: { "playback-device": { own: 0 } } }],
  ["own 1", { behaviour: { "playback-device": { own: 1 } } }],
  [
    "two devices only",
    {
      behaviour: {
        "region-and-device": { deviceWeights: { smart_tv: 0.5, mobile: 0.5, web: 0, tablet: 0, game_console: 0 } },
      },
    },
  ],
  ["nobody subscribing", { behaviour: { eligibility: { never: 1 } } }],
  ["everybody at once", { behaviour: { eligibility: { never: 0, sameDay: 1, maxDelayDays: 1 } } }],
  ["everybody a year late", { behaviour: { eligibility: { never: 0, sameDay: 0, maxDelayDays: 365 } } }],
  [
    "everybody leaving and coming back",
    { behaviour: { "subscription-lifecycle": { leave: even(1), upgrade: even(0), downgrade: even(0), winback: 1 } } },
  ],
  [
    "nobody ever leaving or changing",
    { behaviour: { "subscription-lifecycle": { leave: even(0), upgrade: even(0), downgrade: even(0), winback: 0 } } },
  ],
  [
    "a plan change every period",
    {
      behaviour: {
        "subscription-lifecycle": {
          leave: even(0),
          upgrade: { Basic: 1, Standard: 0 },
          downgrade: { Standard: 1, Premium: 1 },
        },
      },
    },
  ],
  [
    "Basic only",
    {
      behaviour: {
        "subscription-lifecycle": { tierShares: { Basic: 1, Standard: 0, Premium: 0 }, upgrade: even(0) },
      },
    },
  ],
  [
    "titles of one length",
    { behaviour: { "content-duration": { bounds: { movie: [90, 90], music: [0.1, 0.1], podcast: [1440, 1440] } } } },
  ],
  ["prices of nothing and of 10,000", { behaviour: { "plan-catalog": { prices: { Basic: 0, Premium: 10_000 } } } }],
  ["as-of 2000-01-01", { asOf: "2000-01-01" }],
  ["as-of 2100-12-31", { asOf: "2100-12-31" }],
];

describe("a clean world of", () => {
  it.each(worlds)("%s fails no check, and each check is valid JSON without a number that is none", (_, options) => {
    const world = testWorld({ seed: "extremes", customers, ...options });
    const checks = judgeFiles(writeWorld(temporaryDirectory(), world), world);
    expect(idsWith("fail", checks)).toEqual([]);
    // JSON turns NaN and infinities into null, which the schema allows: compared with what was judged, it shows them.
    expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
    expect(checks.filter((check) => !Value.Check(Check, check)).map(({ id }) => id)).toEqual([]);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });
});

it.each(["nobody subscribing", "rate 0 for all", "Basic only", "ceiling .5"])(
  "nothing is claimed of %s that no number of rows could show",
  (name) => {
    const [, options] = worlds.find(([called]) => called === name)!;
    const world = testWorld({ seed: "extremes", customers, ...options });
    const checks = judgeFiles(writeWorld(temporaryDirectory(), world), world);
    const empty = checks.filter(({ verdict, n }) => verdict === "undecided" && n === 0);
    expect(empty.map(({ id }) => id)).toEqual([]);
  },
);

it("every rule card and the contract has checks, judged in the order of the cards", () => {
  expect(ruleChecks.map(({ rule }) => rule)).toEqual(["contract", ...ruleCards.map(({ id }) => id)]);
});
