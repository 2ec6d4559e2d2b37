// What a client asks for, with every default filled in, and what it hangs together with: its world and its job's id.

import type { DatasetName } from "../datasets.ts";
import type { BehaviourOverrides } from "../rules/index.ts";

/** A frozen, canonical spec: the same request gives the same spec, key for key. */
export interface Spec {
  readonly seed: string;
  /** `YYYY-MM-DD` */
  readonly asOf: string;
  readonly anchor: string;
  readonly customers: number;
  readonly content: number;
  /** Without duplicates, in execution order. */
  readonly datasets: readonly DatasetName[];
  /** Only what differs from the defaults. */
  readonly behaviour: BehaviourOverrides;
}
