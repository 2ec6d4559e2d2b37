// The table of all checks, rule by rule: what was claimed, seen and expected, and the first rows that break an invariant.

import type { Check, Governance } from "../../checks/schemas.ts";
import { ruleCards } from "../../rules/index.ts";
import { checkDifference, checkNumber, isInvariant, nothing, statisticOf } from "./check-numbers.ts";
import { type Markup, markup } from "./markup.ts";
import { checksMark, verdictMark } from "./verdict-mark.ts";
import { verdictOf, worstFirst } from "./verdicts.ts";
import { counted, probability, whole } from "./words.ts";

const columns: readonly (readonly [name: string, isNumber: boolean])[] = [
  ["Verdict", false],
  ["Claim", false],
  ["Judged", true],
  ["Observed", true],
  ["Expected", true],
  ["Tolerance", true],
  ["Smallest detectable", true],
  ["Matters from", true],
  ["p-value", true],
];

/** Rules with failed checks first, then undecided ones; among equals the demanded rules, and last what no rule governs. */
export function checksTable({ checks }: Governance): Markup {
  const rules = [...new Set(checks.map(({ rule }) => rule))].map((rule) => {
    const own = checks.filter((check) => check.rule === rule);
    return { rule, own, verdict: verdictOf(own).verdict ?? "pass" };
  });
  const byRank = [...rules].sort((a, b) => rankOf(a.rule) - rankOf(b.rule));
  return markup`<div class="scroll checks" role="region" aria-labelledby="checks" tabindex="0"><table>
<thead><tr>${columns.map(([name, isNumber]) => markup`<th scope="col"${numberClass(isNumber)}>${name}</th>`)}</tr></thead>
${worstFirst(byRank).map(({ rule, own }) => ruleBody(rule, own))}</table></div>
`;
}

function rankOf(rule: string): number {
  const card = ruleCards.find(({ id }) => id === rule);
  return card === undefined ? 2 : card.demand ? 0 : 1;
}

function numberClass(isNumber: boolean): Markup | undefined {
  return isNumber ? markup` class="number"` : undefined;
}

function ruleBody(rule: string, checks: readonly Check[]): Markup {
  const card = ruleCards.find(({ id }) => id === rule);
  const demanded = card?.demand === true ? markup` <span class="soft">demanded</span>` : undefined;
  const about = card?.note ?? "Keys, references, formats and order of the files.";
  return markup`<tbody id="rule-${rule}"><tr><th scope="rowgroup" colspan="${columns.length}">${rule}${demanded} ${checksMark(verdictOf(checks))}<p>${about}</p></th></tr>
${worstFirst(checks).map(checkRow)}</tbody>
`;
}

function checkRow(check: Check): Markup {
  const { id, claim, dataset, n, verdict, reason } = check;
  const numbers = [
    whole(n),
    checkNumber(check, check.observed),
    checkNumber(check, check.expected),
    checkDifference(check, check.tolerance),
    checkDifference(check, check.smallestDetectable),
    checkDifference(check, check.materialDeviation),
    check.pValue === null || isInvariant(check) ? nothing : probability(check.pValue),
  ];
  return markup`<tr class="${verdict}"><td>${verdictMark(verdict)}</td><td><p>${claim}</p><p class="soft"><code>${id}</code> · ${dataset}.csv · ${statisticOf(check)}</p>${reasonOf(reason)}${offendersOf(check)}</td>${numbers.map((text) => markup`<td class="number">${text}</td>`)}</tr>
`;
}

function reasonOf(reason: string | null): Markup | undefined {
  return reason === null ? undefined : markup`<p class="soft">${reason}</p>`;
}

/** The first broken rows, by line of the file and key. */
export function offendersOf({ offenders, observed, dataset }: Check): Markup | undefined {
  if (offenders.length === 0) return undefined;
  const named = offenders.map(
    ({ line, key, found }) =>
      markup`<li>${line === null ? undefined : markup`${dataset}.csv line ${whole(line)}, `}<code>${key}</code>: ${found}</li>`,
  );
  const more = (observed ?? 0) - offenders.length;
  const others = more > 0 ? markup`<li>and ${counted(more, "more row")}</li>` : undefined;
  return markup`<ul class="offenders">${named}${others}</ul>`;
}
