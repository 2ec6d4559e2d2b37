// The named streams: one a rule and dataset, keyed by the world's seed.

import type { DatasetName } from "../datasets.ts";
import { type StreamKey, streamKey } from "../random/substream.ts";
import type { RuleId } from "../rules/index.ts";
import type { World } from "../rules/world.ts";

export function ruleStream(world: World, dataset: DatasetName, rule: RuleId): StreamKey {
  return streamKey(world.seed, dataset, rule);
}
