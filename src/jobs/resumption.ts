// What a new attempt may take over from an unfinished run: of each file the partitions, from the first on, that the
// checkpoints name without a gap and whose bytes still have the digest they name. The rest is cut off and made anew.

import { readdirSync, truncateSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { type DatasetName, fileName } from "../datasets.ts";
import { partitionsOf } from "../generators/index.ts";
import { modelVersion } from "../rules/model-version.ts";
import { worldIdOf, worldOf } from "../spec/identity.ts";
import type { Spec } from "../spec/spec.ts";
import { type Checkpoint, type CheckpointOwner, checkpointFile, writeCheckpoints } from "../storage/checkpoints.ts";
import type { OnStep } from "../storage/durable-steps.ts";
import type { PartitionEntry } from "../storage/manifest.ts";
import { count, type JobSignals } from "./job-signals.ts";
import type { Resumed } from "./progress.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** Partitions in file order, from the first on. */
export type DurablePartitions = ReadonlyMap<DatasetName, readonly PartitionEntry[]>;

export interface ResumptionPlan {
  readonly job: string;
  readonly directory: string;
  readonly spec: Spec;
  readonly signals: JobSignals;
  readonly onStep: OnStep;
}

/** Nothing else is to be done before. */
const verifyPriority = 0;

export function checkpointOwner(job: string, spec: Spec): CheckpointOwner {
  return { job, world: worldIdOf(spec), modelVersion };
}

/** What the checkpoints say of each file of the spec, up to the first partition that they do not name. */
export function claimedPartitions(spec: Spec, checkpoints: readonly Checkpoint[]): DurablePartitions {
  const world = worldOf(spec);
  const named = new Map(checkpoints.map((checkpoint) => [`${checkpoint.dataset} ${checkpoint.partition}`, checkpoint]));
  return new Map(
    spec.datasets.map((dataset) => {
      const claimed: PartitionEntry[] = [];
      for (const { name } of partitionsOf(world, dataset)) {
        const found = named.get(`${dataset} ${name}`);
        if (found === undefined || found.offset !== endOf(claimed)) break;
        const { partition, offset, bytes, rows, sha256 } = found;
        claimed.push({ partition, offset, bytes, rows, sha256 });
      }
      return [dataset, claimed];
    }),
  );
}

/** Counts what is claimed as written, so that progress begins there. */
export function countClaimed(claimed: DurablePartitions, signals: JobSignals): Resumed {
  const sums = [...claimed].map(([dataset, partitions]) => {
    const rows = partitions.reduce((sum, entry) => sum + entry.rows, 0);
    count(signals, dataset, "rows", rows);
    count(signals, dataset, "written", endOf(partitions));
    return [dataset, { rows, bytes: endOf(partitions) }] as const;
  });
  return Object.fromEntries(sums);
}

/**
 * The claimed partitions whose bytes are as claimed; everything else is taken out of the run directory and of the counters.
 * The checkpoints that go go first: what they named may be overwritten only then.
 */
export async function takeOver(
  claimed: DurablePartitions,
  plan: ResumptionPlan,
  pool: WorkerPool,
): Promise<DurablePartitions> {
  const { directory, spec, job, onStep } = plan;
  onStep("resumption-begun");
  const durable = await intactPartitions(claimed, plan, pool);
  const checkpoints = [...durable].flatMap(([dataset, partitions]) =>
    partitions.map((partition) => ({ dataset, ...partition })),
  );
  await writeCheckpoints(directory, checkpointOwner(job, spec), checkpoints);
  onStep("checkpoints-rewritten");
  await cutFiles(directory, durable);
  onStep("files-cut");
  return durable;
}

async function intactPartitions(
  claimed: DurablePartitions,
  { directory, signals }: ResumptionPlan,
  pool: WorkerPool,
): Promise<DurablePartitions> {
  const files = [...claimed].map(async ([dataset, partitions]) => {
    const shared = {
      kind: "digests",
      signals,
      path: path.join(directory, fileName(dataset)),
      counts: dataset,
    } as const;
    const tasks = partitions.map((entry) => pool.run({ ...shared, ranges: [entry] }, verifyPriority));
    const digests = (await Promise.all(tasks)).flat();
    const firstBad = partitions.findIndex(({ sha256 }, index) => digests[index] !== sha256);
    if (firstBad < 0) return [dataset, partitions] as const;
    for (const { rows, bytes } of partitions.slice(firstBad)) {
      count(signals, dataset, "rows", -rows);
      count(signals, dataset, "written", -bytes);
    }
    return [dataset, partitions.slice(0, firstBad)] as const;
  });
  return new Map(await Promise.all(files));
}

/** Files end with what is durable of them; those that nothing is left of go, as do links and whatever else lies there. */
async function cutFiles(directory: string, durable: DurablePartitions): Promise<void> {
  const kept = new Map([...durable].map(([dataset, partitions]) => [fileName(dataset), endOf(partitions)]));
  for (const name of readdirSync(directory)) {
    if (name === checkpointFile) continue;
    const file = path.join(directory, name);
    const bytes = kept.get(name) ?? 0;
    if (bytes > 0) truncateSync(file, bytes);
    else await rm(file, { recursive: true, force: true });
  }
}

/** The byte after the last of some partitions. */
export function endOf(partitions: readonly PartitionEntry[]): number {
  const last = partitions.at(-1);
  return last === undefined ? 0 : last.offset + last.bytes;
}
