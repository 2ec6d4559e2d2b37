// Checks watch-fraction: that 25-100 % of a title is watched, and how the watched share spreads, by tier. Watched minutes are
// rounded to hundredths, which moves the edge b of a share to b - .5/W for a title of W hundredths: expectations are taken
// over the titles that the rows are of, so that they are exact for short titles too.

import { nullValue } from "../../csv/columns.ts";
import type { UsageBatch } from "../../csv/scan-batch.ts";
import { type Tier, tiers } from "../../datasets.ts";
import { abandonedFraction, leastFraction } from "../../rules/watch-fraction.ts";
import type { World } from "../../rules/world.ts";
import type { CheckObserver, JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCells } from "../judge-cells.ts";
import { judgeShare } from "../judge-count.ts";
import { judgeLeast } from "../judge-least.ts";
import { judgeInvariant } from "../judgement.ts";
import { titleKey, usageKey } from "../keys.ts";
import { newObservation, type Observation, type Offenders, offend, totalOf } from "../observation.ts";
import type { ObserveContext, RowsOf } from "../rows.ts";
import { watchingTiers } from "../sessions.ts";
import { percent } from "../wording.ts";

/** Watched shares are counted by tenths of the title: .25-.3, .3-.4, ... .9-1. */
const firstCell = 2;
const cells = 8;
/** The longest title that can be asked for, in tenths of a minute. */
const longestTitle = 14_400;
const lengths = longestTitle + 1;
/** Promised: this share of Premium sessions watches this share of the title. */
const promised = 0.7;
const materialShare = 0.03;
const materialSpread = 0.05;

export const watchFraction: RuleCheck = {
  rule: "watch-fraction",
  observe: { usage_logs: observeWatched },
  expectations: {
    "dropout-*":
      "abandon + (1 - abandon) ((.4 - .25) / .75)^skew, with the edge .4 moved by what rounding to hundredths does to the lengths at hand; binomial of the mean probability, which bounds the tails of rows that differ (Hoeffding 1956).",
    "shape-*":
      "abandon min(1, (b - .25) / .15) + (1 - abandon) ((b - .25) / .75)^skew below b = .3, .4, ... 1, likewise; chi-square.",
    "at-least-seventy": ".7 at least: fails only below it; exact binomial.",
    seventy: "(1 - abandon) (1 - ((.7 - .25) / .75)^skew), likewise.",
  },
  judge: ({ usage_logs: usage }, world) => {
    if (usage === undefined) return [];
    const tierClaims = watchingTiers(world).map(({ name, code }) => watchedShares(usage, world, name, code));
    return [
      bounds(usage),
      ...tierClaims.map(dropout),
      ...tierClaims.map(shape),
      ...tierClaims.filter(({ tier }) => tier === "Premium").flatMap(seventy),
    ];
  },
};

function observeWatched({ rangeStart }: ObserveContext): CheckObserver<RowsOf["usage_logs"]> {
  const rows = new Uint32Array(1);
  /** cells * tier code + cell */
  const shares = new Uint32Array(cells * tiers.length);
  /** Rows by the length of their title: lengths * tier code + tenths of a minute. */
  const titles = new Uint32Array(lengths * tiers.length);
  const observation = newObservation({ rows, shares, titles }, ["bounds"]);
  const outside = observation.offenders["bounds"]!;
  return {
    observation,
    observe: ({ batch, tier, tenths }) => {
      const { watchedHundredths } = batch;
      for (let row = 0; row < batch.rows; row++) {
        const length = tenths[row]!;
        const watched = watchedHundredths[row]!;
        if (length <= 0 || watched === nullValue) continue;
        rows[0]!++;
        // In hundredths the title has ten times its tenths; a quarter of that is 2.5.
        if (2 * watched < 5 * length || watched > 10 * length) {
          offendRow(outside, rangeStart, batch, row, length);
        }
        const code = tier[row]! - 1;
        if (code < 0 || length > longestTitle) continue;
        // The quotient of integers, cut off: exact, since no quotient below a whole number is rounded up to it.
        const cell = Math.min(Math.max(Math.floor(watched / length) - firstCell, 0), cells - 1);
        shares[code * cells + cell]!++;
        titles[code * lengths + length]!++;
      }
    },
  };
}

/** Apart from the loop, which would otherwise make a scope for every row. */
function offendRow(outside: Offenders, rangeStart: number, batch: UsageBatch, row: number, length: number): void {
  offend(outside, rangeStart, row, () => {
    const watched = (batch.watchedHundredths[row]! / 100).toFixed(2);
    const found = `watched ${watched} of ${titleKey(batch.content[row]!)}'s ${(length / 10).toFixed(1)} minutes`;
    return { key: usageKey(batch, row), found };
  });
}

