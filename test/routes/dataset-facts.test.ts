// Table Schemas, held against a third-party reader and the rule cards.

import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { Schema } from "tableschema";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetNames, datasetSchemas } from "../../src/datasets.ts";
import type { TableSchema } from "../../src/openapi/table-schema.ts";
import { ruleCards } from "../../src/rules/index.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";

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
