// Checks active-only: every session belongs to its customer's last subscription, which is active at the as-of date and has
// begun by then. References that lead nowhere, or to another's subscription, are the contract's affair.

import { nullValue } from "../../csv/columns.ts";
import type { UsageBatch } from "../../csv/scan-batch.ts";
import { isoDate, type World, windowDays } from "../../rules/world.ts";
import type { CheckObserver, JudgedClaim, RuleCheck } from "../check.ts";
import { judgeInvariant } from "../judgement.ts";
import { dateText, subscriptionKey, usageKey } from "../keys.ts";
import { newObservation, type Observation, type Offenders, offend } from "../observation.ts";
import type { ObserveContext, RowsOf } from "../rows.ts";

export const activeOnly: RuleCheck = {
  rule: "active-only",
  observe: { usage_logs: observeActivity },
  expectations: {},
  judge: ({ usage_logs: usage }, world) => (usage === undefined ? [] : [active(usage, world)]),
};

function observeActivity({ world, rangeStart }: ObserveContext): CheckObserver<RowsOf["usage_logs"]> {
  const rows = new Uint32Array(1);
  const observation = newObservation({ rows }, ["active"]);
  const lapsed = observation.offenders["active"]!;
  /** `activeFrom` counts from 1: the window's first day, or earlier. */
  const dayBefore = world.asOfDay - windowDays - 1;
  return {
    observation,
    observe: ({ batch, plan, activeFrom }) => {
      const { customer, subscriber, startDay } = batch;
      for (let row = 0; row < batch.rows; row++) {
        if (plan[row] === 0 || customer[row] !== subscriber[row] || startDay[row] === nullValue) continue;
        rows[0]!++;
        const from = activeFrom[row]!;
        if (from === 1 || (from > 0 && startDay[row]! >= dayBefore + from)) continue;
        offendRow(lapsed, rangeStart, row, batch, from, world);
      }
    },
  };
}

/** Apart from the loop, which would otherwise make a scope for every row. */
function offendRow(
  lapsed: Offenders,
  rangeStart: number,
  row: number,
  batch: UsageBatch,
  activeFrom: number,
  { asOfDay }: World,
): void {
  offend(lapsed, rangeStart, row, () => {
    const subscription = subscriptionKey(batch.subscriber[row]!, batch.sequence[row]!);
    const found =
      activeFrom === 0
        ? `${subscription} is not active on ${isoDate(asOfDay)}, or not its customer's last`
        : `started on ${dateText(batch.startDay[row]!)}, ${subscription} on ${isoDate(asOfDay - windowDays - 1 + activeFrom)}`;
    return { key: usageKey(batch, row), found };
  });
}

function active({ counts, offenders }: Observation, { asOfDay }: World): JudgedClaim {
  return {
    name: "active",
    claim: `Every session belongs to a subscription that is active on ${isoDate(asOfDay)}, on days from its start on; lapsed customers have none.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeInvariant(counts["rows"]![0]!, offenders["active"]!),
  };
}
