// Typed columns: what the scanner hands to observers, one batch type a dataset. Holds types only.

/** Rows a batch holds at most: few enough for its lanes to stay in the cache beside what observers count in. */
export const batchRows = 2048;

/** Offsets into the batch's bytes, half-open, without quotes; both are `nullValue` for an empty field. */
export interface TextLane {
  readonly start: Int32Array;
  readonly end: Int32Array;
}

/**
 * What all batches share. Lanes are indexed by row, 0..rows-1; an empty field is `nullValue` in every lane of its column.
 * Bytes and lanes are reused: an observer that wants to keep something copies it.
 */
export interface BatchBase {
  rows: number;
  /** What text lanes point into. */
  bytes: Uint8Array;
  /** Empty fields of this batch, by column in the schema's order. */
  readonly nulls: Int32Array;
}

export interface CustomerBatch extends BatchBase {
  /** The number in customer_id. */
  readonly customer: Int32Array;
  readonly firstName: TextLane;
  readonly lastName: TextLane;
  readonly email: TextLane;
  readonly birthYear: Int32Array;
  /** 26 * first letter + second, A = 0. */
  readonly state: Int32Array;
  /** Index into `regions`. */
  readonly region: Int32Array;
  /** Index into `devices`. */
  readonly device: Int32Array;
  /** Day number. */
  readonly signupDay: Int32Array;
}

export interface PlanBatch extends BatchBase {
  readonly plan: Int32Array;
  /** Index into `tiers`. */
  readonly tier: Int32Array;
  readonly priceCents: Int32Array;
  readonly maxStreams: Int32Array;
  /** Index into the schema's values of max_resolution. */
  readonly maxResolution: Int32Array;
}

export interface ContentBatch extends BatchBase {
  /** The number in content_id. */
  readonly content: Int32Array;
  readonly title: TextLane;
  /** Index into `genres`. */
  readonly genre: Int32Array;
  readonly category: TextLane;
  /** Tenths of a minute. */
  readonly durationTenths: Int32Array;
  readonly releaseDay: Int32Array;
}

export interface SubscriptionBatch extends BatchBase {
  /** The customer number and the sequence in subscription_id. */
  readonly subscriber: Int32Array;
  readonly sequence: Int32Array;
  /** The number in customer_id. */
  readonly customer: Int32Array;
  readonly plan: Int32Array;
  readonly startDay: Int32Array;
  readonly endDay: Int32Array;
  /** Index into `subscriptionStatuses`. */
  readonly status: Int32Array;
  /** Index into `changeTypes`. */
  readonly changeType: Int32Array;
}

export interface UsageBatch extends BatchBase {
  /** Day number, customer number and candidate number in usage_id. */
  readonly usageDay: Int32Array;
  readonly usageCustomer: Int32Array;
  readonly candidate: Int32Array;
  readonly customer: Int32Array;
  /** The customer number and the sequence in subscription_id. */
  readonly subscriber: Int32Array;
  readonly sequence: Int32Array;
  readonly content: Int32Array;
  /** Day number and second of the day of started_at. */
  readonly startDay: Int32Array;
  readonly startSecond: Int32Array;
  /** Index into `devices`. */
  readonly device: Int32Array;
  /** Hundredths of a minute. */
  readonly watchedHundredths: Int32Array;
  /** Ten-thousandths. */
  readonly completion: Int32Array;
}

export interface BatchOf {
  customers: CustomerBatch;
  plans: PlanBatch;
  content: ContentBatch;
  subscriptions: SubscriptionBatch;
  usage_logs: UsageBatch;
}
