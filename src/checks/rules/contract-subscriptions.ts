// The contract of subscriptions: keys that ascend and agree with their row, and references that lead somewhere.

import { nullValue } from "../../csv/columns.ts";
import type { CheckObserver, JudgedClaim } from "../check.ts";
import { customerKey, planKey, subscriptionKey } from "../keys.ts";
import { type Observation, type Offenders, offend } from "../observation.ts";
import type { ObserveContext, RowsOf, SubscriptionRows } from "../rows.ts";
import { compareKeys, contractClaim, withEdges } from "./contract-claims.ts";
import { columnClaims, columnObserver, contractObservation } from "./contract-columns.ts";

export function observeSubscriptions({ rangeStart }: ObserveContext): CheckObserver<RowsOf["subscriptions"]> {
  const observation = contractObservation("subscriptions", ["keys", "key-parts", "references"]);
  const { keys, "key-parts": parts, references } = observation.offenders;
  const observeColumns = columnObserver("subscriptions", rangeStart, observation);
  const broken = (offenders: Offenders, { batch }: SubscriptionRows, row: number, found: string): void =>
    offend(offenders, rangeStart, row, () => ({
      key: subscriptionKey(batch.subscriber[row]!, batch.sequence[row]!),
      found,
    }));
  let first: readonly number[] | undefined;
  let lastSubscriber = 0;
  let lastSequence = 0;
  return {
    observation,
    observe(rows) {
      const { batch } = rows;
      observeColumns(batch);
      findStrayReferences(rows, (row, found) => broken(references!, rows, row, found));
      const { subscriber, sequence, customer } = batch;
      for (let row = 0; row < batch.rows; row++) {
        const number = subscriber[row]!;
        const owner = customer[row]!;
        if (number === nullValue) continue;
        if (sequence[row]! < 1 || (owner !== number && owner !== nullValue)) {
          broken(parts!, rows, row, `customer_id ${customerKey(owner)}`);
        }
        if (first === undefined) first = [number, sequence[row]!];
        else if (number < lastSubscriber || (number === lastSubscriber && sequence[row]! <= lastSequence)) {
          broken(keys!, rows, row, `follows ${subscriptionKey(lastSubscriber, lastSequence)}`);
        }
        lastSubscriber = number;
        lastSequence = sequence[row]!;
      }
    },
    finish() {
      if (first === undefined) return;
      const [subscriber = 0, sequence = 0] = first;
      const firstKey = subscriptionKey(subscriber, sequence);
      observation.edges.push({ rangeStart, first, last: [lastSubscriber, lastSequence], firstKey });
    },
  };
}

/** What is empty is another claim's affair. */
function findStrayReferences(
  { batch, tier, signupDay }: SubscriptionRows,
  broken: (row: number, found: string) => void,
): void {
  const { rows, customer, plan } = batch;
  for (let row = 0; row < rows; row++) {
    if (signupDay[row] === nullValue && customer[row] !== nullValue) {
      broken(row, `customer_id ${customerKey(customer[row]!)} is no customer`);
    } else if (tier[row] === 0 && plan[row] !== nullValue) {
      broken(row, `plan_id ${planKey(plan[row]!)} is no plan`);
    }
  }
}

export function judgeSubscriptions(observation: Observation): JudgedClaim[] {
  const { offenders } = observation;
  const keys = withEdges(observation, "keys", (before, edge) => {
    if (before === undefined || compareKeys(before.last, edge.first) < 0) return undefined;
    const [subscriber = 0, sequence = 0] = before.last;
    return `follows ${subscriptionKey(subscriber, sequence)}`;
  });
  const claim = (name: string, words: string, broken = offenders[name]!): JudgedClaim =>
    contractClaim("subscriptions", name, words, observation, broken);
  return [
    ...columnClaims("subscriptions", observation),
    claim("keys", "The keys of subscriptions.csv ascend by customer, then sequence, so that each stands once.", keys),
    claim("key-parts", "The customer in subscription_id is the one in customer_id, and sequences count from 1."),
    claim("references", "Every customer_id and plan_id of subscriptions.csv is in its file."),
  ];
}
