// What a rule's check is: what it observes in which files, and how it judges what was observed. Its file in rules/ has the
// rule's id as its name, and reads the rule's parameters, never its sampler.

import type { DatasetName } from "../datasets.ts";
import type { RuleId } from "../rules/index.ts";
import type { World } from "../rules/world.ts";
import type { Judgement } from "./judgement.ts";
import type { Observation } from "./observation.ts";
import type { ObserveContext, RowsOf } from "./rows.ts";

/** Sees every batch of a range of rows in order, and counts. */
export interface CheckObserver<Rows> {
  readonly observation: Observation;
  observe(rows: Rows): void;
  /** Called once after the last batch, where an observer has held something back. */
  finish?(): void;
}

/** One judged claim; `name` is unique within the rule. */
export interface JudgedClaim extends Judgement {
  readonly name: string;
  /** The claim in words, with its numbers. */
  readonly claim: string;
  /** True for what the user of the service was promised. */
  readonly demand: boolean;
  /** The file whose rows are judged. */
  readonly dataset: DatasetName;
}

/** What was observed in each file that the run holds. */
export type Observed = Readonly<Partial<Record<DatasetName, Observation>>>;

export interface RuleCheck {
  /** `contract` is for what no rule governs: keys, references, formats, order. */
  readonly rule: RuleId | "contract";
  readonly observe: { readonly [D in DatasetName]?: (context: ObserveContext) => CheckObserver<RowsOf[D]> };
  /**
   * Where expected values come from and by what their error is bounded, in a line, by the name of the claim; `*` stands for
   * a tier or a genre. Invariants need none.
   */
  readonly expectations: Readonly<Record<string, string>>;
  /** Judges the claims about the files present in `observed`; says nothing about absent ones. */
  judge(observed: Observed, world: World): JudgedClaim[];
}
