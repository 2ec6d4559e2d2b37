// Checks do not meet, however wrong a parameter is: at 60,000 customers only the checks of its own rule fail. device weights are
// left out, which two rules follow; see test/checks/mutants.
import { expect, it } from "vitest";
import type { BehaviourOverrides, RuleId } from "../../src/rules/index.ts";
import { idsWith, judgeFiles, writeWorld } from "../checks/judged-files.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { testWorld } from "../worlds.ts";

const even = (number: number) => ({ Basic: number, Standard: number, Premium: number });
const options = { seed: "gross", customers: 60_000, content: 500 } as const;

/** [rule, what is wrong, the parameters made with] */
const deviations: readonly [RuleId, string, BehaviourOverrides][] = [
  ["plan-catalog", "prices of 1 and 100", { "plan-catalog": { prices: { Basic: 1, Premium: 100 } } }],
  ["genre-mix", "20/50/30", { "genre-mix": { movie: 0.2, music: 0.5, podcast: 0.3 } }],
  [
    "content-duration",
    "movies of 10-20 minutes, music of 20-40",
    { "content-duration": { bounds: { movie: [10, 20], music: [20, 40], podcast: [1, 3] } } },
  ],
  ["eligibility", "half never subscribing", { eligibility: { never: 0.5 } }],
  ["eligibility", "nobody on signup day", { eligibility: { sameDay: 0 } }],
  ["eligibility", "up to 120 days late", { eligibility: { maxDelayDays: 120 } }],
  ["subscription-lifecycle", "30 % leaving a period", { "subscription-lifecycle": { leave: even(0.3) } }],
  [
    "subscription-lifecycle",
    "nobody leaving, 30 % changing plan",
    {
      "subscription-lifecycle": {
        leave: even(0),
        upgrade: { Basic: 0.3, Standard: 0.3 },
        downgrade: { Standard: 0.3, Premium: 0.3 },
      },
    },
  ],
  ["subscription-lifecycle", "everybody coming back", { "subscription-lifecycle": { winback: 1 } }],
  [
    "subscription-lifecycle",
    "80 % Premium",
    { "subscription-lifecycle": { tierShares: { Basic: 0.1, Standard: 0.1, Premium: 0.8 } } },
  ],
  ["session-rate", "Basic watching most", { "session-rate": { rate: { Basic: 1.2, Standard: 0.2, Premium: 0.1 } } }],
  ["session-rate", "shape .2", { "session-rate": { shape: 0.2 } }],
  ["session-rate", "shape 100", { "session-rate": { shape: 100 } }],
  ["weekend-lift", "lift 3", { "weekend-lift": { lift: 3 } }],
  ["weekend-lift", "no weekends", { "weekend-lift": { lift: 0 } }],
  ["recency-window", "keeping halved in 3 days", { "recency-window": { floor: 0, halfLifeDays: 3 } }],
  ["recency-window", "nothing lost with age", { "recency-window": { floor: 1 } }],
  ["hour-of-day", "movies at midnight", { "hour-of-day": { hours: { movie: [1, ...Array<number>(23).fill(0)] } } }],
  ["title-popularity", "exponent 2", { "title-popularity": { exponent: 2 } }],
  ["title-popularity", "exponent 0", { "title-popularity": { exponent: 0 } }],
  ["watch-fraction", "80 % abandoned", { "watch-fraction": { abandon: even(0.8) } }],
  ["watch-fraction", "nearly all to the end", { "watch-fraction": { abandon: even(0), skew: even(10) } }],
  ["completion-noise", "ceilings of .3", { "completion-noise": { ceiling: even(0.3) } }],
  ["completion-noise", "no noise", { "completion-noise": { ceiling: even(0) } }],
  ["playback-device", "always the own device", { "playback-device": { own: 1 } }],
];

it.each(deviations)("%s with %s fails checks of its own and none else", (rule, _, behaviour) => {
  const files = writeWorld(temporaryDirectory(), testWorld({ ...options, behaviour }));
  const failed = idsWith("fail", judgeFiles(files, testWorld(options)));
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.filter((id) => !id.startsWith(`${rule}/`))).toEqual([]);
});
