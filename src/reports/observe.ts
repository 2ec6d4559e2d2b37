// Observers: what each dataset's report counts in a batch of typed columns. They count; shares, quantiles and dates are
// the report's affair. The dimension observers also fill the lookups by which later datasets are counted.

import type { RowsOf, SubscriptionRows } from "../checks/rows.ts";
import { nullValue } from "../csv/columns.ts";
import type { ContentBatch, CustomerBatch, PlanBatch, SubscriptionBatch } from "../csv/scan-batch.ts";
import type { DatasetName } from "../datasets.ts";
import { windowDays } from "../rules/world.ts";
import { countForCharts, namedTallies, newSubscriptionChartCounts } from "./chart-counts.ts";
import {
  type Lookups,
  resolvable,
  storeHome,
  storeLastSubscription,
  storeSignup,
  storeSubscriptions,
  subscriptionCell,
} from "./lookups.ts";
import { observeUsage } from "./observe-usage.ts";
import { emptyPartial, type PartialReport } from "./partial.ts";
import { count, countLane, newTally, type Tally } from "./tally.ts";

export interface ReportObserver<Rows> {
  observe(rows: Rows): void;
  /** What was counted, once the last batch has been seen; fills the lookups that need whole partitions. */
  finish(): PartialReport;
}

const observers: {
  readonly [D in DatasetName]: (asOfDay: number, lookups: Lookups) => ReportObserver<RowsOf[D]>;
} = {
  customers: observeCustomers,
  plans: observePlans,
  content: observeContent,
  subscriptions: observeSubscriptions,
  usage_logs: observeUsage,
};

/** A new observer of a dataset, seen from the as-of date. */
export function observerOf<D extends DatasetName>(
  dataset: D,
  asOfDay: number,
  lookups: Lookups,
): ReportObserver<RowsOf[D]> {
  return observers[dataset](asOfDay, lookups);
}

/** Days of two years of signups, and room for later ones. */
const yearsBefore = 800;
const daysAfter = 400;
const releaseDays = 7600;
const longestSubscription = 1200;

function addNulls(partial: PartialReport, nulls: Int32Array): void {
  for (const [index, times] of nulls.entries()) partial.nulls[index]! += times;
}

function observeCustomers(asOfDay: number, lookups: Lookups): ReportObserver<CustomerBatch> {
  const tallies = {
    birth_year: newTally(1900, 220),
    state: newTally(0, 26 * 26),
    region: newTally(0, 4),
    device: newTally(0, 5),
    signup_date: newTally(asOfDay - yearsBefore, yearsBefore + daysAfter),
  };
  const partial = emptyPartial("customers", asOfDay, resolvable(lookups, "customers"), { tallies });
  return {
    observe(batch) {
      const { rows, customer, region, device, signupDay } = batch;
      partial.rows += rows;
      addNulls(partial, batch.nulls);
      countLane(tallies.birth_year, batch.birthYear, rows);
      countLane(tallies.state, batch.state, rows);
      countLane(tallies.region, region, rows);
      countLane(tallies.device, device, rows);
      countLane(tallies.signup_date, signupDay, rows);
      for (let row = 0; row < rows; row++) {
        storeHome(lookups, customer[row]!, region[row]!, device[row]!);
        if (signupDay[row] !== nullValue) storeSignup(lookups, customer[row]!, asOfDay - signupDay[row]!);
      }
    },
    finish: () => partial,
  };
}

function observePlans(asOfDay: number, lookups: Lookups): ReportObserver<PlanBatch> {
  const tallies = { tier: newTally(0, 3), monthly_price: newTally(0, 1), max_streams: newTally(0, 16) };
  const partial = emptyPartial("plans", asOfDay, resolvable(lookups, "plans"), { tallies });
  return {
    observe(batch) {
      const { rows, plan, tier, maxStreams } = batch;
      partial.rows += rows;
      addNulls(partial, batch.nulls);
      countLane(tallies.tier, tier, rows);
      countLane(tallies.monthly_price, batch.priceCents, rows);
      countLane(tallies.max_streams, maxStreams, rows);
      for (let row = 0; row < rows; row++) {
        if (plan[row] === nullValue || tier[row] === nullValue) continue;
        lookups.tier[plan[row]!] = tier[row]! + 1;
        lookups.maxStreams[plan[row]!] = Math.max(0, maxStreams[row]!);
      }
    },
    finish: () => partial,
  };
}

