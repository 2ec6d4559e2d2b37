// The first screen: what run it is, what its verdicts add up to, what failed, and the demands one by one.

import type { Check, Governance, Verdict } from "../../checks/schemas.ts";
import { type RuleId, ruleCards } from "../../rules/index.ts";
import { dayNumber, isoDate, windowDays } from "../../rules/world.ts";
import type { Manifest } from "../../storage/manifest.ts";
import { briefNumbers, checkSentence, isSpread } from "./check-numbers.ts";
import { offendersOf } from "./checks-table.ts";
import { type Markup, markup } from "./markup.ts";
import { briefMark, verdictMark, verdictSign } from "./verdict-mark.ts";
import { verdictOf, worstFirst } from "./verdicts.ts";
import { bytes, counted, probability, whole } from "./words.ts";

/** The sentence for each outcome; `undecided` is never a pass. */
const outcomes: Readonly<Record<Verdict, (governance: Governance) => string>> = {
  pass: ({ counts }) => `All ${counted(counts.pass, "check")} pass`,
  fail: ({ counts, checks }) =>
    `${whole(counts.fail)} of ${counted(checks.length, "check")} ${counts.fail === 1 ? "fails" : "fail"}`,
  undecided: ({ counts, checks }) =>
    `No check fails; ${whole(counts.undecided)} of ${whole(checks.length)} are undecided`,
};
const signs: Readonly<Record<Verdict, string>> = { pass: "✓", fail: "✗", undecided: "?" };

/** Verdicts at a glance, or that there are none. */
export function judgementCard(governance: Governance | undefined): Markup {
  if (governance === undefined) {
    return markup`<section class="card judgement" aria-label="Verdicts"><h2>No verdicts</h2>
<p>Nothing was judged when this run was made; the figures show what was counted beside what is expected.</p></section>
`;
  }
  const { verdict, counts, familyWiseError, zLimit, checks } = governance;
  const tally = (["fail", "undecided", "pass"] as const).map(
    (each) => markup`<li>${verdictMark(each, `${whole(counts[each])} ${each}`)}</li>`,
  );
  const undecided =
    counts.undecided === 0
      ? undefined
      : markup`<p class="soft">Undecided: so few rows could not have shown a deviation that matters. It is never a pass; more customers decide it.</p>`;
  return markup`<section class="card judgement ${verdict}" aria-label="Verdicts"><h2><b aria-hidden="true">${signs[verdict]}</b> ${outcomes[verdict](governance)}</h2>
<ul class="tally">${tally}</ul>
<p>A run exactly as declared fails any check with probability at most ${probability(familyWiseError)}: each check fails only beyond ${zLimit.toFixed(1)} standard errors, or the exact tail of that size. All of it is read from the written files.</p>
${undecided}${failures(checks)}</section>
`;
}

function failures(checks: readonly Check[]): Markup | undefined {
  const failed = checks.filter(({ verdict }) => verdict === "fail");
  if (failed.length === 0) return undefined;
  const items = failed.map(
    (check) =>
      markup`<li>${verdictMark("fail", check.rule)} ${check.claim} <strong>${checkSentence(check)}</strong>${offendersOf(check)}</li>`,
  );
  return markup`<ul class="failures" aria-label="Failed checks">${items}</ul>`;
}

/** The numbers that name the run's world. */
export function runFacts({ modelVersion, spec, datasets }: Manifest): Markup {
  const asOf = dayNumber(spec.asOf);
  const facts: readonly (readonly [string, string])[] = [
    ["Seed", spec.seed],
    ["Customers", whole(spec.customers)],
    ["Titles", whole(spec.content)],
    ["As-of date", spec.asOf],
    ["Window from", isoDate(asOf - windowDays)],
    ["Window to", isoDate(asOf - 1)],
    ["Rows", whole(datasets.reduce((sum, { rows }) => sum + rows, 0))],
    ["Bytes", bytes(datasets.reduce((sum, entry) => sum + entry.bytes, 0))],
    ["Model version", modelVersion],
  ];
  const items = facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return markup`<section class="card" aria-label="The run"><dl class="facts">${items}</dl></section>
`;
}

