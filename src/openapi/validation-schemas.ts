// The shared schemas of the results of the validation tests, and what such an answer looks like.

import { Type } from "typebox";
import { modelVersion } from "../rules/model-version.ts";
import {
  type Validation,
  Validation as ValidationSchema,
  ValidationTestResult,
} from "../warehouse/validation/schemas.ts";
import { closed } from "./fields.ts";
import { shared } from "./responses.ts";

const test = { ...ValidationTestResult, $id: "ValidationTestResult" };

const validation = Type.Object(
  { ...ValidationSchema.properties, tests: Type.Array(shared("ValidationTestResult"), { description: "By id." }) },
  { ...closed, $id: "Validation", description: "The results of the validation tests on the warehouse." },
);

export const validationSchemas = [test, validation];

const job = "0123456789abcdef0123456789abcdef";

/** The results of two tests, one on rows and one on a ratio. */
export const validationExample: Validation = {
  run: `${job}-1`,
  job,
  asOf: "2026-01-01",
  modelVersion,
  source: `runs/${job}-1`,
  manifest: { customers: "match", plans: "match", content: "match", subscriptions: "match", usage_logs: "differs" },
  loadedAt: "2026-01-01T09:00:20.000Z",
  recordedAt: "2026-01-01T09:00:22.000Z",
  declared: "spec",
  verdict: "fail",
  counts: { pass: 1, fail: 1, undecided: 0 },
  familyWiseError: 1e-6,
  tests: [
    {
      id: "watch-bounds",
      statement: "Every session watches 25 to 100 % of its title.",
      rule: "watch-fraction",
      tables: ["usage_logs", "content"],
      verdict: "fail",
      observed: 1,
      expected: 0,
      offendingRows: 1,
      offenders: [
        {
          dataset: "usage_logs",
          line: 1042,
          key: "U20251103-000000007-1",
          found: "watched 21.30 of 88.7 minutes",
        },
      ],
      measures: [],
    },
    {
      id: "weekend-lift",
      statement: "A Saturday or Sunday has 1.5 times the sessions of a weekday, or as many times as are declared.",
      rule: "weekend-lift",
      tables: ["usage_logs", "subscriptions"],
      verdict: "pass",
      observed: 1.504,
      expected: 1.5,
      offendingRows: 0,
      offenders: [],
      measures: [
        {
          what: "sessions a weekend day over sessions a weekday",
          n: 114_000,
          observed: 1.504,
          expected: 1.5,
          lowest: 1.444,
          highest: 1.559,
          material: 0.1,
          verdict: "pass",
        },
      ],
    },
  ],
};