function observeContent(asOfDay: number, lookups: Lookups): ReportObserver<ContentBatch> {
  const durations = Object.fromEntries([0, 1, 2].map((genre) => [`duration_minutes.${genre}`, newTally(0, 2000)]));
  const tallies = {
    genre: newTally(0, 3),
    release_date: newTally(asOfDay - releaseDays, releaseDays),
    duration_minutes: newTally(0, 2000),
    ...durations,
  };
  const categories = new Map<string, number>();
  const decoder = new TextDecoder();
  const texts = { category: categories };
  const partial = emptyPartial("content", asOfDay, resolvable(lookups, "content"), { tallies, texts });
  return {
    observe(batch) {
      const { rows, content, genre, category, durationTenths, bytes } = batch;
      partial.rows += rows;
      addNulls(partial, batch.nulls);
      countLane(tallies.genre, genre, rows);
      countLane(tallies.duration_minutes, durationTenths, rows);
      countLane(tallies.release_date, batch.releaseDay, rows);
      for (let row = 0; row < rows; row++) {
        const byGenre = durations[`duration_minutes.${genre[row]}`];
        if (byGenre) count(byGenre, durationTenths[row]!);
        if (category.start[row] !== nullValue) {
          const text = decoder.decode(bytes.subarray(category.start[row], category.end[row]));
          categories.set(text, (categories.get(text) ?? 0) + 1);
        }
        const number = content[row]!;
        if (number < 0 || number >= lookups.genre.length) continue;
        lookups.genre[number] = Math.max(0, genre[row]! + 1);
        lookups.durationTenths[number] = Math.max(0, durationTenths[row]!);
      }
    },
    finish: () => partial,
  };
}

function subscriptionTallies(asOfDay: number) {
  const days = yearsBefore + daysAfter;
  return {
    plan_id: newTally(0, 10),
    tier: newTally(0, 4),
    status: newTally(0, 3),
    change_type: newTally(0, 4),
    start_date: newTally(asOfDay - yearsBefore, days),
    end_date: newTally(asOfDay - yearsBefore, days),
    length_days: newTally(0, longestSubscription),
  };
}

function observeSubscriptions(asOfDay: number, lookups: Lookups): ReportObserver<SubscriptionRows> {
  const tallies = subscriptionTallies(asOfDay);
  const charts = newSubscriptionChartCounts(asOfDay - yearsBefore, yearsBefore + daysAfter);
  const partial = emptyPartial("subscriptions", asOfDay, resolvable(lookups, "subscriptions"), {
    tallies: { ...tallies, ...namedTallies(charts) },
    counters: { "unresolved.customer_id": 0, "unresolved.plan_id": 0 },
  });
  const keeper = new SubscriptionKeeper();
  return {
    observe(subscriptions) {
      const { batch, tier, signupDay } = subscriptions;
      const { rows } = batch;
      partial.rows += rows;
      addNulls(partial, batch.nulls);
      countLane(tallies.plan_id, batch.plan, rows);
      countLane(tallies.status, batch.status, rows);
      countLane(tallies.change_type, batch.changeType, rows);
      countLane(tallies.start_date, batch.startDay, rows);
      countLane(tallies.end_date, batch.endDay, rows);
      countLengths(tallies.length_days, asOfDay, batch);
      countForCharts(charts, subscriptions, asOfDay);
      for (let row = 0; row < rows; row++) {
        count(tallies.tier, tier[row]!);
        if (tier[row] === 0) partial.counters["unresolved.plan_id"]!++;
        if (signupDay[row] === nullValue) partial.counters["unresolved.customer_id"]!++;
      }
      keeper.keep(lookups, asOfDay, batch);
    },
    finish() {
      storeSubscriptions(lookups, keeper.cells.subarray(0, keeper.length), keeper.firsts);
      return partial;
    },
  };
}

/** Days from start to end of the subscriptions that have ended. */
function countLengths(tally: Tally, asOfDay: number, { rows, startDay, endDay }: SubscriptionBatch): void {
  for (let row = 0; row < rows; row++) {
    const start = startDay[row]!;
    const end = endDay[row]!;
    if (end !== nullValue && end <= asOfDay && start !== nullValue) count(tally, end - start);
  }
}

/** Holds a partition's subscriptions until its end, since a customer's cells must lie side by side. */
class SubscriptionKeeper {
  cells = new Uint8Array(1 << 16);
  length = 0;
  /** Pairs: customer number, index of the customer's first cell. */
  readonly firsts: number[] = [];

  keep(lookups: Lookups, asOfDay: number, batch: SubscriptionBatch): void {
    const { rows, subscriber, sequence, plan, startDay, endDay } = batch;
    if (this.length + rows > this.cells.length) {
      const larger = new Uint8Array(2 * (this.length + rows));
      larger.set(this.cells.subarray(0, this.length));
      this.cells = larger;
    }
    for (let row = 0; row < rows; row++) {
      if (sequence[row] === 1) this.firsts.push(subscriber[row]!, this.length);
      const complete = sequence[row]! > 0 && plan[row]! > 0;
      this.cells[this.length++] = complete ? subscriptionCell(plan[row]!, sequence[row]!) : 0;
      if (!complete) continue;
      const activeFrom = runningFrom(startDay[row]!, endDay[row]!, asOfDay);
      storeLastSubscription(lookups, subscriber[row]!, sequence[row]!, plan[row]!, activeFrom);
    }
  }
}

/** 1 + the window day from which a subscription runs that is active at the as-of date, else 0. */
function runningFrom(startDay: number, endDay: number, asOfDay: number): number {
  const isActive = startDay !== nullValue && startDay < asOfDay && (endDay === nullValue || endDay > asOfDay);
  return isActive ? Math.max(0, startDay - (asOfDay - windowDays)) + 1 : 0;
}
