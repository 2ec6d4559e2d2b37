// How subscriptions begin, change and end: billing periods of 30 days, each with one event drawn at its first day.
// Declared, not demanded. One customer has one subscription at a time. The default rates lie near published ones.

import { type Tier, tiers } from "../datasets.ts";
import { below, type ChoiceTable, choiceTable, choose, happens, threshold } from "../random/distributions.ts";
import { draw, entityHead, entityTail, type StreamKey } from "../random/substream.ts";
import type { ParameterValues } from "./parameters.ts";
import { mustSumToOne, type RuleFault, ruleCard } from "./rule.ts";

const aPeriod = { kind: "record", minimum: 0, maximum: 1, unit: "probability a billing period" } as const;
const parameters = {
  tierShares: {
    kind: "record",
    default: { Basic: 0.4, Standard: 0.35, Premium: 0.25 },
    minimum: 0,
    maximum: 1,
    unit: "share",
    meaning: "Tier of a new or returning subscriber; must sum to 1",
    source: "declared",
  },
  leave: {
    ...aPeriod,
    default: { Basic: 0.055, Standard: 0.04, Premium: 0.025 },
    meaning: "The subscriber leaves at the period's end",
    source: "US premium services lose 4.6-5.5 % of subscribers a month (Antenna 2023-2025)",
  },
  upgrade: {
    ...aPeriod,
    default: { Basic: 0.03, Standard: 0.02, Premium: 0 },
    meaning: "The subscriber moves up one tier at the period's end",
    source: "declared",
  },
  downgrade: {
    ...aPeriod,
    default: { Basic: 0, Standard: 0.01, Premium: 0.015 },
    meaning: "The subscriber moves down one tier at the period's end",
    source: "declared",
  },
  winback: {
    kind: "number",
    default: 0.15,
    minimum: 0,
    maximum: 1,
    unit: "probability",
    meaning: "A leaver comes back 30 to 180 days after the end",
    source: "declared, on the low side: 34 % of leavers return within six months (Antenna)",
  },
} as const;

type LifecycleValues = ParameterValues<typeof parameters>;

export const billingPeriodDays = 30;
export const winbackDelayDays = { shortest: 30, longest: 180 } as const;
/** The end of a subscription nobody has ended yet. */
export const openEnd = -1;
const [stay, leave, upgrade] = [0, 1, 2];
const tierDraw = 0;
const winbackDraw = 1;
const delayDraw = 2;
const firstEventDraw = 3;

export interface LifecycleSampler {
  readonly key: StreamKey;
  readonly tiers: ChoiceTable;
  /** By tier: leave, upgrade and downgrade as thresholds cumulated in that order. */
  readonly events: readonly (readonly number[])[];
  readonly winbackThreshold: number;
}

export function lifecycleSampler(key: StreamKey, values: LifecycleValues): LifecycleSampler {
  return {
    key,
    tiers: choiceTable(tiers.map((tier) => values.tierShares[tier])),
    events: tiers.map((tier) => {
      const left = values.leave[tier];
      const up = left + values.upgrade[tier];
      return [threshold(left), threshold(up), threshold(up + values.downgrade[tier])];
    }),
    winbackThreshold: threshold(values.winback),
  };
}

/** One customer's subscriptions so far, in order: columns of the same length, reused from customer to customer. */
export interface SubscriptionHistory {
  count: number;
  /** Index into `tiers`. */
  readonly tier: Uint8Array;
  /** Day numbers. */
  readonly start: Int32Array;
  /** Day number of the first day after it, or `openEnd`. */
  readonly end: Int32Array;
  /** Index into `changeTypes`. */
  readonly change: Uint8Array;
}

/** Room for every sequence a customer can reach: a subscription lasts at least one period of at most 1,095 days. */
export function newHistory(): SubscriptionHistory {
  const room = 64;
  return {
    count: 0,
    tier: new Uint8Array(room),
    start: new Int32Array(room),
    end: new Int32Array(room),
    change: new Uint8Array(room),
  };
}