function bounds({ counts, offenders }: Observation): JudgedClaim {
  return {
    name: "bounds",
    claim: `Every session watches ${percent(leastFraction)} to 100 % of its title.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeInvariant(counts["rows"]![0]!, offenders["bounds"]!),
  };
}

interface WatchedShares {
  readonly tier: Tier;
  readonly abandon: number;
  readonly skew: number;
  /** Sessions by cell, and what each cell is expected to have of them. */
  readonly found: ArrayLike<number>;
  readonly expected: readonly number[];
  readonly sessions: number;
}

function watchedShares({ counts }: Observation, { behaviour }: World, tier: Tier, code: number): WatchedShares {
  const { abandon: abandons, skew: skews } = behaviour["watch-fraction"];
  const [abandon, skew] = [abandons[tier], skews[tier]];
  const found = counts["shares"]!.slice(code * cells, (code + 1) * cells);
  const titles = counts["titles"]!.subarray(code * lengths, (code + 1) * lengths);
  const sessions = totalOf(titles);
  /** Expected shares below each edge .3, .4, .. .9, 1. */
  const below = Array.from({ length: cells }, (_, cell) => {
    if (cell === cells - 1) return 1;
    const edge = (firstCell + cell + 1) / 10;
    if (sessions === 0) return shareBelow(edge, abandon, skew);
    return expectedBelow(titles, edge, abandon, skew) / sessions;
  });
  const expected = below.map((share, cell) => share - (below[cell - 1] ?? 0));
  return { tier, abandon, skew, found, expected, sessions };
}

/** Expected rows below an edge, over all lengths. */
function expectedBelow(titles: ArrayLike<number>, edge: number, abandon: number, skew: number): number {
  let sum = 0;
  for (let length = 1; length < titles.length; length++) {
    if (titles[length] !== 0) sum += titles[length]! * shareBelow(edge - 0.05 / length, abandon, skew);
  }
  return sum;
}

/** P(fraction < edge): abandoned uniformly up to .40, else the largest of `skew` uniforms over .25 to 1. */
function shareBelow(edge: number, abandon: number, skew: number): number {
  const part = (to: number): number => Math.min(1, Math.max(0, (edge - leastFraction) / (to - leastFraction)));
  let stayed = 1;
  for (let uniform = 0; uniform < skew; uniform++) stayed *= part(1);
  return abandon * part(abandonedFraction) + (1 - abandon) * stayed;
}

/** Cells below the share at which an abandoned session stops at the latest. */
const dropoutCells = 2;

function dropout({ tier, abandon, found, expected, sessions }: WatchedShares): JudgedClaim {
  const share = totalOf(expected, 0, dropoutCells);
  return {
    name: `dropout-${tier.toLowerCase()}`,
    claim: `${percent(share)} of ${tier} sessions end before ${percent(abandonedFraction)} of the title, ${percent(abandon)} being abandoned; dropout is to fall with the tier.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeShare({ successes: totalOf(found, 0, dropoutCells), trials: sessions, share, material: materialShare }),
  };
}

function shape({ tier, skew, found, expected }: WatchedShares): JudgedClaim {
  const largest = skew === 1 ? "uniform" : `the largest of ${skew} uniforms`;
  return {
    name: `shape-${tier.toLowerCase()}`,
    claim: `What ${tier} sessions watch of a title spreads as declared: ${largest} over 25-100 %, but for the abandoned.`,
    demand: false,
    dataset: "usage_logs",
    ...judgeCells({ observed: found, probabilities: expected, material: materialSpread }),
  };
}

const promisedCells = Math.round(10 * promised) - firstCell;

function seventy({ found, expected, sessions }: WatchedShares): JudgedClaim[] {
  const successes = totalOf(found, promisedCells);
  const share = totalOf(expected, promisedCells);
  const about = { dataset: "usage_logs" } as const;
  const exactly: JudgedClaim = {
    name: "seventy",
    claim: `${percent(share)} of Premium sessions watch ${percent(promised)} of the title or more.`,
    demand: false,
    ...about,
    ...judgeShare({ successes, trials: sessions, share, material: materialShare }),
  };
  // A request may declare a Premium that watches less.
  if (share < promised) return [exactly];
  const atLeast: JudgedClaim = {
    name: "at-least-seventy",
    claim: `At least ${percent(promised)} of Premium sessions watch ${percent(promised)} of the title or more.`,
    demand: true,
    ...about,
    ...judgeLeast({ successes, trials: sessions, least: promised, material: materialShare }),
  };
  return [atLeast, exactly];
}
