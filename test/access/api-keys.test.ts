// How keys are written and found, and what is said of those that are written wrongly: never the secret.

import { expect, test } from "vitest";
import { findKey, readApiKeys } from "../../src/access/api-keys.ts";
import { grants } from "../../src/access/scopes.ts";

const secret = "s3cret.of-16~chars+/";

test("readApiKeys() reads secrets alone, with scopes, and with names, divided by commas and lines", () => {
  const { keys, faults } = readApiKeys(`abc, ${secret}:read,\nci=def:generate+read\r\nops=ghi`, "API_KEYS");
  expect(faults).toEqual([]);
  expect(keys.map(({ name, scopes }) => [name, scopes])).toEqual([
    ["key-1", ["read", "generate", "admin"]],
    ["key-2", ["read"]],
    ["ci", ["read", "generate"]],
    ["ops", ["read", "generate", "admin"]],
  ]);
  expect(keys.map(({ isShort }) => isShort)).toEqual([true, false, true, true]);
  expect(JSON.stringify(keys)).not.toContain(secret);
});

test.each([
  ["topsecret:everything", "entry 1: the scopes"],
  ["a,topsecret:", "entry 2: the scopes"],
  ["9name=topsecret", "entry 1: the name"],
  ["top secret", "entry 1: the secret"],
  ["topsecret==", "entry 1: the secret"],
  ["x=topsecret,x=another", "another entry is called x"],
  ["x=topsecret,y=topsecret", "the same secret"],
  [",", "holds no key"],
])("readApiKeys() refuses %j with a sentence on its place that has no secret in it", (text, sentence) => {
  const { faults } = readApiKeys(text, "API_KEYS");
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(sentence);
  expect(faults[0]).not.toContain("secret=");
  expect(faults[0]).not.toContain("topsecret");
});

test("findKey() knows each secret, and no other text", () => {
  const { keys } = readApiKeys(`one=${secret},two=other`, "API_KEYS");
  expect(findKey(keys, secret)?.name).toBe("one");
  expect(findKey(keys, "other")?.name).toBe("two");
  for (const token of ["", "othe", "otherr", `one=${secret}`, "ünïcode"]) expect(findKey(keys, token)).toBeUndefined();
  expect(findKey([], secret)).toBeUndefined();
});

test("grants() lets each scope include those before it", () => {
  expect(grants(["admin"], "read")).toBe(true);
  expect(grants(["generate"], "generate")).toBe(true);
  expect(grants(["generate"], "admin")).toBe(false);
  expect(grants(["read"], "generate")).toBe(false);
  expect(grants([], "read")).toBe(false);
});
