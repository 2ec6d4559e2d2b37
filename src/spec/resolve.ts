// From a request that has passed its schema to a spec: defaults filled in once, everything impossible refused.

import { datasetNames } from "../datasets.ts";
import { CodedError, type InputFault } from "../errors.ts";
import { type Behaviour, behaviourFaults, behaviourWith, canonicalOverrides } from "../rules/index.ts";
import { dayNumber } from "../rules/world.ts";
import { scenarioOf } from "../scenarios/index.ts";
import { firstAsOf, type GenerateRequest, lastAsOf, requestDefaults } from "./request.ts";
import type { Spec } from "./spec.ts";

export interface SpecLimits {
  readonly maxCustomers: number;
  /** `YYYY-MM-DD`, the asOf of a request that names none. */
  readonly today: string;
}

/**
 * The spec of a request. Throws CodedError `invalid-spec` for what is outside its bounds, `too-many-customers`, and
 * `impossible-spec` for what is well-formed and cannot be.
 */
export function resolveSpec(request: GenerateRequest, limits: SpecLimits): { spec: Spec; publish: boolean } {
  const seed = String(request.seed ?? requestDefaults.seed);
  const asOf = request.asOf ?? limits.today;
  const anchor = request.anchor ?? asOf;
  const anchorFaults = request.anchor === undefined ? [] : dateFaults("/anchor", anchor);
  const malformed = [...seedFaults(seed), ...dateFaults("/asOf", asOf), ...anchorFaults];
  if (malformed.length > 0) throw refusal("invalid-spec", malformed);
  const customers = request.customers ?? requestDefaults.customers;
  if (customers > limits.maxCustomers) {
    const detail = `customers is ${customers}; this server allows at most ${limits.maxCustomers}.`;
    throw new CodedError("too-many-customers", detail, { errors: [{ pointer: "/customers", detail }] });
  }
  const behaviour = behaviourOf(request);
  const impossible = [
    ...orderFaults(asOf, anchor),
    ...behaviourFaults(behaviour).map(({ path, detail }) => ({
      pointer: pointer("behaviour", ...path),
      detail,
    })),
  ];
  if (impossible.length > 0) throw refusal("impossible-spec", impossible);
  const wanted = new Set<string>(request.datasets ?? datasetNames);
  const spec: Spec = {
    seed,
    asOf,
    anchor,
    customers,
    content: request.content ?? requestDefaults.content,
    datasets: datasetNames.filter((name) => wanted.has(name)),
    behaviour: canonicalOverrides(behaviour),
  };
  return { spec: deepFrozen(spec), publish: request.publish ?? true };
}

/** The defaults, the scenario's overrides over them, and the request's own over both. */
function behaviourOf({ scenario, behaviour = {} }: GenerateRequest): Behaviour {
  if (scenario === undefined) return behaviourWith(behaviour);
  return behaviourWith(behaviour, behaviourWith(scenarioOf(scenario).behaviour));
}

function refusal(code: "invalid-spec" | "impossible-spec", errors: readonly InputFault[]): CodedError {
  return new CodedError(code, errors.map((fault) => `${fault.pointer}: ${fault.detail}`).join(" "), { errors });
}

function pointer(...path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** A lone surrogate has no UTF-8 bytes of its own: different seeds would share a stream. */
function seedFaults(seed: string): InputFault[] {
  if (!/\p{Surrogate}/u.test(seed)) return [];
  return [{ pointer: "/seed", detail: "The seed holds half of a surrogate pair; send whole characters." }];
}

function dateFaults(where: string, date: string): InputFault[] {
  try {
    dayNumber(date);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ pointer: where, detail: `${error.message}.` }];
  }
  if (date >= firstAsOf && date <= lastAsOf) return [];
  return [{ pointer: where, detail: `${date} lies outside ${firstAsOf} to ${lastAsOf}.` }];
}

function orderFaults(asOf: string, anchor: string): InputFault[] {
  if (asOf < anchor) {
    return [
      { pointer: "/asOf", detail: `asOf ${asOf} lies before the anchor ${anchor}; give an asOf on or after it.` },
    ];
  }
  if (asOf > anchor) {
    const detail = `asOf ${asOf} lies after the anchor ${anchor}; this version serves asOf = anchor only. Leave anchor out.`;
    return [{ pointer: "/asOf", detail }];
  }
  return [];
}

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFrozen);
    Object.freeze(value);
  }
  return value;
}
