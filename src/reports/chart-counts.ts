// What a scan counts of subscriptions for the charts of the report, beside the distributions of its columns.

import type { SubscriptionRows } from "../checks/rows.ts";
import { nullValue } from "../csv/columns.ts";
import { changeTypes, tiers } from "../datasets.ts";
import { windowDays } from "../rules/world.ts";
import { count, newTally, type Tally } from "./tally.ts";

/** Days after signup with a cell of their own. */
const delayCells = 400;

export interface SubscriptionChartCounts {
  /** Start days by change type. */
  readonly starts: readonly Tally[];
  /** Days of the window from which on active subscriptions run, by tier. */
  readonly activeSince: readonly Tally[];
  /** Days from signup to a customer's first subscription. */
  readonly delays: Tally;
}

/** Empty counts; starts are expected in the `days` days from `firstDay` on. */
export function newSubscriptionChartCounts(firstDay: number, days: number): SubscriptionChartCounts {
  return {
    starts: changeTypes.map(() => newTally(firstDay, days)),
    activeSince: tiers.map(() => newTally(0, windowDays)),
    delays: newTally(0, delayCells),
  };
}

/** The same by the names under which a partial report holds them. */
export function namedTallies({ starts, activeSince, delays }: SubscriptionChartCounts): Record<string, Tally> {
  return {
    ...Object.fromEntries(starts.map((tally, code) => [`start_date.${changeTypes[code]}`, tally])),
    ...Object.fromEntries(activeSince.map((tally, code) => [`active_since.${tiers[code]}`, tally])),
    delay_days: delays,
  };
}

/** Counts a batch. */
export function countForCharts(
  { starts, activeSince, delays }: SubscriptionChartCounts,
  { batch, tier, signupDay }: SubscriptionRows,
  asOfDay: number,
): void {
  const { rows, startDay, endDay, changeType } = batch;
  const firstDay = asOfDay - windowDays;
  for (let row = 0; row < rows; row++) {
    const [start, end, change] = [startDay[row]!, endDay[row]!, changeType[row]!];
    if (start === nullValue) continue;
    const byChange = starts[change];
    if (byChange !== undefined) count(byChange, start);
    if (change === 0 && signupDay[row] !== nullValue) count(delays, start - signupDay[row]!);
    const since = activeSince[tier[row]! - 1];
    const isActive = start < asOfDay && (end === nullValue || end > asOfDay);
    if (isActive && since !== undefined) count(since, Math.max(0, start - firstDay));
  }
}
