// What the sessions of each tier should show of watching: the watched fraction and the completion rate.

import { type Tier, tiers } from "../datasets.ts";
import type { World } from "../rules/world.ts";
import { completionMoments, fullCompletionShare } from "./completion.ts";
import type { Loads } from "./loads.ts";
import { fractionIntervalOf, type Interval, type Moments, shareIntervalOf } from "./moments.ts";
import { valuesByName } from "./named.ts";
import { fractionBelow, fractionMoments, overDurations } from "./watched-fraction.ts";

/** Null where the tier has no sessions. */
export interface Watching {
  readonly watchedFraction: {
    readonly mean: Interval | null;
    readonly atLeast70Percent: Interval | null;
    readonly below40Percent: Interval | null;
  };
  readonly completionRate: { readonly mean: Interval | null; readonly exactlyOne: Interval | null };
}

/**
 * By tier. Given how many rows a tier has, its rows are drawn alike and independently: a mean has variance / rows, a share
 * p(1 - p) / rows. Neglected: that the number of rows varies about its mean, and that rounding to .01 minutes ties the rows of
 * one short title together.
 */
export function watchingByTier(world: World, loads: Loads): Record<Tier, Watching> {
  const means = loads.mean(loads.everyDay);
  return valuesByName(tiers, (tier, code) => {
    const rows = loads.customers * means[code]!;
    const meanOf = ({ mean, variance }: Moments): Interval | null =>
      rows > 0 ? fractionIntervalOf({ mean, variance: variance / rows }) : null;
    const shareOf = (share: number): Interval | null =>
      rows > 0 ? shareIntervalOf({ mean: share, variance: (share * (1 - share)) / rows }, rows) : null;
    return {
      watchedFraction: {
        mean: meanOf(fractionMoments(world, tier)),
        atLeast70Percent: shareOf(1 - writtenBelow(world, tier, 0.7)),
        below40Percent: shareOf(writtenBelow(world, tier, 0.4)),
      },
      completionRate: {
        mean: meanOf(completionMoments(world, tier)),
        exactlyOne: shareOf(fullCompletionShare(world, tier)),
      },
    };
  });
}

/**
 * P(duration_watched < f * duration_minutes) as the file has them. Of a title of n tenths of a minute f is a whole number of the
 * steps of .01 minutes, for f a multiple of .1, and half a step below it is rounded up to it: .05 / n of the title.
 */
function writtenBelow(world: World, tier: Tier, fraction: number): number {
  return overDurations(world, (tenths) => fractionBelow(world, tier, fraction - 0.05 / tenths));
}
