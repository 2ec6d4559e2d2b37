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

/** Tiers that are declared to watch at all. */
export function watchingTiers({ behaviour }: World): Coded<Tier>[] {
  return tiers.map((name, code) => ({ name, code })).filter(({ name }) => behaviour["session-rate"].rate[name] > 0);
}

/** Genres that are declared to be watched at all. */
export function watchedGenres({ behaviour }: World): Coded<Genre>[] {
  return genres.map((name, code) => ({ name, code })).filter(({ name }) => behaviour["genre-mix"][name] > 0);
}
