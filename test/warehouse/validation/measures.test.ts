// Verdicts on measures, and the headers of the tests' files.

import { expect, test } from "vitest";
import { ruleCards } from "../../../src/rules/index.ts";
import { measureVerdict, tellingMeasure, worstVerdict } from "../../../src/warehouse/validation/measures.ts";
import { parseTest, validationTests } from "../../../src/warehouse/validation/tests.ts";

const row = { what: "share", n: 1000, observed: 0.5, expected: 0.5, lowest: 0.45, highest: 0.55, material: 0.1 };

test("measureVerdict() fails outside the bounds, and lets pass within bounds no further away than what matters", () => {
  expect(measureVerdict(row)).toBe("pass");
  expect(measureVerdict({ ...row, observed: 0.44 })).toBe("fail");
  expect(measureVerdict({ ...row, observed: 0.56 })).toBe("fail");
  expect(measureVerdict({ ...row, observed: 0.45, material: 0.05 })).toBe("pass");
});

test("measureVerdict() is undecided where chance could hide what matters, or there is nothing to measure", () => {
  expect(measureVerdict({ ...row, material: 0.04 })).toBe("undecided");
  expect(measureVerdict({ ...row, observed: null })).toBe("undecided");
  expect(measureVerdict({ ...row, lowest: null, highest: null })).toBe("undecided");
  // What lies outside of wide bounds has failed all the same.
  expect(measureVerdict({ ...row, observed: 0.6, material: 0.04 })).toBe("fail");
});

test("measureVerdict() takes a missing bound for none", () => {
  expect(measureVerdict({ ...row, observed: 0.99, highest: null })).toBe("pass");
  expect(measureVerdict({ ...row, observed: 0.1, highest: null })).toBe("fail");
});

test("worstVerdict() and tellingMeasure() show the worst of several measures, and of these the one furthest out", () => {
  expect(worstVerdict(["pass", "undecided", "fail"])).toBe("fail");
  expect(worstVerdict(["pass", "undecided"])).toBe("undecided");
  expect(worstVerdict([])).toBe("pass");
  const measures = [
    { ...row, what: "near", verdict: "pass" },
    { ...row, what: "far", observed: 0.54, verdict: "pass" },
    { ...row, what: "least", observed: 0.9, highest: null, verdict: "pass" },
  ] as const;
  expect(tellingMeasure(measures)?.what).toBe("far");
  expect(tellingMeasure([...measures, { ...row, what: "out", observed: 0.6, verdict: "fail" }])?.what).toBe("out");
});

test("parseTest() reads the statement, rule and tables, and refuses a file that lacks one", () => {
  const sql = "-- statement: It holds.\n-- rule: contract\n-- tables: plans, content\nSELECT 1";
  expect(parseTest("held", sql)).toEqual({
    ...{ id: "held", statement: "It holds.", rule: "contract", tables: ["plans", "content"], sql },
  });
  expect(() => parseTest("held", "-- statement: It holds.\nSELECT 1")).toThrow(/held\.sql has no line "-- rule: /);
});

test("every validation test says in a sentence what must hold, and of which rule", () => {
  const tests = validationTests();
  const rules = new Set<string>(["contract", ...ruleCards.map(({ id }) => id)]);
  expect(tests.length).toBeGreaterThan(50);
  expect(tests.filter(({ statement }) => !/^\S.*\.$/.test(statement)).map(({ id }) => id)).toEqual([]);
  expect(tests.filter(({ rule }) => !rules.has(rule)).map(({ id }) => id)).toEqual([]);
  // What a rule card demands is tested in SQL, too.
  const tested = new Set(tests.map(({ rule }) => rule));
  expect(ruleCards.filter(({ id, demand }) => demand && !tested.has(id)).map(({ id }) => id)).toEqual([]);
});
