// The verdicts on the files on show: a line that says it all, then rule by rule, the worst first.

import { badgeElement, element, part, say, timeElement } from "./elements.js";
import { runQuery } from "./files.js";
import { count, statistic } from "./format.js";
import { kinds } from "./job-panel.js";
import { askJson, ProblemAnswer, Unreachable } from "./service.js";

/** @import { Check, Governance, Verdict } from "../checks/schemas.ts" */

const empty = part("verdicts-empty", HTMLElement);
const card = part("verdicts-card", HTMLElement);

/** @type {readonly Verdict[]} */
const worstFirst = ["fail", "undecided", "pass"];

/** Asks for the verdicts on the files that are on show. @param {{ any: boolean }} files whether there are any */
export async function refreshVerdicts({ any }) {
  if (!any) return showNone("Once files are published, every claim of the model is judged on their rows here.");
  const asked = runQuery();
  try {
    const governance = /** @type {Governance} */ (await askJson(`governance${asked}`));
    if (asked === runQuery()) show(governance);
  } catch (error) {
    if (error instanceof Unreachable || asked !== runQuery()) return;
    if (!(error instanceof ProblemAnswer)) throw error;
    showNone(error.problem.code === "not-found" ? "This service judges no files." : error.problem.detail);
  }
}

/** @param {string} why */
function showNone(why) {
  card.hidden = true;
  empty.hidden = false;
  say(empty, why);
}

/** @param {Governance} governance */
function show({ verdict, counts, checks, judgedAt, familyWiseError, asOf, customers }) {
  card.hidden = false;
  empty.hidden = true;
  const line = part("verdicts-line", HTMLElement);
  line.replaceChildren(badgeElement(kinds[verdict], verdict), ` ${sentence(counts)}`);
  part("verdicts-note", HTMLElement).replaceChildren(
    "Judged at ",
    timeElement(judgedAt),
    ` on the rows of ${count(customers)} customers as of ${asOf}. Were everything as declared, `,
    `one run in ${count(1 / familyWiseError)} would fail.`,
  );
  part("verdicts-rules", HTMLElement).replaceChildren(...byRule(checks).map(ruleElement));
}

/** @param {Governance["counts"]} counts */
function sentence({ pass, fail, undecided }) {
  const all = pass + fail + undecided;
  if (fail === 0 && undecided === 0) return `All ${count(all)} claims hold.`;
  const parts = [`${count(pass)} of ${count(all)} claims hold`];
  if (fail > 0) parts.push(`${count(fail)} fail`);
  if (undecided > 0) parts.push(`${count(undecided)} undecided: too few rows to show a deviation that matters`);
  return `${parts.join(", ")}.`;
}

/** @typedef {{ rule: string, checks: readonly Check[], verdict: Verdict }} JudgedRule */

/** @param {readonly Check[]} checks @returns {JudgedRule[]} */
function byRule(checks) {
  const rules = [...new Set(checks.map(({ rule }) => rule))].map((rule) => {
    const own = checks.filter((check) => check.rule === rule);
    const verdict = worstFirst.find((each) => own.some((check) => check.verdict === each)) ?? "pass";
    return { rule, checks: own, verdict };
  });
  return worstFirst.flatMap((verdict) => rules.filter((rule) => rule.verdict === verdict));
}

/** @param {JudgedRule} judged */
function ruleElement({ rule, checks, verdict }) {
  const held = checks.filter((check) => check.verdict === "pass").length;
  const summary = element("summary", {}, [
    element("span", { class: `mark is-${kinds[verdict]}`, role: "img", "aria-label": verdict }),
    element("span", { class: "rule-name" }, [rule]),
    element("span", { class: "rule-count" }, [held === checks.length ? count(held) : `${held} of ${checks.length}`]),
  ]);
  const body = element(
    "div",
    { class: "table-scroll", role: "region", "aria-label": `Checks of ${rule}`, tabindex: 0 },
    [checkTable(rule, checks)],
  );
  return element("details", { open: verdict === "fail", class: `rule is-${kinds[verdict]}` }, [summary, body]);
}

/** @param {string} rule @param {readonly Check[]} checks */
function checkTable(rule, checks) {
  const head = ["Check", "Verdict", "Claim", "Observed", "Expected", "Rows judged", "Seen from"].map((title, index) =>
    element("th", { scope: "col", class: index > 2 ? "number" : undefined }, [title]),
  );
  return element("table", { class: "checks" }, [
    element("caption", { class: "hearing-only" }, [`Checks of the rule ${rule}`]),
    element("thead", {}, [element("tr", {}, head)]),
    element("tbody", {}, checks.map(checkRow)),
  ]);
}

/** @param {Check} check */
function checkRow({ id, claim, dataset, verdict, reason, observed, expected, unit, n, smallestDetectable, offenders }) {
  const claimed = element("td", { class: "claim" }, [claim]);
  if (reason !== null) claimed.append(element("small", {}, [reason]));
  for (const { line, key, found } of offenders) {
    const where = line === null ? dataset : `${dataset}, line ${count(line)}`;
    claimed.append(element("small", {}, [`${where}, ${key}: ${found}`]));
  }
  return element("tr", {}, [
    element("th", { scope: "row" }, [id.slice(id.indexOf("/") + 1)]),
    element("td", {}, [badgeElement(kinds[verdict], verdict)]),
    claimed,
    element("td", { class: "number" }, [statistic(observed), ...(unit === null ? [] : [` ${unit}`])]),
    element("td", { class: "number" }, [statistic(expected)]),
    element("td", { class: "number" }, [count(n)]),
    element("td", { class: "number" }, [smallestDetectable === null ? "–" : `± ${statistic(smallestDetectable)}`]),
  ]);
}
