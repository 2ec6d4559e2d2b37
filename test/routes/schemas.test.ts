// Schemas in every format: Table Schemas and Data Packages held against third-party readers and the rule cards, CSVW against the
// contract, SQL against what the databases of test/warehouse load.

import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { Package } from "datapackage";
import { Schema } from "tableschema";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetNames, datasetSchemas } from "../../src/datasets.ts";
import type { CsvwColumn, CsvwTableGroup } from "../../src/openapi/csvw.ts";
import type { TableSchema } from "../../src/openapi/table-schema.ts";
import { ruleCards } from "../../src/rules/index.ts";
import { datasetScript, schemaScript } from "../../src/warehouse/ddl.ts";
import { dialects } from "../../src/warehouse/dialect.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";
import { linesOf, testWorld } from "../worlds.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

/** The package's types leave out that loading takes a promise. */
function loaded(descriptor: TableSchema): Promise<Schema> {
  return Promise.resolve(Schema.load(descriptor, { strict: true }));
}

test.each(datasetNames)("the schema of %s is a Table Schema that its own file passes", async (name) => {
  const descriptor = (await client.ask(`/datasets/${name}/schema`)).json<TableSchema>();
  const schema = await loaded(descriptor);
  expect(schema.errors).toEqual([]);
  expect(schema.fieldNames).toEqual(datasetSchemas[name].columns.map((column) => column.name));
  const file = readFileSync(path.join(fixture.runs.current!.directory, `${name}.csv`));
  for (const row of parse(file, { from: 2 })) schema.castRow(row);
});

test("a value that breaks a constraint does not pass the schema", async () => {
  const descriptor = (await client.ask("/datasets/plans/schema")).json<TableSchema>();
  const schema = await loaded(descriptor);
  expect(() => schema.castRow(["P4", "Basic", "7.99", "1", "HD"])).toThrow();
  expect(() => schema.castRow(["P1", "Gold", "7.99", "1", "HD"])).toThrow();
});

test("each field carries the rules that govern it, and every governed column is found", async () => {
  const carried = new Set<string>();
  for (const name of datasetNames) {
    const { fields } = (await client.ask(`/datasets/${name}/schema`)).json<TableSchema>();
    for (const field of fields) for (const rule of field.rules) carried.add(`${rule.id} ${name}.${field.name}`);
  }
  const governed = ruleCards.flatMap((card) => card.governs.map((column) => `${card.id} ${column}`));
  expect([...carried].sort()).toEqual([...new Set(governed)].sort());
});

test.each(dialects)("format=ddl gives the SQL of a dataset, and of all, for %s", async (dialect) => {
  for (const name of datasetNames) {
    const { text, headers } = await client.ask(`/datasets/${name}/schema?format=ddl&dialect=${dialect}`);
    expect(headers["content-type"]).toBe("application/sql");
    expect(headers["content-disposition"]).toBe(`attachment; filename="${name}.${dialect}.sql"`);
    expect(text).toBe(datasetScript(name, dialect));
  }
  expect((await client.ask(`/schema?format=ddl&dialect=${dialect}`)).text).toBe(schemaScript(dialect));
});

test("format=ddl is for SQLite where no dialect is named, and json is what there is without a format", async () => {
  expect((await client.ask("/schema?format=ddl")).text).toBe(schemaScript("sqlite"));
  const { headers, text } = await client.ask("/datasets/plans/schema");
  expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  expect((await client.ask("/datasets/plans/schema?format=json")).text).toBe(text);
});

test.each([
  ["format=yaml", "/format"],
  ["format=ddl&dialect=oracle", "/dialect"],
  ["dialect=postgres", "/dialect"],
  ["format=csvw&dialect=duckdb", "/dialect"],
  ["formt=ddl", "/formt"],
  ["format=ddl&format=json", "/format"],
])("a schema with ?%s is refused", async (query, pointer) => {
  for (const path of ["/schema", "/datasets/plans/schema"]) {
    const { status, json } = await client.ask(`${path}?${query}`);
    expect([status, json()["code"], json()["errors"]]).toMatchObject([400, "invalid-query", [{ pointer }]]);
  }
});

