// Observed and expected sessions of each day of the window and each tier, given who subscribes: what several figures are drawn
// from.

import { tiers } from "../../../datasets.ts";
import type { Moments } from "../../../expectations/moments.ts";
import { type ActiveSince, expectedActiveSince, sessionDays } from "../../../expectations/session-days.ts";
import { dayNumber, windowDays } from "../../../rules/world.ts";
import type { Subject } from "../figure.ts";

export interface DailySessions {
  /** Day number of the window's first day. */
  readonly firstDay: number;
  /** By day of the window, the oldest first. */
  readonly observed: readonly number[];
  readonly expected: readonly Moments[];
  readonly total: number;
  readonly expectedByTier: readonly Moments[];
  /** Active subscribers by tier; counted in subscriptions where the run holds them, else expected. */
  readonly subscribers: readonly number[];
  readonly areCounted: boolean;
}

/** Undefined when the run holds no usage_logs. */
export function dailySessions({ report, world }: Subject): DailySessions | undefined {
  const coverage = report.datasets.usage_logs?.coverage["started_at"];
  if (coverage === undefined) return undefined;
  const firstDay = world.asOfDay - windowDays;
  const observed = new Array<number>(windowDays).fill(0);
  for (const { start, count } of coverage.period === "day" ? coverage.counts : []) {
    const day = dayNumber(start) - firstDay;
    if (day >= 0 && day < windowDays) observed[day] = count;
  }
  const counted = countedSince({ report });
  const activeSince = counted ?? expectedActiveSince(world);
  const { days, tiers: expectedByTier } = sessionDays(world, activeSince);
  return {
    firstDay,
    observed,
    expected: days,
    total: observed.reduce((sum, count) => sum + count, 0),
    expectedByTier,
    subscribers: activeSince.map((since) => since.reduce((sum, count) => sum + count, 0)),
    areCounted: counted !== undefined,
  };
}

function countedSince({ report }: Pick<Subject, "report">): ActiveSince | undefined {
  const since = report.datasets.subscriptions?.charts?.subscriptions?.activeSince;
  return since ? tiers.map((tier) => since[tier]) : undefined;
}
