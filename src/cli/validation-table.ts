// The results of the validation tests as lines of text: what failed first, then what is undecided, then the rest.

import type { Validation, ValidationTestResult } from "../warehouse/validation/schemas.ts";
import { measureText, offenderText, shown, unsettledFirst, validationLine } from "../warehouse/validation/summary.ts";

const header = ["verdict", "test", "observed", "expected", "statement"];
const numeric = (column: number): boolean => column === 2 || column === 3;

/** One line a test, below those that did not pass what was found, and at the end what they add up to. */
export function validationTable(validation: Validation): string {
  const tests = unsettledFirst(validation.tests);
  const cells = [header, ...tests.map(cellsOf)];
  const widths = header.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const [titles, ...rows] = cells.map((line) =>
    line
      .map((cell, column) => (numeric(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
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
  const { run, source, asOf, declared, familyWiseError } = validation;
  const numbers = declared === "spec" ? "the run's spec" : "the model's defaults";
  return [
    `${run ?? "no run"}: ${source ?? "an unknown source"} as of ${asOf ?? "an unknown day"}, held against ${numbers}`,
    validationLine(validation),
    `Files as declared fail any test with a probability of at most ${familyWiseError}.`,
  ];
}
