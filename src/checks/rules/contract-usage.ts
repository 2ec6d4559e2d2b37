// The contract of usage logs: their order, keys that stand once and agree with their row, and references that lead somewhere. Plain
// loops over the lanes, one a claim: these see every row of the largest file.

import { nullValue } from "../../csv/columns.ts";
import type { UsageBatch } from "../../csv/scan-batch.ts";
import { shardSize } from "../../rules/world.ts";
import type { CheckObserver, JudgedClaim } from "../check.ts";
import { customerKey, dateText, subscriptionKey, titleKey, usageKey } from "../keys.ts";
import { type Observation, type Offenders, offend } from "../observation.ts";
import type { ObserveContext, RowsOf } from "../rows.ts";
import { SeenCandidates } from "./contract-candidates.ts";
import { compareKeys, contractClaim, withEdges } from "./contract-claims.ts";
import { columnClaims, columnObserver, contractObservation } from "./contract-columns.ts";

export function observeUsage({ world, rangeStart }: ObserveContext): CheckObserver<RowsOf["usage_logs"]> {
  const observation = contractObservation("usage_logs", ["keys", "order", "key-parts", "references"]);
  const { offenders } = observation;
  const observeColumns = columnObserver("usage_logs", rangeStart, observation);
  const order = new OrderObserver(offenders["order"]!, rangeStart);
  const repeats = new RepeatObserver(offenders["keys"]!, rangeStart, Math.min(world.customers, shardSize));
  return {
    observation,
    observe(rows) {
      const { batch } = rows;
      observeColumns(batch);
      order.observe(batch);
      repeats.observe(batch);
      findStrayParts(batch, offenders["key-parts"]!, rangeStart);
      findStrayReferences(rows, offenders["references"]!, rangeStart);
    },
    finish() {
      const edge = order.edge();
      if (edge !== undefined) observation.edges.push({ rangeStart, ...edge });
    },
  };
}

/** First customer of a customer's shard: 1, 1,048,577 and so on. */
function shardStart(customer: number): number {
  return 1 + shardSize * Math.floor((customer - 1) / shardSize);
}

// The loops hold no closure: one that is made for a broken row costs every row a place on the heap.

/** Looks at each row and the one before. Rows with an empty key or start have no place in the order. */
class OrderObserver {
  readonly #broken: Offenders;
  readonly #rangeStart: number;
  #first: { readonly key: string; readonly place: readonly number[] } | undefined;
  #day = nullValue;
  /** First customer of the shard. */
  #shard = 1;
  #second = 0;
  #customer = 0;
  #candidate = 0;

  constructor(broken: Offenders, rangeStart: number) {
    this.#broken = broken;
    this.#rangeStart = rangeStart;
  }

  observe(batch: UsageBatch): void {
    const { rows, usageDay, usageCustomer, candidate, startDay, startSecond } = batch;
    if (this.#first === undefined) this.#noteFirst(batch);
    let day = this.#day;
    let shard = this.#shard;
    let second = this.#second;
    let customer = this.#customer;
    let lastCandidate = this.#candidate;
    for (let row = 0; row < rows; row++) {
      const onDay = startDay[row]!;
      const at = startSecond[row]!;
      const by = usageCustomer[row]!;
      if (onDay === nullValue || usageDay[row] === nullValue) continue;
      if (onDay !== day || by < shard || by >= shard + shardSize) {
        const isBefore = onDay < day || (onDay === day && by < shard);
        if (isBefore) this.#offend(batch, row, day, second);
        shard = shardStart(by);
      } else if (
        at < second ||
        (at === second && (by < customer || (by === customer && candidate[row]! < lastCandidate)))
      ) {
        this.#offend(batch, row, day, second);
      }
      day = onDay;
      second = at;
      customer = by;
      lastCandidate = candidate[row]!;
    }
    this.#day = day;
    this.#shard = shard;
    this.#second = second;
    this.#customer = customer;
    this.#candidate = lastCandidate;
  }

  #noteFirst(batch: UsageBatch): void {
    const { rows, usageDay, usageCustomer, candidate, startDay, startSecond } = batch;
    for (let row = 0; row < rows; row++) {
      if (startDay[row] === nullValue || usageDay[row] === nullValue) continue;
      const customer = usageCustomer[row]!;
      const place = [startDay[row]!, shardStart(customer), startSecond[row]!, customer, candidate[row]!];
      this.#first = { key: usageKey(batch, row), place };
      return;
    }
  }

  #offend(batch: UsageBatch, row: number, day: number, second: number): void {
    const started = `${dateText(batch.startDay[row]!)}, second ${batch.startSecond[row]!}`;
    const found = `started ${started}, after ${dateText(day)}, second ${second}`;
    offend(this.#broken, this.#rangeStart, row, () => ({ key: usageKey(batch, row), found }));
  }

