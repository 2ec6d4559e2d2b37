// Mutants of what is watched and how: genre-mix, title-popularity, watch-fraction, completion-noise, playback-device.
import { type Tier, tiers } from "../../../src/datasets.ts";
import { Substream, streamKey } from "../../../src/random/substream.ts";
import type { EditableFiles, RowOf } from "./editable-files.ts";
import { enough, type Mutant, type MutantSize } from "./mutant.ts";

type Session = RowOf["usage_logs"];

export const genreMutants: readonly Mutant[] = [
  {
    rule: "genre-mix",
    wrong: "25 % (29.5 %) music and 25 % (20.5 %) podcasts for 30 % and 20 %",
    made: {
      small: { "genre-mix": { music: 0.25, podcast: 0.25 } },
      large: { "genre-mix": { music: 0.295, podcast: 0.205 } },
    },
    fails: ["genre-mix/content", "genre-mix/usage-music", "genre-mix/usage-podcast"],
  },
  {
    rule: "genre-mix",
    wrong: "48/32/20 (49.6/30.4/20) movies, music and podcasts for 50/30/20",
    made: {
      small: { "genre-mix": { movie: 0.48, music: 0.32 } },
      large: { "genre-mix": { movie: 0.496, music: 0.304 } },
    },
    fails: ["genre-mix/content", "genre-mix/usage-movie", "genre-mix/usage-music"],
  },
];

export const popularityMutants: readonly Mutant[] = [
  {
    rule: "title-popularity",
    wrong: "popularity falls with rank^-1.1 (-.95) for -.9",
    made: {
      small: { "title-popularity": { exponent: 1.1 } },
      large: { "title-popularity": { exponent: 0.95 } },
    },
    fails: [
      "title-popularity/movie",
      "title-popularity/music",
      "title-popularity/podcast",
      "title-popularity/top-movie",
      "title-popularity/top-music",
      "title-popularity/top-podcast",
    ],
  },
];

/** What the edits of sessions know of each: its tier, and what it watched of its title as a fraction. */
function watchingOf(files: EditableFiles): (row: Session) => { tier: Tier; fraction: number; minutes: number } {
  const planOf = new Map(files.rows("subscriptions").map((row) => [row.subscription_id, row.plan_id]));
  const tierOf = new Map(files.rows("plans").map((row) => [row.plan_id, row.tier as Tier]));
  const minutesOf = new Map(files.rows("content").map((row) => [row.content_id, Number(row.duration_minutes)]));
  return ({ subscription_id, content_id, duration_watched }) => {
    const minutes = minutesOf.get(content_id)!;
    return { tier: tierOf.get(planOf.get(subscription_id)!)!, fraction: Number(duration_watched) / minutes, minutes };
  };
}

/** One session that watched so much of its title, and says so. */
function watchOne(files: EditableFiles, fraction: number): void {
  const watching = watchingOf(files);
  files.changeOne("usage_logs", (row) => {
    const { minutes } = watching(row);
    if (minutes < 60) return undefined;
    return {
      duration_watched: (fraction * minutes).toFixed(2),
      completion_rate: Math.min(1, fraction).toFixed(4),
    };
  });
}

export const watchMutants: readonly Mutant[] = [
  {
    rule: "watch-fraction",
    wrong: "one session watches 24 % of its title",
    edit: (files) => watchOne(files, 0.24),
    fails: ["watch-fraction/bounds"],
  },
  {
    rule: "watch-fraction",
    wrong: "one session watches 101 % of its title",
    edit: (files) => watchOne(files, 1.01),
    fails: ["watch-fraction/bounds"],
  },
  {
    rule: "watch-fraction",
    wrong: "Basic sessions are abandoned with 25 % (21 %) for 20 %",
    customers: enough,
    made: {
      small: { "watch-fraction": { abandon: { Basic: 0.25 } } },
      large: { "watch-fraction": { abandon: { Basic: 0.21 } } },
    },
    fails: {
      small: ["watch-fraction/dropout-basic", "watch-fraction/shape-basic"],
      large: ["watch-fraction/dropout-basic"],
    },
  },
  {
    rule: "watch-fraction",
    wrong: "Standard sessions take one uniform for the larger of two",
    made: { "watch-fraction": { skew: { Standard: 1 } } },
    fails: ["watch-fraction/dropout-standard", "watch-fraction/shape-standard"],
  },
  {
    rule: "watch-fraction",
    wrong: "Premium sessions are abandoned with 20 % (13 %) for 5 %",
    made: {
      small: { "watch-fraction": { abandon: { Premium: 0.2 } } },
      large: { "watch-fraction": { abandon: { Premium: 0.13 } } },
    },
    fails: [
      "watch-fraction/dropout-premium",
      "watch-fraction/shape-premium",
      "watch-fraction/at-least-seventy",
      "watch-fraction/seventy",
    ],
  },
];