test("GET /schema is a Data Package for a third-party reader, its files in execution order", async () => {
  const found = await Package.load((await client.ask("/schema")).json(), { strict: true });
  expect(found.errors).toEqual([]);
  expect(found.resources.map(({ name }) => name)).toEqual(datasetNames);
});

test("format=csvw names every column, key and reference of the contract", async () => {
  const { text, headers } = await client.ask("/schema?format=csvw");
  expect(headers["content-type"]).toBe("application/csvm+json; charset=utf-8");
  const { tables } = JSON.parse(text) as CsvwTableGroup;
  expect(tables.map(({ url }) => url)).toEqual(datasetNames.map((name) => `${name}.csv`));
  for (const [index, name] of datasetNames.entries()) {
    const { columns, primaryKey, references } = datasetSchemas[name];
    const { tableSchema } = tables[index]!;
    expect(tableSchema.columns.map((column) => [column.name, column.required])).toEqual(
      columns.map((column) => [column.name, column.nullable !== true]),
    );
    expect(tableSchema.primaryKey).toBe(primaryKey);
    expect(tableSchema.foreignKeys ?? []).toEqual(
      references.map(({ column, dataset, target }) => ({
        columnReference: column,
        reference: { resource: `${dataset}.csv`, columnReference: target },
      })),
    );
    const alone = JSON.parse((await client.ask(`/datasets/${name}/schema?format=csvw`)).text);
    expect(alone).toMatchObject({ url: `${name}.csv`, tableSchema: { columns: tableSchema.columns } });
    expect(alone.tableSchema).not.toHaveProperty("foreignKeys");
  }
});

/** The lexical forms of the CSVW datatypes that are used, in XML Schema's words. */
const lexicalForms: Readonly<Record<string, RegExp>> = {
  string: /^[\s\S]*$/,
  integer: /^[+-]?\d+$/,
  decimal: /^[+-]?(\d+(\.\d*)?|\.\d+)$/,
  date: /^-?\d{4,}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?$/,
  dateTimeStamp: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

/** Whether a field is as its CSVW column says. */
function fits({ datatype, required }: CsvwColumn, field: string): boolean {
  if (field === "") return !required;
  const {
    base,
    format = "",
    minimum = -Infinity,
    maximum = Infinity,
  } = typeof datatype === "string" ? { base: datatype } : datatype;
  const isInRange = base === "string" || !(Number(field) < minimum || Number(field) > maximum);
  return lexicalForms[base]!.test(field) && new RegExp(format).test(field) && isInRange;
}

test("what CSVW says of each column holds for generated rows, and not for broken ones", async () => {
  const world = testWorld({ customers: 100 });
  const { tables } = (await client.ask("/schema?format=csvw")).json<CsvwTableGroup>();
  for (const [index, name] of datasetNames.entries()) {
    const { columns } = tables[index]!.tableSchema;
    for (const row of parse(linesOf(world, name).join("\n")) as string[][]) {
      expect(row.map((field, at) => fits(columns[at]!, field))).toEqual(columns.map(() => true));
    }
  }
  const column = (table: number, name: string) => tables[table]!.tableSchema.columns.find((one) => one.name === name)!;
  expect(fits(column(0, "customer_id"), "C1")).toBe(false);
  expect(fits(column(0, "region"), "Midwst")).toBe(false);
  expect(fits(column(0, "birth_year"), "1899")).toBe(false);
  expect(fits(column(0, "first_name"), "")).toBe(false);
  expect(fits(column(3, "end_date"), "2025-1-1")).toBe(false);
  expect(fits(column(4, "completion_rate"), "1.01")).toBe(false);
});
