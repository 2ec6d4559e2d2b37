// The constraints of the typed tables, held against the checks of fields that a load makes beforehand: what the one refuses, the other does.

import { expect, test } from "vitest";
import { type DatasetName, datasetNames, datasetSchemas } from "../../src/datasets.ts";
import { keptForever, openDatabase } from "../../src/storage/sqlite.ts";
import { createTable } from "../../src/warehouse/ddl.ts";
import { fieldChecks } from "../../src/warehouse/field-checks.ts";
import { typedValue } from "../../src/warehouse/value-conditions.ts";

const database = openDatabase(":memory:");
for (const name of datasetNames) database.exec(createTable(name, "sqlite"));
// References have tests of their own; here a row stands alone.
database.exec("PRAGMA foreign_keys = OFF");

const prepared = (sql: string) => keptForever(database.prepare(sql));

type Row = Readonly<Record<string, string>>;
const sound: Readonly<Record<DatasetName, Row>> = {
  customers: {
    customer_id: "C000000001",
    first_name: "Zoë",
    last_name: "O'Hara",
    email: "zoe.1@example.com",
    birth_year: "1980",
    state: "CA",
    region: "West",
    device: "mobile",
    signup_date: "2025-06-01",
  },
  plans: { plan_id: "P1", tier: "Basic", monthly_price: "7.99", max_streams: "1", max_resolution: "HD" },
  content: {
    content_id: "T0000001",
    title: 'Rain, "Again"',
    genre: "movie",
    category: "drama",
    duration_minutes: "90.5",
    release_date: "2020-02-29",
  },
  subscriptions: {
    subscription_id: "S000000001-12",
    customer_id: "C000000001",
    plan_id: "P1",
    start_date: "2025-07-01",
    end_date: "",
    status: "active",
    change_type: "new",
  },
  usage_logs: {
    usage_id: "U20251231-000000001-1",
    customer_id: "C000000001",
    subscription_id: "S000000001-12",
    content_id: "T0000001",
    started_at: "2025-12-31T23:59:59Z",
    device: "mobile",
    duration_watched: "90.50",
    completion_rate: "1.0000",
  },
};

const placeholders = (dataset: DatasetName): string => datasetSchemas[dataset].columns.map(() => "?").join(", ");
const valuesOf = (dataset: DatasetName, row: Row): string[] =>
  datasetSchemas[dataset].columns.map(({ name }) => row[name]!);

/** What the checks of fields have against a row as read, in the order of its columns. */
function complaints(dataset: DatasetName, row: Row): string[] {
  const values = valuesOf(dataset, row);
  return fieldChecks(dataset).flatMap((check, index) => {
    const complaint = check(values[index]!);
    return complaint === undefined ? [] : [`${datasetSchemas[dataset].columns[index]!.name} ${complaint}`];
  });
}

/** Whether the typed table takes the row. */
function isTaken(dataset: DatasetName, row: Row): boolean {
  const { columns } = datasetSchemas[dataset];
  const names = columns.map(({ name }) => name);
  const typed = columns.map((column) => typedValue(column, column.name));
  const insert = prepared(
    `WITH staging (${names.join(", ")}) AS (VALUES (${placeholders(dataset)})) INSERT INTO ${dataset} SELECT ${typed.join(", ")} FROM staging`,
  );
  try {
    database.exec("SAVEPOINT one");
    insert.run(valuesOf(dataset, row));
    return true;
  } catch {
    return false;
  } finally {
    database.exec("ROLLBACK TO one; RELEASE one");
  }
}

test.each(datasetNames)("a sound row of %s has no complaint, and its table takes it", (dataset) => {
  expect(complaints(dataset, sound[dataset])).toEqual([]);
  expect(isTaken(dataset, sound[dataset])).toBe(true);
});

test.each<[DatasetName, string, string, string]>([
  ["customers", "customer_id", "C00000001", "customer_id does not match ^C\\d{9}$"],
  ["customers", "customer_id", "", "customer_id is empty"],
  ["customers", "first_name", "", "first_name is empty"],
  ["customers", "birth_year", "", "birth_year is empty"],
  ["subscriptions", "start_date", "", "start_date is empty"],
  ["customers", "email", "@example.com", "email does not match ^[a-z0-9.]+@example\\.(com|org|net)$"],
  ["customers", "email", "zoe@example.com.example.org.", "email does not match ^[a-z0-9.]+@example\\.(com|org|net)$"],
  ["customers", "birth_year", "1899", "birth_year is less than 1900"],
  ["customers", "birth_year", "2102", "birth_year is more than 2101"],
  ["customers", "state", "ca", "state does not match ^[A-Z]{2}$"],
  ["customers", "region", "west", "region is none of Northeast, Midwest, South, West"],
  ["customers", "signup_date", "2025-02-29", "signup_date is not a date, YYYY-MM-DD"],
  ["customers", "signup_date", "2025-13-01", "signup_date is not a date, YYYY-MM-DD"],
  ["customers", "signup_date", "2025-6-01", "signup_date is not a date, YYYY-MM-DD"],
  ["plans", "plan_id", "P4", "plan_id does not match ^P[1-3]$"],
  ["plans", "max_streams", "0", "max_streams is less than 1"],
  ["plans", "monthly_price", "-1", "monthly_price is less than 0"],
  ["subscriptions", "subscription_id", "S000000001-", "subscription_id does not match ^S\\d{9}-\\d+$"],
  ["subscriptions", "end_date", "never", "end_date is not a date, YYYY-MM-DD"],
  ["usage_logs", "started_at", "2025-12-31T24:00:00Z", "started_at is not a UTC time, YYYY-MM-DDThh:mm:ssZ"],
  ["usage_logs", "started_at", "2025-12-31 20:00:00", "started_at is not a UTC time, YYYY-MM-DDThh:mm:ssZ"],
  ["usage_logs", "completion_rate", "0.0499", "completion_rate is less than 0.05"],
  ["usage_logs", "completion_rate", "1.0001", "completion_rate is more than 1"],
])("%s with %s = %j is refused by the check of its field and by its table", (dataset, column, value, reason) => {
  const row = { ...sound[dataset], [column]: value };
  expect(complaints(dataset, row)[0]).toBe(reason);
  expect(isTaken(dataset, row)).toBe(false);
});
