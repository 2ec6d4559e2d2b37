// What the files must be whatever they say: keys, references, formats, row order, quoting.

import { readFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "csv-stringify/sync";
import { expect, test } from "vitest";
import { type DatasetName, datasetNames, datasetSchemas } from "../../src/datasets.ts";
import type { WrittenWorld } from "./files.ts";

const typePatterns = {
  string: /^.+$/su,
  integer: /^-?\d+$/,
  number: /^\d+\.\d+$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
} as const;

/** Re-encoding hundreds of thousands of rows is slow, and they are all alike. */
const mostRewritten = 50_000;

export function contractTests(world: () => WrittenWorld): void {
  test.each(datasetNames)("%s has the header, types, formats, values and bounds of its schema", (dataset) => {
    const { columns } = datasetSchemas[dataset];
    const text = readFileSync(path.join(world().directory, `${dataset}.csv`), "latin1");
    expect(text.slice(0, text.indexOf("\n"))).toBe(columns.map((column) => column.name).join(","));
    const rows = world().records[dataset];
    expect(rows.length).toBeGreaterThan(2);
    for (const [index, column] of columns.entries()) {
      const patterns = [
        typePatterns[column.type],
        ...(column.pattern === undefined ? [] : [new RegExp(column.pattern)]),
      ];
      if (column.decimals !== undefined) patterns.push(new RegExp(`\\.\\d{${column.decimals}}$`));
      const isBad = (value: string): boolean => {
        if (value === "") return column.nullable !== true;
        if (!patterns.every((pattern) => pattern.test(value))) return true;
        if (column.values !== undefined && !column.values.includes(value)) return true;
        return Number(value) < (column.minimum ?? -Infinity) || Number(value) > (column.maximum ?? Infinity);
      };
      expect(rows.filter((row) => isBad(row[index]!)).slice(0, 3), `${dataset}.${column.name}`).toEqual([]);
    }
  });

  test.each(datasetNames)("%s has whole references, and unique values where the schema says so", (dataset) => {
    const schema = datasetSchemas[dataset];
    const rows = world().records[dataset];
    const place = (name: DatasetName, column: string): number =>
      datasetSchemas[name].columns.findIndex((candidate) => candidate.name === column);
    for (const column of schema.columns.filter((candidate) => candidate.unique)) {
      const values = new Set(rows.map((row) => row[place(dataset, column.name)]));
      expect(values.size, `${dataset}.${column.name}`).toBe(rows.length);
    }
    for (const reference of schema.references) {
      const target = place(reference.dataset, reference.target);
      const keys = new Set(world().records[reference.dataset].map((row) => row[target]));
      const dangling = rows.filter((row) => !keys.has(row[place(dataset, reference.column)]));
      expect(dangling.slice(0, 3), `${dataset}.${reference.column}`).toEqual([]);
    }
  });

  test.each(datasetNames)("%s is byte for byte what csv-stringify writes: LF, quotes only where needed", (dataset) => {
    const bytes = readFileSync(path.join(world().directory, `${dataset}.csv`));
    const header = datasetSchemas[dataset].columns.map((column) => column.name);
    const rows = world().records[dataset];
    const expected = Buffer.from(stringify([header, ...rows.slice(0, mostRewritten)]), "utf8");
    expect(bytes.subarray(0, expected.length).equals(expected)).toBe(true);
    if (rows.length <= mostRewritten) expect(bytes.length).toBe(expected.length);
    expect(bytes.at(-1)).toBe("\n".charCodeAt(0));
  });

  test("customers, titles and subscriptions are in the order of their numbers, which have no gaps", () => {
    const { customers, titles, subscriptions } = world();
    expect(customers.every((customer, index) => customer.number === index + 1)).toBe(true);
    expect(titles.every((title, index) => Number(title.id.slice(1)) === index + 1)).toBe(true);
    const outOfOrder = subscriptions.filter((subscription, index) => {
      const before = subscriptions[index - 1];
      if (before?.customer === subscription.customer) return subscription.sequence !== before.sequence + 1;
      return subscription.sequence !== 1 || (before !== undefined && before.customer > subscription.customer);
    });
    expect(outOfOrder).toEqual([]);
  });

  test("sessions are in time order, then by customer and candidate number, and their ids spell day and customer", () => {
    const { sessions } = world();
    let last: [number, number, number] = [0, 0, 0];
    for (const { id, customer, day, second } of sessions) {
      const match = /^U(\d{8})-(\d{9})-(\d+)$/.exec(id)!;
      const compactDay = new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
      if (match[1] !== compactDay || Number(match[2]) !== customer)
        expect.fail(`${id} does not spell its day and customer`);
      const [moment, number] = [day * 86_400 + second, Number(match[3])];
      const rises =
        moment > last[0] || (moment === last[0] && (customer > last[1] || (customer === last[1] && number > last[2])));
      if (!rises) expect.fail(`${id} stands after ${last.join(", ")}`);
      last = [moment, customer, number];
    }
  });

  test("a session belongs to the customer of its subscription", () => {
    expect(world().sessions.filter((session) => session.customer !== session.subscription.customer)).toEqual([]);
  });
}
