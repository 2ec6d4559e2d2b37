// The plans file.

import type { ChunkSink } from "../csv/chunk.ts";
import { literal, writeRows } from "../csv/columns.ts";
import { planCatalogue } from "../rules/plan-catalog.ts";
import type { World } from "../rules/world.ts";

/** Writes the three plans; returns 3. */
export function generatePlans(world: World, sink: ChunkSink): number {
  const plans = planCatalogue(world.behaviour["plan-catalog"]);
  writeRows(
    sink,
    [
      [literal("P"), { kind: "fixed", values: plans.map((_, index) => index + 1), decimals: 0 }],
      [{ kind: "text", values: plans.map((plan) => plan.tier) }],
      [{ kind: "fixed", values: plans.map((plan) => plan.priceCents), decimals: 2 }],
      [{ kind: "fixed", values: plans.map((plan) => plan.maxStreams), decimals: 0 }],
      [{ kind: "text", values: plans.map((plan) => plan.maxResolution) }],
    ],
    plans.length,
  );
  return plans.length;
}
