// THE CONTRACT: the five datasets, their columns in order, types, formats, keys, references and dependency order.
// Holds no behaviour: which rule governs a column is said by the rule cards.

export const datasetNames = ["customers", "plans", "content", "subscriptions", "usage_logs"] as const;
/** Execution order is the order of this list: each dataset refers only to those before it. */
export type DatasetName = (typeof datasetNames)[number];

export const tiers = ["Basic", "Standard", "Premium"] as const;
export type Tier = (typeof tiers)[number];
export const genres = ["movie", "music", "podcast"] as const;
export type Genre = (typeof genres)[number];
export const devices = ["smart_tv", "mobile", "web", "tablet", "game_console"] as const;
export type Device = (typeof devices)[number];
export const regions = ["Northeast", "Midwest", "South", "West"] as const;
export type Region = (typeof regions)[number];
export const subscriptionStatuses = ["active", "canceling", "ended"] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];
export const changeTypes = ["new", "upgrade", "downgrade", "winback"] as const;
export type ChangeType = (typeof changeTypes)[number];

export type ColumnType = "string" | "integer" | "number" | "date" | "datetime";

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly description: string;
  /** An anchored regular expression that every value in the file matches. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** Fixed number of digits after the point in the file. */
  readonly decimals?: number;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** An empty field means null; other columns are never empty. */
  readonly nullable?: true;
  readonly unique?: true;
}

export interface Reference {
  readonly column: string;
  readonly dataset: DatasetName;
  readonly target: string;
}

export interface DatasetSchema {
  readonly name: DatasetName;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly Column[];
  readonly primaryKey: string;
  readonly references: readonly Reference[];
  /** The row order of the file, in words. */
  readonly order: string;
}

const customers: DatasetSchema = {
  name: "customers",
  title: "Customers",
  description: "One row a person who ever signed up.",
  primaryKey: "customer_id",
  references: [],
  order: "by customer number",
  columns: [
    { name: "customer_id", type: "string", pattern: "^C\\d{9}$", unique: true, description: "Customer key." },
    { name: "first_name", type: "string", description: "Given name." },
    { name: "last_name", type: "string", description: "Family name." },
    {
      name: "email",
      type: "string",
      pattern: "^[a-z0-9.]+@example\\.(com|org|net)$",
      unique: true,
      description: "E-mail address on a reserved domain that no real person owns.",
    },
    { name: "birth_year", type: "integer", minimum: 1900, maximum: 2101, description: "Year of birth." },
    { name: "state", type: "string", pattern: "^[A-Z]{2}$", description: "USPS code of the state, or DC." },
    { name: "region", type: "string", values: regions, description: "Census region of the state." },
    { name: "device", type: "string", values: devices, description: "The device the customer mostly watches on." },
    { name: "signup_date", type: "date", description: "Day of signing up (UTC)." },
  ],
};

const plans: DatasetSchema = {
  name: "plans",
  title: "Plans",
  description: "The subscription plans on sale, one row a tier.",
  primaryKey: "plan_id",
  references: [],
  order: "by plan number",
  columns: [
    { name: "plan_id", type: "string", pattern: "^P[1-3]$", unique: true, description: "Plan key." },
    { name: "tier", type: "string", values: tiers, unique: true, description: "Tier name." },
    { name: "monthly_price", type: "number", decimals: 2, unit: "USD", minimum: 0, description: "Price a month." },
    { name: "max_streams", type: "integer", minimum: 1, description: "Sessions that may run at once." },
    { name: "max_resolution", type: "string", values: ["HD", "FHD", "UHD"], description: "Best picture quality." },
  ],
};

const content: DatasetSchema = {
  name: "content",
  title: "Content",
  description: "The titles on offer.",
  primaryKey: "content_id",
  references: [],
  order: "by title number",
  columns: [
    { name: "content_id", type: "string", pattern: "^T\\d{7}$", unique: true, description: "Title key." },
    { name: "title", type: "string", unique: true, description: "Title as shown." },
    { name: "genre", type: "string", values: genres, description: "movie, music or podcast." },
    { name: "category", type: "string", description: "A finer kind within the genre." },
    {
      name: "duration_minutes",
      type: "number",
      decimals: 1,
      unit: "minutes",
      minimum: 0.1,
      description: "Length of the title.",
    },
    {
      name: "release_date",
      type: "date",
      description: "Day of release; never after the first day of the usage window.",
    },
  ],
};

