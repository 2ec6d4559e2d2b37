// What a rule card is: one object that says a behaviour's claim, its parameters and the columns it governs.
// The sampling stands beside the card as plain functions; the generators call those, never the card.

import type { Parameters, ParameterValues } from "./parameters.ts";

/** A fault found by a card in values that are within bounds one by one; the path leads into the card's override. */
export interface RuleFault {
  readonly path: readonly string[];
  readonly detail: string;
}

export interface RuleCard<Id extends string = string, P extends Parameters = Parameters> {
  readonly id: Id;
  /** The behaviour in one sentence. */
  readonly claim: string;
  /** True for what the user of the service was promised and no release may weaken. */
  readonly demand: boolean;
  /** Columns whose values this rule decides, as `dataset.column`. */
  readonly governs: readonly `${string}.${string}`[];
  readonly parameters: P;
  /** What is known of the real thing, or that nothing is. */
  readonly note: string;
  /** What cannot be although each value is within its bounds. */
  readonly impossible?: (values: ParameterValues<P>) => RuleFault[];
}

/** Declares a card; exists so that ids and parameter names keep their literal types. */
export function ruleCard<const Id extends string, const P extends Parameters>(card: RuleCard<Id, P>): RuleCard<Id, P> {
  return card;
}

const sumSlack = 1e-9;

/** A fault when the numbers do not sum to 1. */
export function mustSumToOne(path: readonly string[], values: Readonly<Record<string, number>>): RuleFault[] {
  const sum = Object.values(values).reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) <= sumSlack) return [];
  const shown = Object.entries(values).map(([key, value]) => `${key} ${value}`);
  return [{ path, detail: `The shares must sum to 1; they sum to ${Number(sum.toFixed(9))} (${shown.join(", ")}).` }];
}
