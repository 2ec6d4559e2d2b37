// Small and large specs, and how they are submitted; for test processes of their own, too.

import type { GenerateRequest } from "../../src/spec/request.ts";
import { resolveSpec } from "../../src/spec/resolve.ts";
import type { Spec } from "../../src/spec/spec.ts";

export function specOf(request: GenerateRequest = {}): Spec {
  const limits = { maxCustomers: 10_000_000, today: "2026-01-01" };
  return resolveSpec({ customers: 150, content: 20, ...request }, limits).spec;
}

/** Takes seconds on any machine: to be canceled. */
export function longSpec(seed = 1): Spec {
  return specOf({ seed, customers: 600_000 });
}

export const publish = { publish: true, force: false } as const;
