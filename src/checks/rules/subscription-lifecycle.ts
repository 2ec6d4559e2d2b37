// Checks subscription-lifecycle: what must hold of every subscription and of one that follows another. What is counted beside it
// is judged in subscription-lifecycle-rates.ts.

import { billingPeriodDays, winbackDelayDays } from "../../rules/subscription-lifecycle.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeInvariant } from "../judgement.ts";
import { type Observation, totalOf } from "../observation.ts";
import { lifecycleRates } from "./subscription-lifecycle-rates.ts";
import { type LifecycleInvariant, LifecycleObserver } from "./subscription-lifecycle-rows.ts";

export const subscriptionLifecycle: RuleCheck = {
  rule: "subscription-lifecycle",
  observe: {
    subscriptions: ({ world, rangeStart }) => new LifecycleObserver(world.asOfDay, rangeStart),
  },
  expectations: {
    "new-*": "tierShares, of the first subscriptions; exact binomial.",
    "winback-*": "tierShares, of the customers' first winbacks; exact binomial.",
    "leave-*":
      "leave times the billing periods begun before the as-of date; Freedman, with 1.1 times the variance p (1 - p) a period, for periods whose number depends on earlier events.",
    "upgrade-*": "upgrade times the billing periods that ended before the as-of date; Freedman, likewise.",
    "downgrade-*": "downgrade times the billing periods that ended before the as-of date; Freedman, likewise.",
    winback: "winback, of those whose first leaving lies more than 180 days back; exact binomial.",
    "winback-mean": "(30 + 180) / 2 days, with the variance (151^2 - 1) / 12 a winback; Bernstein.",
    "winback-delays": "1/151 each, from 1,000 winbacks on; chi-square over delays pooled to 100 expected.",
  },
  judge: ({ subscriptions }, world) =>
    subscriptions === undefined ? [] : [...invariants(subscriptions), ...lifecycleRates(subscriptions, world)],
};

const { shortest, longest } = winbackDelayDays;

const claims: Readonly<Record<LifecycleInvariant, string>> = {
  "one-at-a-time": "A customer's next subscription starts only when the one before has ended.",
  sequence: "A customer's subscriptions are numbered 1, 2, 3 and so on; the first is new and no other is.",
  started: "Every subscription has started before the as-of date.",
  "billing-periods": `Every subscription lasts whole billing periods of ${billingPeriodDays} days, the last of which began before the as-of date.`,
  status:
    "A subscription is ended if its end_date is not after the as-of date, canceling if it is, active without one.",
  "plan-changes":
    "An upgrade is one tier up, a downgrade one tier down, from the day on which the subscription before ended.",
  "winback-delay": `A winback starts ${shortest} to ${longest} days after the end of the subscription before.`,
};

function invariants({ counts, offenders }: Observation): JudgedClaim[] {
  const rows = totalOf(counts["rows"]!);
  return Object.entries(claims).map(([name, claim]) => ({
    name,
    claim,
    demand: false,
    dataset: "subscriptions",
    ...judgeInvariant(rows, offenders[name]!),
  }));
}