const [changeNew, changeUpgrade, changeDowngrade, changeWinback] = [0, 1, 2, 3];

/**
 * Fills `history` with the subscriptions of a customer that exist at `asOfDay` (start < asOf), the first of them
 * starting on `firstDay`. The entity of subscription s is (customer, s); event k of it is draw 3 + k.
 */
export function subscriptionHistory(
  sampler: LifecycleSampler,
  customer: number,
  firstDay: number,
  asOfDay: number,
  history: SubscriptionHistory,
): void {
  const { low, high } = sampler.key;
  history.count = 0;
  let start = firstDay;
  let change = changeNew as number;
  let tier = -1;
  while (start < asOfDay) {
    const sequence = history.count + 1;
    const head = entityHead(customer, sequence);
    const tail = entityTail(head, sequence);
    if (tier < 0) tier = choose(sampler.tiers, draw(low, high, head, tail, tierDraw));
    const thresholds = sampler.events[tier] as readonly number[];
    let periodEnd = start + billingPeriodDays;
    let event = eventOf(thresholds, draw(low, high, head, tail, firstEventDraw));
    for (let period = 1; event === stay && periodEnd < asOfDay; period++) {
      event = eventOf(thresholds, draw(low, high, head, tail, firstEventDraw + period));
      periodEnd += billingPeriodDays;
    }
    // A leaver is known at the period's first day; a change of plan only once the period has ended before asOf.
    const seen = event === leave || (event !== stay && periodEnd < asOfDay);
    history.tier[history.count] = tier;
    history.start[history.count] = start;
    history.end[history.count] = seen ? periodEnd : openEnd;
    history.change[history.count] = change;
    history.count++;
    if (!seen) return;
    start = periodEnd;
    if (event === leave) {
      if (!happens(draw(low, high, head, tail, winbackDraw), sampler.winbackThreshold)) return;
      const { shortest, longest } = winbackDelayDays;
      start += shortest + below(draw(low, high, head, tail, delayDraw), longest - shortest + 1);
      change = changeWinback;
      tier = -1;
    } else {
      change = event === upgrade ? changeUpgrade : changeDowngrade;
      tier += event === upgrade ? 1 : -1;
    }
  }
}

/** 0 stay, 1 leave, 2 upgrade, 3 downgrade. */
function eventOf(thresholds: readonly number[], word: number): number {
  if (happens(word, thresholds[0] as number)) return 1;
  if (happens(word, thresholds[1] as number)) return 2;
  return happens(word, thresholds[2] as number) ? 3 : 0;
}

function impossible(values: LifecycleValues): RuleFault[] {
  const faults = mustSumToOne(["tierShares"], values.tierShares);
  for (const tier of tiers) {
    const sum = values.leave[tier] + values.upgrade[tier] + values.downgrade[tier];
    if (sum > 1 + 1e-9) {
      const detail = `leave, upgrade and downgrade of ${tier} sum to ${Number(sum.toFixed(9))}; a period has one event, so at most 1.`;
      faults.push({ path: ["leave", tier], detail });
    }
  }
  const nowhere = (path: "upgrade" | "downgrade", tier: Tier, side: string): void => {
    if (values[path][tier] > 0)
      faults.push({ path: [path, tier], detail: `There is no tier ${side} ${tier}; give 0.` });
  };
  nowhere("upgrade", "Premium", "above");
  nowhere("downgrade", "Basic", "below");
  return faults;
}

export const subscriptionLifecycle = ruleCard({
  id: "subscription-lifecycle",
  claim:
    "Every 30-day billing period ends in leaving, one tier up, one tier down, or nothing, by tier; 15 % of leavers come back 30-180 days later on a tier drawn anew; one subscription at a time.",
  demand: false,
  governs: ["subscriptions.plan_id", "subscriptions.end_date", "subscriptions.status", "subscriptions.change_type"],
  parameters,
  note: "US premium video services lose 4.6-5.5 % of subscribers a month, 8.6 % in a tenure's first year and 4 % in its second (Antenna 2023-2025); 34 % of leavers return within six months.",
  impossible,
});