  /** Where the range begins and ends in the order; undefined for one without rows. */
  edge(): { first: readonly number[]; last: readonly number[]; firstKey: string } | undefined {
    if (this.#first === undefined) return undefined;
    const last = [this.#day, this.#shard, this.#second, this.#customer, this.#candidate];
    return { first: this.#first.place, last, firstKey: this.#first.key };
  }
}

/** Looks for keys that a day and shard have twice. In a file out of order, which is another claim, it sees stretches of a day only. */
class RepeatObserver {
  readonly #broken: Offenders;
  readonly #rangeStart: number;
  readonly #seen: SeenCandidates;
  #day = nullValue;
  /** First customer of the shard. */
  #shard = 1;

  constructor(broken: Offenders, rangeStart: number, customersAShard: number) {
    this.#broken = broken;
    this.#rangeStart = rangeStart;
    this.#seen = new SeenCandidates(customersAShard);
  }

  observe(batch: UsageBatch): void {
    const { rows, usageCustomer, candidate } = batch;
    for (let from = 0; from < rows; ) {
      const to = this.#endOfStretch(batch, from);
      let row = this.#seen.markRows(usageCustomer, candidate, from, to, this.#shard);
      while (row < to) {
        this.#offend(batch, row);
        row = this.#seen.markRows(usageCustomer, candidate, row + 1, to, this.#shard);
      }
      from = to;
    }
  }

  /** The end of the rows from `from` on that are of one day and shard, which are made the ones at hand. */
  #endOfStretch({ rows, usageDay, usageCustomer }: UsageBatch, from: number): number {
    const day = usageDay[from]!;
    const shard = shardStart(usageCustomer[from]!);
    if (day !== this.#day || shard !== this.#shard) this.#seen.clear();
    this.#day = day;
    this.#shard = shard;
    let to = from + 1;
    while (to < rows && usageDay[to] === day && usageCustomer[to]! >= shard && usageCustomer[to]! < shard + shardSize) {
      to++;
    }
    return to;
  }

  #offend(batch: UsageBatch, row: number): void {
    if (batch.usageDay[row] === nullValue) return;
    const found = "stands a second time";
    offend(this.#broken, this.#rangeStart, row, () => ({ key: usageKey(batch, row), found }));
  }
}

/** usage_id says the day of started_at and the customer of customer_id, whose subscription it is, and counts candidates from 1. */
function findStrayParts(batch: UsageBatch, broken: Offenders, rangeStart: number): void {
  const { rows, usageDay, usageCustomer, candidate, customer, subscriber, startDay } = batch;
  for (let row = 0; row < rows; row++) {
    const number = customer[row]!;
    const isWhole = usageDay[row] === startDay[row] && usageCustomer[row] === number && subscriber[row] === number;
    if (!isWhole || candidate[row]! < 1) lookAtParts(batch, row, broken, rangeStart);
  }
}

/** What is empty disagrees with nothing: it is another claim's affair. */
function lookAtParts(batch: UsageBatch, row: number, broken: Offenders, rangeStart: number): void {
  const { usageDay, usageCustomer, candidate, customer, subscriber, startDay } = batch;
  const differ = (a: number, b: number): boolean => a !== b && a !== nullValue && b !== nullValue;
  const stray =
    differ(usageDay[row]!, startDay[row]!) ||
    differ(usageCustomer[row]!, customer[row]!) ||
    differ(subscriber[row]!, customer[row]!) ||
    differ(usageCustomer[row]!, subscriber[row]!);
  if (!stray && (candidate[row]! >= 1 || candidate[row] === nullValue)) return;
  const owners = `${customerKey(customer[row]!)}, subscription of ${customerKey(subscriber[row]!)}`;
  const found = `customer_id ${owners}, started ${dateText(startDay[row]!)}`;
  offend(broken, rangeStart, row, () => ({ key: usageKey(batch, row), found }));
}

function findStrayReferences(rows: RowsOf["usage_logs"], broken: Offenders, rangeStart: number): void {
  const { batch, region, plan, genre } = rows;
  for (let row = 0; row < batch.rows; row++) {
    if (region[row] === 0 || plan[row] === 0 || genre[row] === 0) lookAtReferences(rows, row, broken, rangeStart);
  }
}

function lookAtReferences(rows: RowsOf["usage_logs"], row: number, broken: Offenders, rangeStart: number): void {
  const { batch, region, plan, genre } = rows;
  const { customer, subscriber, sequence, content } = batch;
  const lost: string[] = [];
  if (region[row] === 0 && customer[row] !== nullValue) lost.push(customerKey(customer[row]!));
  if (plan[row] === 0 && subscriber[row] !== nullValue) lost.push(subscriptionKey(subscriber[row]!, sequence[row]!));
  if (genre[row] === 0 && content[row] !== nullValue) lost.push(titleKey(content[row]!));
  if (lost.length === 0) return;
  const found = `there is no ${lost.join(", ")}`;
  offend(broken, rangeStart, row, () => ({ key: usageKey(batch, row), found }));
}

export function judgeUsage(observation: Observation): JudgedClaim[] {
  const { offenders } = observation;
  const order = withEdges(observation, "order", (before, edge) =>
    before === undefined || compareKeys(before.last, edge.first) <= 0
      ? undefined
      : `started before the row above it: ${dateText(before.last[0]!)}, second ${before.last[2]}`,
  );
  const claim = (name: string, words: string, broken = offenders[name]!): JudgedClaim =>
    contractClaim("usage_logs", name, words, observation, broken);
  return [
    ...columnClaims("usage_logs", observation),
    claim("keys", "Every usage_id stands once."),
    claim("order", "Rows ascend by day, shard of customers, started_at, customer and candidate number.", order),
    claim("key-parts", "usage_id names the day of started_at and the customer of customer_id and subscription_id."),
    claim("references", "Every customer_id, subscription_id and content_id of usage_logs.csv is in its file."),
  ];
}
