// The plans file: three rows, where speed is not the point, so csv-stringify writes them.

import { stringify } from "csv-stringify/sync";
import type { ChunkSink } from "../csv/chunk.ts";
import { planCatalogue } from "../rules/plan-catalog.ts";
import type { World } from "../rules/world.ts";

/** Writes the three plans; returns 3. */
export function generatePlans(world: World, sink: ChunkSink): number {
  const rows = planCatalogue(world.behaviour["plan-catalog"]).map(
    ({ tier, priceCents, maxStreams, maxResolution }, index) => [
      `P${index + 1}`,
      tier,
      (priceCents / 100).toFixed(2),
      maxStreams,
      maxResolution,
    ],
  );
  const text = stringify(rows, { record_delimiter: "\n" });
  sink.take(new TextEncoder().encodeInto(text, sink.first().bytes).written);
  return rows.length;
}
