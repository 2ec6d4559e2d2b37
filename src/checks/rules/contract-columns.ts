// The contract of single columns: nothing empty that may not be, and numbers within the bounds of their columns. Formats are the
// scanner's affair: a row that does not fit its schema stops the scan, and is judged by whoever ordered it.

import { nullValue } from "../../csv/columns.ts";
import type { BatchOf } from "../../csv/scan-batch.ts";
import { type Column, type DatasetName, datasetSchemas, fileName } from "../../datasets.ts";
import type { JudgedClaim } from "../check.ts";
import { customerKey, planKey, subscriptionKey, titleKey, usageKey } from "../keys.ts";
import { type Counts, newObservation, type Observation, type Offenders, offend } from "../observation.ts";
import { contractClaim } from "./contract-claims.ts";

/** The lane that is null where the column is empty, by column in the schema's order. */
const lanesOf: { readonly [D in DatasetName]: (batch: BatchOf[D]) => readonly Int32Array[] } = {
  customers: ({ customer, firstName, lastName, email, birthYear, state, region, device, signupDay }) => [
    customer,
    firstName.start,
    lastName.start,
    email.start,
    birthYear,
    state,
    region,
    device,
    signupDay,
  ],
  plans: ({ plan, tier, priceCents, maxStreams, maxResolution }) => [plan, tier, priceCents, maxStreams, maxResolution],
  content: ({ content, title, genre, category, durationTenths, releaseDay }) => [
    content,
    title.start,
    genre,
    category.start,
    durationTenths,
    releaseDay,
  ],
  subscriptions: ({ subscriber, customer, plan, startDay, endDay, status, changeType }) => [
    subscriber,
    customer,
    plan,
    startDay,
    endDay,
    status,
    changeType,
  ],
  usage_logs: ({ usageDay, customer, subscriber, content, startDay, device, watchedHundredths, completion }) => [
    usageDay,
    customer,
    subscriber,
    content,
    startDay,
    device,
    watchedHundredths,
    completion,
  ],
};

const keysOf: { readonly [D in DatasetName]: (batch: BatchOf[D], row: number) => string } = {
  customers: ({ customer }, row) => customerKey(customer[row]!),
  plans: ({ plan }, row) => planKey(plan[row]!),
  content: ({ content }, row) => titleKey(content[row]!),
  subscriptions: ({ subscriber, sequence }, row) => subscriptionKey(subscriber[row]!, sequence[row]!),
  usage_logs: usageKey,
};

interface Bounds {
  readonly index: number;
  readonly column: Column;
  /** In the units of the lane: 10^decimals a unit. */
  readonly low: number;
  readonly high: number;
}

/** No lane holds more. */
const largest = 2_147_483_647;

/** Columns that a scanned number could lie outside of; the scanner reads digits only, so that none is below 0. */
function boundsOf(dataset: DatasetName): Bounds[] {
  return datasetSchemas[dataset].columns.flatMap((column, index) => {
    const scale = Number(`1e${column.decimals ?? 0}`);
    const low = Math.ceil((column.minimum ?? 0) * scale - 1e-6);
    const high = column.maximum === undefined ? largest : Math.floor(column.maximum * scale + 1e-6);
    return low <= 0 && high === largest ? [] : [{ index, column, low, high }];
  });
}

/** An observation with what the columns need, and further tables and invariants. */
export function contractObservation(dataset: DatasetName, invariants: readonly string[]): Observation {
  const ofColumns = boundsOf(dataset).length === 0 ? ["not-empty"] : ["not-empty", "ranges"];
  const counts: Counts = { rows: new Float64Array(1) };
  return newObservation(counts, [...ofColumns, ...invariants]);
}

/** Counts the rows of batches, and what is empty or out of bounds in them. */
export function columnObserver<D extends DatasetName>(
  dataset: D,
  rangeStart: number,
  { counts, offenders }: Observation,
): (batch: BatchOf[D]) => void {
  const { columns } = datasetSchemas[dataset];
  const lanes = lanesOf[dataset];
  const bounds = boundsOf(dataset);
  const keyOf = keysOf[dataset];
  const broken = (offenders: Offenders, batch: BatchOf[D], row: number, found: string): void =>
    offend(offenders, rangeStart, row, () => ({ key: keyOf(batch, row), found }));
  return (batch) => {
    const { rows } = batch;
    counts["rows"]![0]! += rows;
    for (const [index, column] of columns.entries()) {
      if (batch.nulls[index] === 0 || column.nullable) continue;
      const lane = lanes(batch)[index]!;
      for (let row = 0; row < rows; row++) {
        if (lane[row] === nullValue) broken(offenders["not-empty"]!, batch, row, `${column.name} is empty`);
      }
    }
    for (const bound of bounds) {
      const lane = lanes(batch)[bound.index]!;
      for (let row = nextOutside(lane, 0, rows, bound); row < rows; row = nextOutside(lane, row + 1, rows, bound)) {
        broken(offenders["ranges"]!, batch, row, shownValue(lane[row]!, bound.column));
      }
    }
  };
}

/** The first row from `from` on whose value lies outside the bounds; `rows` when there is none. */
function nextOutside(lane: Int32Array, from: number, rows: number, { low, high }: Bounds): number {
  for (let row = from; row < rows; row++) {
    const value = lane[row]!;
    if ((value < low || value > high) && value !== nullValue) return row;
  }
  return rows;
}

function shownValue(value: number, { name, decimals = 0 }: Column): string {
  return `${name} ${(value / Number(`1e${decimals}`)).toFixed(decimals)}`;
}

/** The claims about columns. That a scan has come to its end is what the first of them says. */
export function columnClaims(dataset: DatasetName, observation: Observation): JudgedClaim[] {
  const { columns } = datasetSchemas[dataset];
  const nullable = columns.filter((column) => column.nullable).map(({ name }) => name);
  const empty = nullable.length === 0 ? "No field" : `No field but ${nullable.join(", ")}`;
  const ranges = boundsOf(dataset).map(({ column: { name, minimum, maximum } }) =>
    maximum === undefined ? `${name} at least ${minimum}` : `${name} ${minimum} to ${maximum}`,
  );
  const none: Offenders = { count: 0, first: [] };
  const { offenders } = observation;
  const claims = [
    contractClaim(dataset, "formats", `Every row of ${fileName(dataset)} is CSV of its schema.`, observation, none),
    contractClaim(
      dataset,
      "not-empty",
      `${empty} of ${fileName(dataset)} is empty.`,
      observation,
      offenders["not-empty"]!,
    ),
  ];
  if (ranges.length === 0) return claims;
  const words = `Numbers lie within their column's bounds: ${ranges.join(", ")}.`;
  return [...claims, contractClaim(dataset, "ranges", words, observation, offenders["ranges"]!)];
}
