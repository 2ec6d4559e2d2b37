// The shape of the results of the validation tests as JSON Schema: HTTP documents it, and the types are read off it.

import { type Static, type TSchema, Type } from "typebox";
import { datasetNames } from "../../datasets.ts";
import { manifestAgreements } from "../../storage/manifest.ts";

const closed = { additionalProperties: false };
const nullable = <S extends TSchema>(schema: S, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const count = (description: string) => Type.Integer({ minimum: 0, description });

const Verdict = Type.Enum(["pass", "fail", "undecided"], {
  description:
    "fail: a row breaks the statement, or a measure lies beyond what chance gives. undecided: chance alone could hide a deviation that " +
    "matters in so few rows; never a pass.",
});
export type ValidationVerdict = Static<typeof Verdict>;

export const Agreement = Type.Enum([...manifestAgreements], {
  description:
    "Whether the file's SHA-256 is the one in its manifest: `differs` for a file that has been changed since it was written, `absent` where no " +
    "manifest names it.",
});
/** Which of the loaded files are those that their manifest names. */
const Manifest = Type.Object(
  {
    customers: Agreement,
    plans: Agreement,
    content: Agreement,
    subscriptions: Agreement,
    usage_logs: Agreement,
  },
  {
    ...closed,
    description:
      "Whether the loaded files are those that their manifest names; missing where an earlier version loaded the warehouse.",
  },
);

const Measure = Type.Object(
  {
    what: Type.String({ description: "What was measured: `Premium sessions a subscriber and weekday`." }),
    n: count("Rows, sessions or subscribers that were measured."),
    observed: nullable(Type.Number(), "Null when there was nothing to measure; so may the others be."),
    expected: nullable(Type.Number(), "By what the run declares."),
    lowest: nullable(Type.Number(), "What chance leaves possible; null for no bound."),
    highest: nullable(Type.Number(), "What chance leaves possible; null for no bound."),
    material: nullable(Type.Number(), "The deviation that matters: bounds further away than that decide nothing."),
    verdict: Verdict,
  },
  { ...closed, title: "Measure" },
);
export type Measure = Static<typeof Measure>;

const OffendingRow = Type.Object(
  {
    dataset: Type.Enum([...datasetNames]),
    line: nullable(Type.Integer({ minimum: 1 }), "Where the row begins in its file; the header is line 1."),
    key: nullable(Type.String(), "The row's key as it stands in the file."),
    found: Type.String({ description: "What is wrong with the row." }),
  },
  { ...closed, title: "OffendingRow" },
);
export type OffendingRow = Static<typeof OffendingRow>;

export const ValidationTestResult = Type.Object(
  {
    id: Type.String({ description: "The test's file is `implementation/validation/<id>.sql`." }),
    statement: Type.String({ description: "What must hold, in words." }),
    rule: Type.String({ description: "The rule card's id; `contract` for keys, references, formats and order." }),
    tables: Type.Array(Type.String(), { description: "The tables of the warehouse that were read." }),
    verdict: Verdict,
    observed: nullable(Type.Number(), "Rows that break the statement; of measures, the one furthest out."),
    expected: nullable(Type.Number(), "0 rows; of the same measure, what is declared."),
    offendingRows: count("How many rows break the statement."),
    offenders: Type.Array(OffendingRow, { description: "The first of them." }),
    measures: Type.Array(Measure, { description: "Of tests of shares and ratios; empty for tests of rows." }),
  },
  { ...closed, title: "ValidationTestResult", description: "One statement, tested in SQL on the warehouse." },
);
export type ValidationTestResult = Static<typeof ValidationTestResult>;

export const Validation = Type.Object(
  {
    run: nullable(Type.String(), "Name of the run whose files were loaded; null for files that no job wrote."),
    job: nullable(Type.String(), "The job that wrote them."),
    asOf: nullable(Type.String({ format: "date" }), "The day the data is seen from."),
    modelVersion: nullable(Type.String(), "Of the run."),
    source: nullable(Type.String(), "The directory the files were read from."),
    manifest: Type.Optional(Manifest),
    loadedAt: nullable(Type.String(), "When the warehouse was loaded."),
    recordedAt: Type.String({ format: "date-time", description: "When the tests were run." }),
    declared: Type.Enum(["spec", "defaults"], {
      description:
        "Where the declared numbers come from: the run's spec, or for files without one the model's defaults.",
    }),
    verdict: Verdict,
    counts: Type.Object(
      { pass: count("Tests passed."), fail: count("Tests failed."), undecided: count("Tests undecided.") },
      closed,
    ),
    familyWiseError: Type.Number({
      description: "Probability that any test fails although everything is as declared, at most.",
    }),
    tests: Type.Array(ValidationTestResult, { description: "By id." }),
  },
  { ...closed, title: "Validation", description: "The results of the validation tests on a warehouse." },
);
export type Validation = Static<typeof Validation>;
export type ValidationCounts = Validation["counts"];
