// Reads each customer's subscriptions, which stand side by side, one behind: only the next row tells whether a subscription ended in
// a change of plan, in leaving, or in leaving and coming back. Counts periods at risk and events; judges nothing.

import { nullValue } from "../../csv/columns.ts";
import { changeTypes, subscriptionStatuses, tiers } from "../../datasets.ts";
import { billingPeriodDays, winbackDelayDays } from "../../rules/subscription-lifecycle.ts";
import type { CheckObserver } from "../check.ts";
import { dateText, subscriptionKey } from "../keys.ts";
import { newObservation, type Observation, offend } from "../observation.ts";
import type { RowsOf } from "../rows.ts";

export const lifecycleInvariants = [
  "one-at-a-time",
  "sequence",
  "started",
  "billing-periods",
  "status",
  "plan-changes",
  "winback-delay",
] as const;
export type LifecycleInvariant = (typeof lifecycleInvariants)[number];

const [changeNew, changeUpgrade, changeDowngrade, changeWinback] = [0, 1, 2, 3];
const [active, canceling, ended] = [0, 1, 2];
const { shortest, longest } = winbackDelayDays;
export const winbackDelays = longest - shortest + 1;

/** Tables by tier code are as long as `tiers`. */
function lifecycleCounts() {
  const byTier = (): Float64Array => new Float64Array(tiers.length);
  return {
    rows: new Float64Array(1),
    newByTier: byTier(),
    /** First winbacks of a customer: how many there are does not depend on the tiers they are on. */
    winbackByTier: byTier(),
    /** Billing periods begun before the as-of date, and those that ended in leaving. */
    begun: byTier(),
    leaves: byTier(),
    /** Billing periods that ended before the as-of date, and those that ended in a change of plan. */
    over: byTier(),
    upgrades: byTier(),
    downgrades: byTier(),
    /** Customers who left for the first time so early that a winback must show, and those of them who came back. */
    leavers: new Float64Array(1),
    returned: new Float64Array(1),
    /** Days from leaving to coming back of those, from the shortest on. */
    byWinbackDelay: new Float64Array(winbackDelays),
  };
}

/** How a subscription ended, as its customer's next row tells. */
const endings = { left: 0, upgraded: 1, downgraded: 2, returned: 3 } as const;
type Ending = (typeof endings)[keyof typeof endings];

export class LifecycleObserver implements CheckObserver<RowsOf["subscriptions"]> {
  readonly observation: Observation;
  readonly #counts = lifecycleCounts();
  readonly #asOfDay: number;
  readonly #rangeStart: number;
  // The row before, -1 and nullValue where there is none or a field is empty.
  #subscriber = -1;
  #sequence = 0;
  /** Code + 1. */
  #tier = 0;
  #start = nullValue;
  #end = nullValue;
  /** Whether the customer has come back before. */
  #cameBack = false;

  constructor(asOfDay: number, rangeStart: number) {
    this.#asOfDay = asOfDay;
    this.#rangeStart = rangeStart;
    this.observation = newObservation(this.#counts, lifecycleInvariants);
  }

  observe(rows: RowsOf["subscriptions"]): void {
    const { batch, tier } = rows;
    this.#counts.rows[0]! += batch.rows;
    for (let row = 0; row < batch.rows; row++) {
      this.#checkDays(rows, row);
      const subscriber = batch.subscriber[row]!;
      if (subscriber === this.#subscriber) this.#follow(rows, row);
      else this.#begin(rows, row);
      this.#countTier(batch.changeType[row]!, tier[row]!);
      this.#subscriber = subscriber;
      this.#sequence = batch.sequence[row]!;
      this.#tier = tier[row]!;
      this.#start = batch.startDay[row]!;
      this.#end = batch.endDay[row]!;
    }
  }

  finish(): void {
    this.#countPeriods(endings.left);
    this.#subscriber = -1;
    this.#start = nullValue;
  }

  /** What holds of a row by itself. */
  #checkDays({ batch }: RowsOf["subscriptions"], row: number): void {
    const start = batch.startDay[row]!;
    const end = batch.endDay[row]!;
    const status = batch.status[row]!;
    if (start !== nullValue && start >= this.#asOfDay) {
      this.#offend("started", batch, row, `start_date ${dateText(start)}`);
    }
    if (start !== nullValue && end !== nullValue && !this.#isWhole(start, end)) {
      this.#offend("billing-periods", batch, row, `${dateText(start)} to ${dateText(end)}: ${end - start} days`);
    }
    const expected = end === nullValue ? active : end > this.#asOfDay ? canceling : ended;
    if (status !== expected && status !== nullValue) {
      this.#offend("status", batch, row, `${subscriptionStatuses[status]}, end_date ${dateText(end)}`);
    }
  }

  #isWhole(start: number, end: number): boolean {
    const days = end - start;
    return days > 0 && days % billingPeriodDays === 0 && end - billingPeriodDays < this.#asOfDay;
  }

