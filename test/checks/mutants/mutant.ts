// What a mutant is: a world whose files break one rule, and the checks that must say so, these and no others.
import type { Check } from "../../../src/checks/index.ts";
import type { BehaviourOverrides, RuleId } from "../../../src/rules/index.ts";
import type { WorldOptions } from "../../worlds.ts";
import type { EditableFiles } from "./editable-files.ts";

/** Two sizes of a mutant: `small` for every run of the tests, `large` at 100,000 customers with a smaller deviation. */
export type MutantSize = "small" | "large";

export interface Mutant {
  readonly rule: RuleId | "contract";
  /** What is wrong, in words. */
  readonly wrong: string;
  /** What the files are declared to be, beside the defaults. */
  readonly declared?: Pick<WorldOptions, "content" | "behaviour">;
  /** Where it takes another number than the size's own. */
  readonly customers?: Partial<Readonly<Record<MutantSize, number>>>;
  /** A wrong parameter: the files are made with this, and held against what is declared. */
  readonly made?: BehaviourOverrides | Readonly<Record<MutantSize, BehaviourOverrides>>;
  /** What is done to the written files; `size` for edits that can be subtler in more rows. */
  readonly edit?: (files: EditableFiles, size: MutantSize) => void;
  /** Ids of the checks that fail: all of the mutant's rule but for mutants that say why. */
  readonly fails: readonly Check["id"][] | Readonly<Record<MutantSize, readonly Check["id"][]>>;
}

/** Customers enough for what one row breaks. */
export const fewest = { small: 500 } as const;
/** ... for a share or a spread that is plainly wrong. */
export const enough = { small: 6000 } as const;

export function bySize<T>(value: T | Readonly<Record<MutantSize, T>>, size: MutantSize): T {
  return isBySize(value) ? value[size] : value;
}

function isBySize<T>(value: T | Readonly<Record<MutantSize, T>>): value is Readonly<Record<MutantSize, T>> {
  return typeof value === "object" && value !== null && "small" in value && "large" in value;
}
