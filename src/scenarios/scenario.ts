// What a named scenario is: overrides of the rules' parameters, and in words what they show. Data only.

import type { BehaviourOverrides } from "../rules/index.ts";

export interface Scenario {
  /** As it stands in a request. */
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly summary: string;
  /** Where in the data it can be seen. */
  readonly lookAt: string;
  readonly behaviour: BehaviourOverrides;
}

/** Declares a scenario; exists so that names keep their literal types. */
export function scenario<const Name extends string>(declared: Scenario & { readonly name: Name }): typeof declared {
  return declared;
}