  /** The first row of a customer. */
  #begin({ batch }: RowsOf["subscriptions"], row: number): void {
    this.#countPeriods(endings.left);
    this.#cameBack = false;
    this.#checkSequence(batch, row, 1);
  }

  /** A row of the same customer as the row before. */
  #follow({ batch, tier }: RowsOf["subscriptions"], row: number): void {
    const start = batch.startDay[row]!;
    const change = batch.changeType[row]!;
    const delay = start === nullValue || this.#end === nullValue ? nullValue : start - this.#end;
    this.#checkSequence(batch, row, this.#sequence + 1);
    if (this.#end === nullValue || (delay < 0 && delay !== nullValue)) {
      const found = `starts ${dateText(start)}, the one before ends ${dateText(this.#end)}`;
      this.#offend("one-at-a-time", batch, row, found);
    }
    if (change === changeUpgrade || change === changeDowngrade) {
      const step = change === changeUpgrade ? 1 : -1;
      const from = this.#tier;
      const to = tier[row]!;
      if ((delay !== 0 && delay !== nullValue) || (from > 0 && to > 0 && to !== from + step)) {
        const found = `${changeTypes[change]} from ${tiers[from - 1]} to ${tiers[to - 1]} after ${delay} days`;
        this.#offend("plan-changes", batch, row, found);
      }
      this.#countPeriods(change === changeUpgrade ? endings.upgraded : endings.downgraded);
      return;
    }
    if (change === changeWinback && (delay < shortest || delay > longest) && delay !== nullValue) {
      this.#offend("winback-delay", batch, row, `comes back after ${delay} days`);
    }
    this.#countPeriods(change === changeWinback ? endings.returned : endings.left, delay);
  }

  #checkSequence(batch: RowsOf["subscriptions"]["batch"], row: number, expected: number): void {
    const sequence = batch.sequence[row]!;
    const change = batch.changeType[row]!;
    const fits = change === nullValue || (change === changeNew) === (expected === 1);
    if ((sequence !== expected && sequence !== nullValue) || !fits) {
      const found = `number ${expected} of its customer, change_type ${changeTypes[change]}`;
      this.#offend("sequence", batch, row, found);
    }
  }

  /** Counts a start on a tier drawn anew. */
  #countTier(change: number, tier: number): void {
    if (change === changeWinback) {
      if (tier > 0 && !this.#cameBack) this.#counts.winbackByTier[tier - 1]!++;
      this.#cameBack = true;
    } else if (change === changeNew && tier > 0) this.#counts.newByTier[tier - 1]!++;
  }

  /** Counts the periods of the row before, now that it is known how it ended; rows whose days are broken are left out. */
  #countPeriods(ending: Ending, delay = nullValue): void {
    const start = this.#start;
    const end = this.#end;
    const tier = this.#tier - 1;
    const counts = this.#counts;
    if (tier < 0 || start === nullValue || start >= this.#asOfDay) return;
    if (end !== nullValue && !this.#isWhole(start, end)) return;
    /** Periods that ended before the as-of date; one more has begun. */
    const whole = Math.floor((this.#asOfDay - 1 - start) / billingPeriodDays);
    const had = end === nullValue ? whole + 1 : (end - start) / billingPeriodDays;
    counts.begun[tier]! += had;
    counts.over[tier]! += Math.min(had, whole);
    if (end === nullValue) return;
    if (ending === endings.upgraded) counts.upgrades[tier]!++;
    else if (ending === endings.downgraded) counts.downgrades[tier]!++;
    else {
      counts.leaves[tier]!++;
      if (!this.#cameBack && end + longest < this.#asOfDay) this.#countLeaver(ending, delay);
    }
  }

  #countLeaver(ending: Ending, delay: number): void {
    const { leavers, returned, byWinbackDelay } = this.#counts;
    leavers[0]!++;
    if (ending !== endings.returned) return;
    returned[0]!++;
    if (delay >= shortest && delay <= longest) byWinbackDelay[delay - shortest]!++;
  }

  #offend(
    invariant: LifecycleInvariant,
    { subscriber, sequence }: RowsOf["subscriptions"]["batch"],
    row: number,
    found: string,
  ): void {
    offend(this.observation.offenders[invariant]!, this.#rangeStart, row, () => ({
      key: subscriptionKey(subscriber[row]!, sequence[row]!),
      found,
    }));
  }
}
