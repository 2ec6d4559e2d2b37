// The shape of verdicts as JSON Schema: HTTP documents it, and the types are read off it.

import { type Static, Type } from "typebox";
import { datasetNames } from "../datasets.ts";

const Number_ = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });
const Count = (description: string) => Type.Integer({ minimum: 0, description });
const closed = { additionalProperties: false };

export const Verdict = Type.Enum(["pass", "fail", "undecided"], {
  description:
    "fail: beyond what chance gives. undecided: so few rows could not have shown a deviation that matters; never a pass.",
});
export type Verdict = Static<typeof Verdict>;

export const Check = Type.Object(
  {
    id: Type.String({ description: "The rule and the check's name: `weekend-lift/ratio`." }),
    rule: Type.String({ description: "The rule card's id; `contract` for keys, references, formats and order." }),
    claim: Type.String({ description: "What is claimed, in words." }),
    demand: Type.Boolean({ description: "True for what the user of the service was promised." }),
    dataset: Type.Enum([...datasetNames], { description: "The file whose rows were judged." }),
    statistic: Type.String({ description: "What was computed, for example `share`, `chi-square`, `broken rows`." }),
    unit: Type.Union([Type.String(), Type.Null()], { description: "Null for shares and ratios." }),
    n: Count("Rows, trials or subscriptions that were judged."),
    observed: Number_("Null when there was nothing to judge; so are the others."),
    expected: Number_("By the declared parameters, for the rows at hand."),
    standardError: Number_("Of the observed value."),
    tolerance: Number_("Deviation let pass; 0 for what the model says exactly."),
    materialDeviation: Number_("The deviation that matters."),
    effectSize: Number_(
      "Cohen's h of a share, w of a chi-square, relative deviation of a count, in deviations of one term for a sum.",
    ),
    smallestDetectable: Number_("The deviation beyond which so many rows fail the check."),
    pValue: Number_(
      "Were everything exactly as declared: two-sided but for spreads and minima, and an upper bound where only a bound is known.",
    ),
    verdict: Verdict,
    reason: Type.Union([Type.String(), Type.Null()], { description: "Why it is undecided." }),
    offenders: Type.Array(
      Type.Object(
        {
          line: Type.Union([Type.Integer({ minimum: 2 }), Type.Null()], {
            description: "In the file; the header is line 1.",
          }),
          key: Type.String(),
          found: Type.String({ description: "What is wrong with the row." }),
        },
        closed,
      ),
      { description: "The first rows that break an invariant." },
    ),
  },
  { ...closed, title: "Check", description: "One claim, judged on the rows of a written file." },
);
export type Check = Static<typeof Check>;

export const VerdictCounts = Type.Object(
  { pass: Count("Checks passed."), fail: Count("Checks failed."), undecided: Count("Checks undecided.") },
  { ...closed, title: "VerdictCounts" },
);
export type VerdictCounts = Static<typeof VerdictCounts>;

const runFields = {
  run: Type.String({ description: "Name of the run directory." }),
  job: Type.String(),
  modelVersion: Type.String(),
  world: Type.String({ description: "Digest of everything the bytes depend on." }),
  seed: Type.String(),
  asOf: Type.String({ format: "date" }),
  customers: Count("Customers asked for."),
  judgedAt: Type.String({ format: "date-time" }),
  verdict: Verdict,
  counts: VerdictCounts,
};

export const Governance = Type.Object(
  {
    ...runFields,
    familyWiseError: Type.Number({
      description: "Probability that any check of a run fails although all is as declared.",
    }),
    perCheckError: Type.Number({ description: "The part of it that one check may use, two-sided." }),
    zLimit: Type.Number({ description: "The normal's limit at that error, in standard errors." }),
    checks: Type.Array(Check),
  },
  { ...closed, title: "Governance", description: "The verdicts on a run, read from its files." },
);
export type Governance = Static<typeof Governance>;

/** What is kept of a check when its run is gone. */
export const KeptCheck = Type.Object(
  {
    id: Type.String(),
    verdict: Verdict,
    observed: Number_("As it was judged."),
    expected: Number_("As it was judged."),
    smallestDetectable: Number_("As it was judged."),
    pValue: Number_("As it was judged."),
  },
  { ...closed, title: "KeptCheck" },
);
export type KeptCheck = Static<typeof KeptCheck>;

export const GovernanceEntry = Type.Object(
  { ...runFields, checks: Type.Array(KeptCheck) },
  { ...closed, title: "GovernanceEntry", description: "The verdicts on one run, kept when the run is gone." },
);
export type GovernanceEntry = Static<typeof GovernanceEntry>;
