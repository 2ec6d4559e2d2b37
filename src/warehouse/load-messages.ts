// What a loading process and its parent tell each other.

import type { ErrorCode } from "../errors.ts";
import type { LoadResult } from "./load.ts";
import type { LoadProgress } from "./load-progress.ts";
import type { Validation } from "./validation/schemas.ts";

export interface LoadOrder {
  /** The file to build: a temporary one, which the parent puts in its place or removes. */
  readonly file: string;
  readonly from: string;
  readonly source: string;
  readonly isForeign: boolean;
  readonly asOf?: string;
}

export type LoadMessage = { readonly kind: "progress"; readonly progress: LoadProgress } | LoadOutcome;

/** The last message. */
export type LoadOutcome =
  | {
      readonly kind: "built";
      readonly result: LoadResult;
      /** Test by test; the result has their counts. */
      readonly validation?: Validation;
    }
  | {
      readonly kind: "failed";
      /** Of an expected failure. */
      readonly code?: ErrorCode;
      readonly publicDetail?: string;
      readonly message: string;
      readonly stack: string;
    };
