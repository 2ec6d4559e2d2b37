// Worlds and their files in memory, for tests of the pure layers.
import { createHash } from "node:crypto";
import { MemorySink } from "../src/csv/chunk.ts";
import { type DatasetName, datasetNames, headerLine } from "../src/datasets.ts";
import {
  allocateWorldTables,
  fillWorldTables,
  generatePartition,
  type Partition,
  partitionsOf,
} from "../src/generators/index.ts";
import { type Behaviour, type BehaviourOverrides, behaviourWith } from "../src/rules/index.ts";
import { dayNumber, type World } from "../src/rules/world.ts";

export interface WorldOptions {
  readonly seed?: string;
  readonly asOf?: string;
  readonly customers?: number;
  readonly content?: number;
  readonly behaviour?: BehaviourOverrides;
}

export function testWorld(options: WorldOptions = {}): World {
  const asOfDay = dayNumber(options.asOf ?? "2026-01-01");
  const behaviour: Behaviour = behaviourWith(options.behaviour ?? {});
  const { seed = "42", customers = 1000, content = 100 } = options;
  return { seed, anchorDay: asOfDay, asOfDay, customers, content, behaviour };
}

/** The bytes of the partitions that pass, in order, without a header. */
export function bytesOf(
  world: World,
  dataset: DatasetName,
  wanted: (partition: Partition) => boolean = () => true,
): Buffer {
  const tables = dataset === "usage_logs" ? allocateWorldTables(world) : undefined;
  if (tables !== undefined) fillWorldTables(world, tables, 1, world.customers);
  const sink = new MemorySink();
  for (const partition of partitionsOf(world, dataset).filter(wanted))
    generatePartition(world, tables, partition, sink);
  return sink.toBuffer();
}

/** The rows as lines; no generated field holds a line feed. */
export function linesOf(world: World, dataset: DatasetName, wanted?: (partition: Partition) => boolean): string[] {
  return bytesOf(world, dataset, wanted).toString("utf8").split("\n").slice(0, -1);
}

/** SHA-256 of each dataset's file. */
export function fileDigests(world: World): Record<DatasetName, string> {
  const digest = (dataset: DatasetName): string =>
    createHash("sha256")
      .update(`${headerLine(dataset)}\n`)
      .update(bytesOf(world, dataset))
      .digest("hex");
  return Object.fromEntries(datasetNames.map((dataset) => [dataset, digest(dataset)])) as Record<DatasetName, string>;
}
