// What the command line says when it fails.

import { expect, test } from "vitest";
import type { GenerateCommand } from "../../src/cli/command-line.ts";
import { failureOf } from "../../src/cli/failures.ts";
import { CodedError } from "../../src/errors.ts";
import { MissingDependencyError } from "../../src/jobs/dependencies.ts";
import { specOf } from "../jobs/specs.ts";

const command = (worldOptions: readonly string[]): GenerateCommand => ({
  kind: "generate",
  request: {},
  settings: {},
  json: false,
  worldOptions,
});

test("failureOf() a missing dependency gives the command to run first, as a shell reads it", () => {
  const spec = specOf({ datasets: ["subscriptions"] });
  const faults = new Map([
    ["customers", "data/raw/customers.csv is not there"],
    ["plans", "data/raw/plans.csv is not there"],
  ] as const);
  const given = ["--seed", "it's Anna", "--behaviour", "my rules.json", "--data-dir", "/srv/data"];
  expect(failureOf(new MissingDependencyError(spec, faults), command(given))).toEqual({
    exitCode: 3,
    text:
      "subscriptions cannot be generated: data/raw/customers.csv is not there; data/raw/plans.csv is not there. Run first:\n" +
      "  mockbuster generate customers plans --seed 'it'\\''s Anna' --behaviour 'my rules.json' --data-dir /srv/data\n",
  });
});

test("failureOf() names the option of a fault, the place in its file, and the pointer where there is no option", () => {
  const errors = ["/asOf", "/behaviour/weekend-lift/lift", "/behaviour", "/toString", ""].map((pointer) => ({
    pointer,
    detail: "Wrong.",
  }));
  const { exitCode, text } = failureOf(new CodedError("invalid-spec", "Wrong.", { errors }), command([]));
  expect(exitCode).toBe(2);
  expect(text.split("\n").slice(1)).toEqual([
    "  --as-of: Wrong.",
    "  --behaviour /weekend-lift/lift: Wrong.",
    "  --behaviour: Wrong.",
    "  /toString: Wrong.",
    "  /: Wrong.",
    "",
  ]);
});

test("failureOf() what nobody foresaw shows where it was thrown, with code 1", () => {
  const { exitCode, text } = failureOf(new RangeError("odd"), undefined);
  expect(exitCode).toBe(1);
  expect(text).toMatch(/^RangeError: odd\n {4}at /);
});
