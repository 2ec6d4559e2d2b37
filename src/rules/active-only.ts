// Demanded: only a subscription active at the as-of date has usage, and only from its start on; lapsed customers are silent.
// Not overridable.

import { ruleCard } from "./rule.ts";
import { openEnd, type SubscriptionHistory } from "./subscription-lifecycle.ts";

/** Index in the history of the subscription active at `asOfDay`, or -1: at most the last one can be. */
export function activeSubscription(history: SubscriptionHistory, asOfDay: number): number {
  const last = history.count - 1;
  if (last < 0) return -1;
  const end = history.end[last] as number;
  return end === openEnd || end > asOfDay ? last : -1;
}

export const activeOnly = ruleCard({
  id: "active-only",
  claim:
    "Only a subscription active at the as-of date (end_date empty or after it) has usage, on days from its start on; lapsed customers have none.",
  demand: true,
  governs: ["usage_logs.customer_id", "usage_logs.subscription_id"],
  parameters: {},
  note: "A plan change ends a subscription, and its usage with it.",
});