/** The number at the end of a run's name. */
function attemptOf(run: string): string {
  return /\d+$/.exec(run)?.[0] ?? run;
}

/** Which run it is, when it was made, and what of the model was overridden. */
export function provenance({ run, job, spec, finishedAt }: Manifest): Markup {
  const isDefault = Object.keys(spec.behaviour).length === 0;
  const behaviour = isDefault
    ? "behaviour as declared by default"
    : markup`behaviour <code>${JSON.stringify(spec.behaviour)}</code>`;
  const anchor = spec.anchor === spec.asOf ? undefined : `, anchored at ${spec.anchor}`;
  return markup`<p class="provenance">Job <code>${job}</code>, attempt ${attemptOf(run)}, finished ${finishedAt.slice(0, 16).replace("T", " ")} UTC${anchor}; ${behaviour}.</p>
`;
}

const titles: Partial<Readonly<Record<RuleId, string>>> = {
  "genre-mix": "Genre mix 50/30/20",
  eligibility: "Subscribed after signup",
  "active-only": "Only the active watch",
  "session-rate": "Premium watches most",
  "weekend-lift": "Weekends are lifted",
  "recency-window": "60 days, the last 14 more",
  "hour-of-day": "Hours follow the genre",
  "watch-fraction": "25 to 100 % is watched",
  "completion-noise": "Completion with noise",
};
/** The figure that shows a demand. */
const figureOf: Partial<Readonly<Record<RuleId, string>>> = {
  "genre-mix": "genre-mix",
  eligibility: "delays",
  "active-only": "tiers",
  "session-rate": "tiers",
  "weekend-lift": "weekend",
  "recency-window": "recency",
  "hour-of-day": "hours",
  "watch-fraction": "watched",
  "completion-noise": "completion",
};

/** Every demanded rule with its mark and its most telling numbers; those that fail first. */
export function demandsList(governance: Governance | undefined, figures: ReadonlySet<string>): Markup {
  const demands = ruleCards
    .filter(({ demand }) => demand)
    .map(({ id, claim }) => {
      const checks = (governance?.checks ?? []).filter(({ rule, demand }) => rule === id && demand);
      return { id, claim, checks, found: verdictOf(checks), verdict: verdictOf(checks).verdict ?? "pass" };
    });
  const items = worstFirst(demands).map(({ id, claim, checks, found }) => {
    const figure = figureOf[id];
    const target = figure !== undefined && figures.has(figure) ? figure : `rule-${id}`;
    const title = titles[id] ?? id;
    const heading = markup`<h3><a href="#${target}">${title}</a></h3>${briefMark(found)}`;
    const numbers = checks.length === 0 ? markup`<p>${claim}</p>` : briefTable(title, checks);
    return markup`<li class="${found.verdict ?? "none"}"><header>${heading}</header>${numbers}</li>
`;
  });
  return markup`<ul class="demands">${items}</ul>
`;
}

/** Checks of a demand that are shown on the first screen. */
const mostBrief = 4;

/** The worst checks; among equals those of numbers before those of spreads, which say less by themselves. */
function briefTable(title: string, checks: readonly Check[]): Markup {
  const inOrder = [...checks.filter((check) => !isSpread(check)), ...checks.filter(isSpread)];
  const shown = worstFirst(inOrder).slice(0, mostBrief);
  const rows = shown.map((check) => {
    const { observed, expected } = briefNumbers(check);
    const name = check.id.slice(check.rule.length + 1).replaceAll("-", " ");
    return markup`<tr><th scope="row">${verdictSign(check.verdict)} ${name}</th><td>${observed}</td><td>${expected}</td></tr>`;
  });
  const more = checks.length - shown.length;
  const rest = more > 0 ? markup`<p>and ${counted(more, "more check")} below</p>` : undefined;
  return markup`<table aria-label="${title}"><thead><tr><th scope="col">Check</th><th scope="col">Observed</th><th scope="col">Expected</th></tr></thead><tbody>${rows}</tbody></table>${rest}`;
}
