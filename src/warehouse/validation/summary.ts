// The results of the validation tests as Markdown for readers: what failed first, then what is undecided, then the rest.

import { datasetNames, fileName } from "../../datasets.ts";
import { datasetsThatDiffer, type ManifestAgreements } from "../../storage/manifest.ts";
import type { Measure, OffendingRow, Validation, ValidationTestResult } from "./schemas.ts";

const concern = { fail: 0, undecided: 1, pass: 2 } as const;

/** What failed first, then what is undecided, then the rest. */
export function unsettledFirst(tests: readonly ValidationTestResult[]): ValidationTestResult[] {
  return tests.toSorted((a, b) => concern[a.verdict] - concern[b.verdict]);
}

/** A heading, what was tested, and a table of the tests; below it the broken rows and measures of what did not pass. */
export function validationMarkdown(validation: Validation): string {
  const tests = unsettledFirst(validation.tests);
  const unsettled = tests.filter(({ verdict }) => verdict !== "pass");
  return [
    "# Validation of the warehouse",
    "",
    `**${validationLine(validation)}**`,
    "",
    ...factsOf(validation).map(([name, value]) => `- ${name}: ${value}`),
    "",
    "| verdict | test | statement | observed | expected |",
    "|---|---|---|--:|--:|",
    ...tests.map(tableRow),
    ...unsettled.flatMap(remarks),
    "",
  ].join("\n");
}

/** What the tests add up to. */
export function validationLine({
  verdict,
  counts: { pass, fail, undecided },
}: Pick<Validation, "verdict" | "counts">): string {
  return `validation: ${verdict} (${pass} passed, ${fail} failed, ${undecided} undecided)`;
}

function factsOf({
  run,
  job,
  asOf,
  modelVersion,
  source,
  manifest,
  loadedAt,
  recordedAt,
  declared,
}: Validation): [string, string][] {
  const numbers =
    declared === "spec"
      ? "those of the run's spec"
      : "the model's defaults, since the files came without a manifest that says otherwise";
  return [
    ["run", run ?? "none: the files were not written by a job"],
    ["job", job ?? "none"],
    ["as of", asOf ?? "unknown"],
    ["model version", modelVersion ?? "unknown"],
    ["source", source ?? "unknown"],
    ["manifest", agreementText(manifest)],
    ["loaded", loadedAt ?? "unknown"],
    ["recorded", recordedAt],
    ["declared numbers", numbers],
  ];
}

/** Which of the loaded files are those that their manifest names, in words. */
export function agreementText(agreements: ManifestAgreements | undefined): string {
  if (agreements === undefined) return "not compared";
  const differing = datasetsThatDiffer((name) => agreements[name]).map(fileName);
  if (differing.length > 0) return `${differing.join(", ")} changed since written`;
  const named = datasetNames.filter((name) => agreements[name] === "match").length;
  if (named === 0) return "none that names the files";
  return named === datasetNames.length ? "every file is the one it names" : `${named} of the files are those it names`;
}

function tableRow({ verdict, id, statement, observed, expected, measures }: ValidationTestResult): string {
  const [wanted, found] = measures.length === 0 ? ["0 rows", `${observed} rows`] : [shown(expected), shown(observed)];
  return `| ${verdict} | ${id} | ${cell(statement)} | ${found} | ${wanted} |`;
}

function remarks({ id, offendingRows, offenders, measures }: ValidationTestResult): string[] {
  const unsettled = measures.filter(({ verdict }) => verdict !== "pass");
  const heading = offendingRows > offenders.length ? `${offendingRows} rows, the first ${offenders.length}:` : "";
  return [
    "",
    `## ${id}`,
    "",
    ...(heading === "" ? [] : [heading, ""]),
    ...offenders.map((row) => `- ${offenderText(row)}`),
    ...unsettled.map((measure) => `- ${measureText(measure)}`),
  ];
}

/** A broken row in a line. */
export function offenderText({ dataset, line, key, found }: OffendingRow): string {
  const place = line === null ? dataset : `${dataset} line ${line}`;
  return [place, key ?? "", found].filter((part) => part !== "").join(": ");
}

/** A measure in a line. */
export function measureText({ what, n, observed, expected, lowest, highest, verdict }: Measure): string {
  const bounds = `${shown(lowest)} to ${shown(highest)}`;
  return `${verdict}: ${what}: ${shown(observed)} of ${n} rows, expected ${shown(expected)}, chance leaves ${bounds}`;
}

/** Five digits are enough for a reader. */
export function shown(value: number | null): string {
  return value === null ? "-" : String(Number(value.toPrecision(5)));
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
