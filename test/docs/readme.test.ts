// README.md: its diagram is what the contract says now, and says all of it.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withEntityDiagram } from "../../scripts/entity-diagram.ts";
import { datasetNames, datasetSchemas } from "../../src/datasets.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const diagram = /^```mermaid\nerDiagram\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";

/** The attributes of an entity. */
function attributesOf(name: string): string[] {
  const body = new RegExp(`^ {4}${name} \\{\\n(.*?)^ {4}\\}$`, "ms").exec(diagram)?.[1] ?? "";
  return body.trimEnd().split("\n");
}

test("README.md holds the diagram that `npm run docs` would write now", () => {
  expect(withEntityDiagram(readme)).toBe(readme);
});

test.each(datasetNames)("the diagram has every column, key and reference of %s", (name) => {
  const { columns, primaryKey, references } = datasetSchemas[name];
  const attributes = attributesOf(name).map((line) => /^ {8}\w+ (\w+)(?: ([A-Z, ]+))?(?: "[^"]+")?$/.exec(line)!);
  expect(attributes.map(([, column]) => column)).toEqual(columns.map((column) => column.name));
  const keyed = (key: string) => attributes.filter(([, , keys]) => keys?.includes(key)).map(([, column]) => column);
  expect(keyed("PK")).toEqual([primaryKey]);
  expect(keyed("FK")).toEqual(references.map(({ column }) => column));
  for (const { column, dataset } of references)
    expect(diagram).toContain(`    ${dataset} ||--o{ ${name} : "${column}"\n`);
});

test("a document that marks no place for the diagram is refused", () => {
  expect(() => withEntityDiagram("# Title\n")).toThrow(RangeError);
});
