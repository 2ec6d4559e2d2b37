// The sentences that faults of the input are told in.

import { expect, test } from "vitest";
import { allowed, inputFaults, type SchemaViolation } from "../../src/http/faults.ts";

test.each([
  [{ type: "integer", minimum: 1 }, "a whole number of at least 1"],
  [{ type: "integer", minimum: 1, maximum: 9 }, "a whole number from 1 to 9"],
  [{ type: "number", maximum: 1 }, "a number of at most 1"],
  [{ type: "string", format: "date" }, "a day of the calendar, as YYYY-MM-DD"],
  [{ type: "string", minLength: 1, maxLength: 128 }, "a text of 1 to 128 characters"],
  [{ type: "string", pattern: "^a$" }, "a text that matches ^a$"],
  [{ type: "boolean" }, "true or false"],
  [{ enum: ["a", "b", "c"] }, '"a", "b" or "c"'],
  [{ const: 5 }, "5"],
  [{ type: "array", minItems: 24, maxItems: 24, items: { type: "number" } }, "a list of 24 items, each a number"],
  [{ type: "array", minItems: 1, items: { enum: ["a"] } }, 'a list of at least 1 items, each "a"'],
  [{ type: "object" }, "an object"],
  [{ anyOf: [{ type: "integer" }, { type: "string" }] }, "a whole number or a text"],
])("allowed() says what %j admits", (schema, expected) => {
  expect(allowed(schema)).toBe(expected);
});

const violation = (index: number): SchemaViolation => ({
  keyword: "type",
  instancePath: `/datasets/${index}`,
  schemaPath: "#/x/type",
  params: {},
  parentSchema: { type: "string" },
  data: "x".repeat(100),
});

test("inputFaults() tells at most 50 faults, each value cut short, and counts the rest", () => {
  const faults = inputFaults(Array.from({ length: 120 }, (_, index) => violation(index)));
  expect(faults.length).toBe(51);
  expect(faults[0]?.detail.length).toBeLessThan(120);
  expect(faults.at(-1)).toEqual({ pointer: "", detail: "There are 70 more faults." });
});

test("inputFaults() tells one fault a place", () => {
  expect(inputFaults([violation(1), violation(1), violation(2)]).map(({ pointer }) => pointer)).toEqual([
    "/datasets/1",
    "/datasets/2",
  ]);
});
