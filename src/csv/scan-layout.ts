// How each column of a file fills the lanes of its dataset's batch. Holds no parsing and no I/O.

import { type ColumnType, type DatasetName, datasetSchemas } from "../datasets.ts";
import { nullValue } from "./columns.ts";
import {
  type BatchBase,
  type BatchOf,
  batchRows,
  type ContentBatch,
  type CustomerBatch,
  type PlanBatch,
  type SubscriptionBatch,
  type TextLane,
  type UsageBatch,
} from "./scan-batch.ts";
import { type Field, type FieldKind, fieldKinds } from "./scan-fields.ts";
import { fillPlainUsage, newDateMemo } from "./scan-usage.ts";

/** A batch and the fields that fill it, in the file's column order. */
export interface Layout<Batch extends BatchBase> {
  readonly batch: Batch;
  readonly fields: readonly Field[];
  /** Reads rows of the common form faster than field by field, where the dataset has such a reader. */
  readonly plain?: PlainFill;
}

/** Appends rows of the common form to the batch; the offset of the first row not read. */
export type PlainFill = (view: DataView, from: number, limit: number) => number;

type Lanes = readonly [Int32Array, Int32Array?, Int32Array?];

const unused = new Int32Array(0);
const lane = (): Int32Array => new Int32Array(batchRows);
const textLane = (): TextLane => ({ start: lane(), end: lane() });
const text = (column: TextLane): Lanes => [column.start, column.end];

const kindsByType: Readonly<Record<ColumnType, FieldKind>> = {
  string: fieldKinds.text,
  integer: fieldKinds.number,
  number: fieldKinds.number,
  date: fieldKinds.date,
  datetime: fieldKinds.datetime,
};
/** Columns whose pattern says more than their type. */
const kindsByPattern: Readonly<Record<string, FieldKind>> = {
  "^[A-Z]{2}$": fieldKinds.letterPair,
  "^S\\d{9}-\\d+$": fieldKinds.subscriptionKey,
  "^U\\d{8}-\\d{9}-\\d+$": fieldKinds.usageKey,
  "^C\\d{9}$": fieldKinds.key,
  "^T\\d{7}$": fieldKinds.key,
  "^P[1-3]$": fieldKinds.key,
};
const keyDigits: Readonly<Record<string, number>> = { C: 9, T: 7, P: 1 };

function newBase(dataset: DatasetName): BatchBase {
  return { rows: 0, bytes: new Uint8Array(0), nulls: new Int32Array(datasetSchemas[dataset].columns.length) };
}

/** Fields for the dataset's columns, which fill the lanes given for each in the schema's order. */
function fieldsOf(dataset: DatasetName, lanes: readonly Lanes[]): Field[] {
  return datasetSchemas[dataset].columns.map((column, index) => {
    const [first, second = unused, third = unused] = lanes[index]!;
    const values = (column.values ?? []).map((value) => new TextEncoder().encode(value));
    const kind = column.values ? fieldKinds.listed : (kindsByPattern[column.pattern ?? ""] ?? kindsByType[column.type]);
    const letter = column.pattern?.charAt(1) ?? "";
    const firstCode = Uint8Array.from({ length: 256 }, (_, byte) => {
      const code = values.findIndex((value) => value[0] === byte);
      return code < 0 ? values.length : code;
    });
    return {
      column: column.name,
      kind,
      first,
      second,
      third,
      digits: kind === fieldKinds.key ? (keyDigits[letter] ?? 0) : (column.decimals ?? 0),
      letter: letter.charCodeAt(0) | 0,
      values,
      firstCode,
      memoHead: 0,
      memoTail: 0,
      memoDay: nullValue,
    };
  });
}

function customerLayout(): Layout<CustomerBatch> {
  const batch: CustomerBatch = {
    ...newBase("customers"),
    customer: lane(),
    firstName: textLane(),
    lastName: textLane(),
    email: textLane(),
    birthYear: lane(),
    state: lane(),
    region: lane(),
    device: lane(),
    signupDay: lane(),
  };
  const { firstName, lastName, email } = batch;
  const texts = [text(firstName), text(lastName), text(email)];
  const rest: Lanes[] = [[batch.birthYear], [batch.state], [batch.region], [batch.device], [batch.signupDay]];
  return { batch, fields: fieldsOf("customers", [[batch.customer], ...texts, ...rest]) };
}

function planLayout(): Layout<PlanBatch> {
  const batch: PlanBatch = {
    ...newBase("plans"),
    plan: lane(),
    tier: lane(),
    priceCents: lane(),
    maxStreams: lane(),
    maxResolution: lane(),
  };
  const { plan, tier, priceCents, maxStreams, maxResolution } = batch;
  return { batch, fields: fieldsOf("plans", [[plan], [tier], [priceCents], [maxStreams], [maxResolution]]) };
}

function contentLayout(): Layout<ContentBatch> {
  const batch: ContentBatch = {
    ...newBase("content"),
    content: lane(),
    title: textLane(),
    genre: lane(),
    category: textLane(),
    durationTenths: lane(),
    releaseDay: lane(),
  };
  const { content, title, genre, category, durationTenths, releaseDay } = batch;
  const lanes: Lanes[] = [[content], text(title), [genre], text(category), [durationTenths], [releaseDay]];
  return { batch, fields: fieldsOf("content", lanes) };
}

function subscriptionLayout(): Layout<SubscriptionBatch> {
  const batch: SubscriptionBatch = {
    ...newBase("subscriptions"),
    subscriber: lane(),
    sequence: lane(),
    customer: lane(),
    plan: lane(),
    startDay: lane(),
    endDay: lane(),
    status: lane(),
    changeType: lane(),
  };
  const { subscriber, sequence, customer, plan, startDay, endDay, status, changeType } = batch;
  const lanes: Lanes[] = [[subscriber, sequence], [customer], [plan], [startDay], [endDay], [status], [changeType]];
  return { batch, fields: fieldsOf("subscriptions", lanes) };
}

function usageLayout(): Layout<UsageBatch> {
  const batch: UsageBatch = {
    ...newBase("usage_logs"),
    usageDay: lane(),
    usageCustomer: lane(),
    candidate: lane(),
    customer: lane(),
    subscriber: lane(),
    sequence: lane(),
    content: lane(),
    startDay: lane(),
    startSecond: lane(),
    device: lane(),
    watchedHundredths: lane(),
    completion: lane(),
  };
  const key: Lanes = [batch.usageDay, batch.usageCustomer, batch.candidate];
  const references: Lanes[] = [[batch.customer], [batch.subscriber, batch.sequence], [batch.content]];
  const start: Lanes = [batch.startDay, batch.startSecond];
  const rest: Lanes[] = [[batch.device], [batch.watchedHundredths], [batch.completion]];
  const memo = newDateMemo();
  return {
    batch,
    fields: fieldsOf("usage_logs", [key, ...references, start, ...rest]),
    plain: (view, from, limit) => fillPlainUsage(batch, view, memo, from, limit),
  };
}

const layouts: { readonly [D in DatasetName]: () => Layout<BatchOf[D]> } = {
  customers: customerLayout,
  plans: planLayout,
  content: contentLayout,
  subscriptions: subscriptionLayout,
  usage_logs: usageLayout,
};

/** An empty batch of the dataset with the fields that fill it. */
export function newLayout<D extends DatasetName>(dataset: D): Layout<BatchOf[D]> {
  return layouts[dataset]();
}