const subscriptions: DatasetSchema = {
  name: "subscriptions",
  title: "Subscriptions",
  description: "One row a stretch of time a customer spent on one plan.",
  primaryKey: "subscription_id",
  references: [
    { column: "customer_id", dataset: "customers", target: "customer_id" },
    { column: "plan_id", dataset: "plans", target: "plan_id" },
  ],
  order: "by customer number, then sequence",
  columns: [
    {
      name: "subscription_id",
      type: "string",
      pattern: "^S\\d{9}-\\d+$",
      unique: true,
      description: "Subscription key: customer number and sequence.",
    },
    { name: "customer_id", type: "string", pattern: "^C\\d{9}$", description: "Who subscribed." },
    { name: "plan_id", type: "string", pattern: "^P[1-3]$", description: "The plan subscribed to." },
    { name: "start_date", type: "date", description: "First day of the subscription." },
    { name: "end_date", type: "date", nullable: true, description: "First day after the subscription; empty = open." },
    {
      name: "status",
      type: "string",
      values: subscriptionStatuses,
      description: "ended iff end_date <= asOf, canceling iff end_date > asOf, else active.",
    },
    { name: "change_type", type: "string", values: changeTypes, description: "How the subscription came about." },
  ],
};

const usageLogs: DatasetSchema = {
  name: "usage_logs",
  title: "Usage logs",
  description: "One row a session: one viewing of one title.",
  primaryKey: "usage_id",
  references: [
    { column: "customer_id", dataset: "customers", target: "customer_id" },
    { column: "subscription_id", dataset: "subscriptions", target: "subscription_id" },
    { column: "content_id", dataset: "content", target: "content_id" },
  ],
  order: "by UTC day, then shard of 1,048,576 customers, then started_at, then customer and candidate number",
  columns: [
    {
      name: "usage_id",
      type: "string",
      pattern: "^U\\d{8}-\\d{9}-\\d+$",
      unique: true,
      description: "Session key: UTC day, customer number, candidate number.",
    },
    { name: "customer_id", type: "string", pattern: "^C\\d{9}$", description: "Who watched." },
    { name: "subscription_id", type: "string", pattern: "^S\\d{9}-\\d+$", description: "Under which subscription." },
    { name: "content_id", type: "string", pattern: "^T\\d{7}$", description: "What was watched." },
    { name: "started_at", type: "datetime", description: "Start of the session, UTC, to the second." },
    { name: "device", type: "string", values: devices, description: "Device of the session." },
    {
      name: "duration_watched",
      type: "number",
      decimals: 2,
      unit: "minutes",
      minimum: 0,
      description: "Minutes watched: 25 to 100 % of the title.",
    },
    {
      name: "completion_rate",
      type: "number",
      decimals: 4,
      minimum: 0.05,
      maximum: 1,
      description: "Measured completion: the watched fraction with the tier's noise, clipped to [0.05, 1].",
    },
  ],
};

export const datasetSchemas: Readonly<Record<DatasetName, DatasetSchema>> = {
  customers,
  plans,
  content,
  subscriptions,
  usage_logs: usageLogs,
};

/** The file of a dataset inside a run directory. */
export function fileName(dataset: DatasetName): string {
  return `${dataset}.csv`;
}

/** The header line of a dataset's file, without the line feed. */
export function headerLine(dataset: DatasetName): string {
  return datasetSchemas[dataset].columns.map((column) => column.name).join(",");
}

/** Every dataset that `dataset` refers to, directly or through another, in execution order. */
export function upstreamOf(dataset: DatasetName): DatasetName[] {
  const found = new Set<DatasetName>();
  const visit = (name: DatasetName): void => {
    for (const reference of datasetSchemas[name].references) {
      found.add(reference.dataset);
      visit(reference.dataset);
    }
  };
  visit(dataset);
  return datasetNames.filter((name) => found.has(name));
}

export function isDatasetName(name: string): name is DatasetName {
  return (datasetNames as readonly string[]).includes(name);
}
