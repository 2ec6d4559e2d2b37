// The results of the validation tests as lines of text: what failed first, then what is undecided, then the rest.

import { datasetsThatDiffer } from "../storage/manifest.ts";
import type { Validation, ValidationTestResult } from "../warehouse/validation/schemas.ts";
import {
  agreementText,
  measureText,
  offenderText,
  shown,
  unsettledFirst,
  validationLine,
} from "../warehouse/validation/summary.ts";
import { alignedLines } from "./aligned-lines.ts";

const header = ["verdict", "test", "observed", "expected", "statement"];
const numeric = [2, 3];

/** One line a test, below those that did not pass what was found, and at the end what they add up to. */
export function validationTable(validation: Validation): string {
  const tests = unsettledFirst(validation.tests);
  const [titles, ...rows] = alignedLines([header, ...tests.map(cellsOf)], numeric);
  const lines = rows.flatMap((row, index) => [row, ...remarksOf(tests[index]!).map((remark) => `    ${remark}`)]);
  return `${[titles, ...lines, "", ...closing(validation)].join("\n")}\n`;
}

function cellsOf({ verdict, id, observed, expected, statement }: ValidationTestResult): string[] {
  return [verdict, id, shown(observed), shown(expected), statement];
}

function remarksOf({ offendingRows, offenders, measures }: ValidationTestResult): string[] {
  const unnamed = offendingRows - offenders.length;
  return [
    ...offenders.map(offenderText),
    ...(unnamed > 0 ? [`and ${unnamed} more`] : []),
    ...measures.filter(({ verdict }) => verdict !== "pass").map(measureText),
  ];
}

function closing(validation: Validation): string[] {
  const { run, source, asOf, manifest, declared, familyWiseError } = validation;
  const isChanged = datasetsThatDiffer((name) => manifest?.[name]).length > 0;
  const numbers = declared === "spec" ? "the run's spec" : "the model's defaults";
  return [
    `${run ?? "no run"}: ${source ?? "an unknown source"} as of ${asOf ?? "an unknown day"}, held against ${numbers}`,
    ...(isChanged ? [`manifest: ${agreementText(manifest)}`] : []),
    validationLine(validation),
    `Files as declared fail any test with a probability of at most ${familyWiseError}.`,
  ];
}
