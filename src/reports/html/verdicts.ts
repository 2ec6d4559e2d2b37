// Verdicts as the page groups them: by rule, the worst first. Judges nothing.

import type { Check, Governance, Verdict } from "../../checks/schemas.ts";

const severity: Readonly<Record<Verdict, number>> = { fail: 0, undecided: 1, pass: 2 };

/** Worst first; equals stay in their order. */
export function worstFirst<T extends { readonly verdict: Verdict }>(checks: readonly T[]): T[] {
  return [...checks].sort((a, b) => severity[a.verdict] - severity[b.verdict]);
}

export interface RuleVerdict {
  /** The worst of the checks; undefined when there is none. */
  readonly verdict: Verdict | undefined;
  /** Checks of that verdict, and of all. */
  readonly count: number;
  readonly total: number;
}

/** What the checks of some rules add up to. */
export function countsOfRules(rules: readonly string[], { checks }: Pick<Governance, "checks">): RuleVerdict {
  return verdictOf(checks.filter(({ rule }) => rules.includes(rule)));
}

/** What some checks add up to: the worst of their verdicts. */
export function verdictOf(checks: readonly Check[]): RuleVerdict {
  const verdict = worstFirst(checks)[0]?.verdict;
  const count = checks.filter((check) => check.verdict === verdict).length;
  return { verdict, count, total: checks.length };
}