const ceilings: Readonly<Record<Tier, number>> = { Basic: 0.03, Standard: 0.05, Premium: 0.08 };
const even = (ceiling: number): Record<Tier, number> => ({ Basic: ceiling, Standard: ceiling, Premium: ceiling });
const ofAllTiers = (name: string): string[] => tiers.map((tier) => `completion-noise/${name}-${tier.toLowerCase()}`);

/** Gives every session (of a tier) another completion. */
function complete(files: EditableFiles, completion: (fraction: number, tier: Tier, uniform: () => number) => number) {
  const watching = watchingOf(files);
  const stream = new Substream(streamKey("mutants", "usage_logs", "completion-noise"));
  files.change("usage_logs", (row, index) => {
    const { fraction, tier } = watching(row);
    const entity = stream.at(index);
    let number = 0;
    const uniform = (): number => (entity.word(number++) >>> 0) / 2 ** 32;
    const rate = Math.min(1, Math.max(0.05, completion(fraction, tier, uniform)));
    return { completion_rate: rate.toFixed(4) };
  });
}

/** Sessions of every so many rows clipped below 1 or above .05. */
function clipAt(files: EditableFiles, least: string, most: string): void {
  files.change("usage_logs", ({ completion_rate }) => {
    if (completion_rate > most) return { completion_rate: most };
    return completion_rate < least ? { completion_rate: least } : undefined;
  });
}

export const completionMutants: readonly Mutant[] = [
  {
    rule: "completion-noise",
    wrong: "Basic noise reaches .025 (.029) for .03",
    made: {
      small: { "completion-noise": { ceiling: { Basic: 0.025 } } },
      large: { "completion-noise": { ceiling: { Basic: 0.029 } } },
    },
    fails: ["completion-noise/uniform-basic"],
  },
  {
    rule: "completion-noise",
    wrong: "Premium noise reaches .085 for .08",
    made: { "completion-noise": { ceiling: { Premium: 0.085 } } },
    fails: {
      small: ["completion-noise/ceiling"],
      large: ["completion-noise/ceiling", "completion-noise/uniform-premium", "completion-noise/upper-clip-premium"],
    },
  },
  {
    rule: "completion-noise",
    // From a quarter watched, noise under the ceiling cannot reach the clip: what is there is beyond the ceiling, too.
    wrong: "one session is clipped at .05, which no noise reaches",
    edit: (files) => files.changeOne("usage_logs", () => ({ completion_rate: "0.0500" })),
    fails: ["completion-noise/lower-clip", "completion-noise/ceiling"],
  },
  {
    rule: "completion-noise",
    wrong: "completion is the watched share without noise",
    customers: enough,
    edit: (files) => complete(files, (fraction) => fraction),
    fails: [...ofAllTiers("uniform"), ...ofAllTiers("upper-clip")],
  },
  {
    rule: "completion-noise",
    wrong: "noise is triangular between the same ceilings",
    customers: enough,
    edit: (files) =>
      complete(files, (fraction, tier, uniform) => fraction + ceilings[tier] * (uniform() + uniform() - 1)),
    fails: {
      small: [...ofAllTiers("uniform"), "completion-noise/upper-clip-standard", "completion-noise/upper-clip-premium"],
      large: [...ofAllTiers("uniform"), ...ofAllTiers("upper-clip")],
    },
  },
  {
    rule: "completion-noise",
    wrong: "completion is clipped at .99 for 1",
    customers: enough,
    edit: (files) => clipAt(files, "0.0500", "0.9900"),
    fails: ofAllTiers("upper-clip"),
  },
  {
    rule: "completion-noise",
    wrong: "completion is clipped at .06 for .05, under a ceiling that reaches it",
    declared: { behaviour: { "completion-noise": { ceiling: even(0.5) } } },
    edit: (files) => clipAt(files, "0.0600", "1.0000"),
    fails: ofAllTiers("lower-clip"),
  },
];

/** Every so many sessions on the device after its own in the list of devices. */
function swapDevices(files: EditableFiles, size: MutantSize): void {
  files.change("usage_logs", ({ device }, index) =>
    device === "tablet" && index % (size === "small" ? 3 : 10) === 0 ? { device: "web" } : undefined,
  );
}

export const deviceMutants: readonly Mutant[] = [
  {
    rule: "playback-device",
    wrong: "65 % (69.5 %) of sessions are on the own device for 70 %",
    made: { small: { "playback-device": { own: 0.65 } }, large: { "playback-device": { own: 0.695 } } },
    fails: ["playback-device/own-device", "playback-device/devices"],
  },
  {
    rule: "playback-device",
    wrong: "the own device counts for nothing",
    made: { "playback-device": { own: 0 } },
    fails: ["playback-device/own-device", "playback-device/devices"],
  },
  {
    rule: "playback-device",
    wrong: "a third (a tenth) of the sessions on tablets is on the web",
    edit: swapDevices,
    fails: ["playback-device/own-device", "playback-device/devices"],
  },
];
