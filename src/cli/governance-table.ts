// Verdicts as lines of text: what failed first, then what is undecided, then the demands and the rest that passed.

import type { Check, Governance } from "../reports/governance.ts";
import { alignedLines } from "./aligned-lines.ts";
import { grouped } from "./progress.ts";

const header = ["verdict", "check", "observed", "expected", "limit", "unit", "claim"];
const numeric = [2, 3, 4];

/** The verdicts of a run, one line a check, with what they add up to at the end. */
export function governanceTable(governance: Governance): string {
  const checks = [...governance.checks].sort(byConcern);
  const [titles, ...rows] = alignedLines([header, ...checks.map(cellsOf)], numeric);
  const lines = rows.flatMap((row, index) => [row, ...remarksOf(checks[index]!, checks[index + 1])]);
  return `${[titles, ...lines, "", ...closing(governance)].join("\n")}\n`;
}

/** Those undecided for the same reason stand together. */
function byConcern(a: Check, b: Check): number {
  const [reasonOfA, reasonOfB] = [a.reason ?? "", b.reason ?? ""];
  return concern(a) - concern(b) || (reasonOfA < reasonOfB ? -1 : reasonOfA > reasonOfB ? 1 : 0);
}

function concern({ verdict, demand }: Check): number {
  if (verdict !== "pass") return verdict === "fail" ? 0 : 1;
  return demand ? 2 : 3;
}

function cellsOf({ verdict, id, unit, observed, expected, smallestDetectable, claim }: Check): string[] {
  return [verdict, id, shown(observed), shown(expected), shown(smallestDetectable), unit ?? "", claim];
}

function shown(value: number | null): string {
  if (value === null) return "-";
  if (Number.isInteger(value)) return grouped(value);
  return String(Number(value.toPrecision(5)));
}

/** The broken rows of a check; below the last of those undecided for the same reason, that. */
function remarksOf({ reason, offenders }: Check, next: Check | undefined): string[] {
  const rows = offenders.map(({ line, key, found }) =>
    [line === null ? "" : `line ${line}`, key, found].filter((part) => part !== "").join(": "),
  );
  const isLast = reason !== null && next?.reason !== reason;
  return [...rows, ...(isLast ? [reason] : [])].map((remark) => `    ${remark}`);
}

function closing({ run, job, asOf, customers, verdict, counts, familyWiseError }: Governance): string[] {
  const { pass, fail, undecided } = counts;
  return [
    `${run}: ${grouped(customers)} customers as of ${asOf}, job ${job}`,
    verdictLine({ verdict, counts }),
    `limit: the deviation from what is expected from which on a check of so many rows fails. Files as declared fail any of the ${pass + fail + undecided} ` +
      `checks with a probability of at most ${familyWiseError}.`,
  ];
}

/** What the checks of a run add up to. */
export function verdictLine({ verdict, counts }: Pick<Governance, "verdict" | "counts">): string {
  const { pass, fail, undecided } = counts;
  return `governance: ${verdict} (${pass} passed, ${fail} failed, ${undecided} undecided)`;
}
