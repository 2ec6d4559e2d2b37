// Looks up what the rows of a batch refer to in the dimension files, once for all observers. Counts nothing.

import type { RowsOf, SubscriptionRows, UsageRows } from "../checks/rows.ts";
import { nullValue } from "../csv/columns.ts";
import { type BatchOf, batchRows, type SubscriptionBatch, type UsageBatch } from "../csv/scan-batch.ts";
import type { DatasetName } from "../datasets.ts";
import {
  activeFromOf,
  isLastSubscription,
  type Lookups,
  lookedUp,
  ownDeviceOf,
  planOf,
  regionOf,
  signupAgeOf,
} from "./lookups.ts";

export type RowResolver<D extends DatasetName> = (batch: BatchOf[D]) => RowsOf[D];

/** A resolver for the batches of a scan; what it returns is reused by the next call. */
export function rowResolver<D extends DatasetName>(dataset: D, lookups: Lookups, asOfDay: number): RowResolver<D> {
  const resolvers: { readonly [N in DatasetName]: () => RowResolver<N> } = {
    customers: () => (batch) => batch,
    plans: () => (batch) => batch,
    content: () => (batch) => batch,
    subscriptions: () => subscriptionResolver(lookups, asOfDay),
    usage_logs: () => usageResolver(lookups),
  };
  return resolvers[dataset]();
}

function subscriptionResolver(lookups: Lookups, asOfDay: number): (batch: SubscriptionBatch) => SubscriptionRows {
  const tier = new Uint8Array(batchRows);
  const signupDay = new Int32Array(batchRows);
  return (batch) => {
    for (let row = 0; row < batch.rows; row++) {
      tier[row] = lookedUp(lookups.tier, batch.plan[row]!);
      const age = signupAgeOf(lookups, batch.customer[row]!);
      signupDay[row] = age === nullValue ? nullValue : asOfDay - age;
    }
    return { batch, tier, signupDay };
  };
}

function usageResolver(lookups: Lookups): (batch: UsageBatch) => UsageRows {
  const bytes = (): Uint8Array => new Uint8Array(batchRows);
  const lanes = {
    region: bytes(),
    ownDevice: bytes(),
    plan: bytes(),
    tier: bytes(),
    activeFrom: bytes(),
    genre: bytes(),
    tenths: new Int32Array(batchRows),
  };
  const cells = new Int32Array(batchRows);
  return (batch) => {
    lookUpCustomers(lookups, batch, cells);
    resolveSubscriptions(lookups, batch, cells, lanes);
    resolveTitles(lookups, batch, lanes);
    return { batch, ...lanes };
  };
}

type Lanes = Omit<UsageRows, "batch">;

/** A loop of its own, so short that the processor waits for many of its cache misses at a time. */
function lookUpCustomers({ customerCells }: Lookups, { rows, customer }: UsageBatch, cells: Int32Array): void {
  for (let row = 0; row < rows; row++) cells[row] = lookedUp(customerCells, customer[row]!);
}

function resolveSubscriptions(lookups: Lookups, batch: UsageBatch, cells: Int32Array, lanes: Lanes): void {
  const { rows, customer, subscriber, sequence } = batch;
  const { region, ownDevice, plan, tier, activeFrom } = lanes;
  for (let row = 0; row < rows; row++) {
    const cell = cells[row]!;
    const subscribed = subscriber[row]!;
    const own = subscribed === customer[row] ? cell : 0;
    region[row] = regionOf(cell);
    ownDevice[row] = ownDeviceOf(cell);
    plan[row] = planOf(lookups, own, subscribed, sequence[row]!);
    tier[row] = lookups.tier[plan[row]!]!;
    activeFrom[row] = isLastSubscription(own, sequence[row]!) ? activeFromOf(own) : 0;
  }
}

function resolveTitles(lookups: Lookups, { rows, content }: UsageBatch, { genre, tenths }: Lanes): void {
  for (let row = 0; row < rows; row++) {
    genre[row] = lookedUp(lookups.genre, content[row]!);
    tenths[row] = lookedUp(lookups.durationTenths, content[row]!);
  }
}
