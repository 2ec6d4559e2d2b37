// Which sessions the checks of rates and days compare: those of subscribers who were there for the whole of what is compared,
// so that each one's own activity cancels. And whose sessions there are to be at all. Reads no sampler.

import { type Genre, genres, type Tier, tiers } from "../datasets.ts";
import { recentDays } from "../rules/recency-window.ts";
import { isWeekend, type World, windowDays } from "../rules/world.ts";

/** True for `activeFrom` (see UsageRows) of a subscription that ran on every one of the last 14 days. */
export function ranRecently(activeFrom: number): boolean {
  return activeFrom > 0 && activeFrom <= windowDays - recentDays + 1;
}

/** True for `activeFrom` of a subscription that ran on every day of the window. */
export function ranThroughout(activeFrom: number): boolean {
  return activeFrom === 1;
}

/** By day of the window, the oldest first: 1 for Monday to Friday, else 0. */
export function windowWeekdays({ asOfDay }: World): Uint8Array {
  return Uint8Array.from({ length: windowDays }, (_, day) => (isWeekend(asOfDay - windowDays + day) ? 0 : 1));
}

/** By day of the window: the share of its sessions that recency-window declares to be kept. */
export function windowKeptShares({ behaviour }: World): Float64Array {
  const { floor, halfLifeDays } = behaviour["recency-window"];
  return Float64Array.from({ length: windowDays }, (_, day) => {
    const daysOlder = Math.max(0, windowDays - day - recentDays);
    return daysOlder === 0 ? 1 : Math.max(floor, Math.exp(-Math.LN2 * (daysOlder / halfLifeDays)));
  });
}

/**
 * Sessions a day on some days over sessions a day on others, for the share of all sessions that the former have. Where the
 * others have none they count as half a session, so that the ratio stays finite.
 */
export function dailyRatio(share: number, days: number, otherDays: number, sessions: number): number {
  return share / days / (Math.max(1 - share, 0.5 / sessions) / otherDays);
}

/** A listed value with its index in the list. */
export interface Coded<Name> {
  readonly name: Name;
  readonly code: number;
}

/** Tiers that a subscription is declared to be on at all. */
export function reachedTiers({ behaviour }: World): Tier[] {
  const { tierShares, upgrade, downgrade } = behaviour["subscription-lifecycle"];
  if (behaviour.eligibility.never === 1) return [];
  const reached = new Set<Tier>(tiers.filter((tier) => tierShares[tier] > 0));
  // Twice: a change moves one tier at a time, and there are three.
  for (const _ of [1, 2]) {
    for (const [index, tier] of tiers.entries()) {
      if (!reached.has(tier)) continue;
      const [above, below] = [tiers[index + 1], tiers[index - 1]];
      if (above !== undefined && upgrade[tier] > 0) reached.add(above);
      if (below !== undefined && downgrade[tier] > 0) reached.add(below);
    }
  }
  return tiers.filter((tier) => reached.has(tier));
}

/** Tiers that are declared to watch at all. */
export function watchingTiers(world: World): Coded<Tier>[] {
  const reached = reachedTiers(world);
  const { rate } = world.behaviour["session-rate"];
  return tiers.map((name, code) => ({ name, code })).filter(({ name }) => rate[name] > 0 && reached.includes(name));
}

/** Whether there are to be sessions at all: where not, nothing is claimed of them that more rows could ever show. */
export function isWatched(world: World): boolean {
  return watchingTiers(world).length > 0;
}

/** Genres that are declared to be watched at all. */
export function watchedGenres(world: World): Coded<Genre>[] {
  if (!isWatched(world)) return [];
  const shares = world.behaviour["genre-mix"];
  return genres.map((name, code) => ({ name, code })).filter(({ name }) => shares[name] > 0);
}
