// A job as clients see it, made from its record and from what is published.

import path from "node:path";
import { fileName } from "../datasets.ts";
import { worldIdOf } from "../spec/identity.ts";
import { type DataDirectory, shownPath } from "../storage/data-directory.ts";
import type { JobProgress, JobRecord } from "../storage/job-record.ts";
import type { Manifest } from "../storage/manifest.ts";
import type { Job, JobDataset } from "./job.ts";

/** True while every file the job wrote is the published one: the same world, the same bytes. */
export function isPublished(record: JobRecord, published: Manifest | undefined): boolean {
  if (record.datasets === null || published === undefined) return false;
  const isThere = record.datasets.every((written) =>
    published.datasets.some((entry) => entry.name === written.name && entry.digest === written.digest),
  );
  // Last, because it digests the spec: lists of jobs ask this of each.
  return isThere && published.world === worldIdOf(record.spec, record.modelVersion);
}

export interface ViewContext {
  readonly directory: DataDirectory;
  readonly published: Manifest | undefined;
  /** Of the job when it runs; else its record has it. */
  readonly progress?: JobProgress;
}

export function jobView(record: JobRecord, { directory, published, progress }: ViewContext): Job {
  const isShown = isPublished(record, published);
  const { id, kind = "generate", state, spec, modelVersion, requests, createdAt, startedAt, finishedAt } = record;
  const where = isShown ? directory.raw : path.join(directory.runs, record.run ?? "");
  const datasets = record.datasets?.map(
    ({ name, rows, bytes, sha256, digest }): JobDataset => ({
      name,
      rows,
      bytes,
      sha256,
      digest,
      path: shownPath(directory, path.join(where, fileName(name))),
      url: `/datasets/${name}?job=${id}`,
    }),
  );
  return {
    id,
    kind,
    state,
    spec,
    modelVersion,
    requests,
    createdAt,
    startedAt,
    finishedAt,
    published: isShown,
    progress: progress ?? record.progress,
    ...(state === "succeeded" && datasets !== undefined ? { datasets } : {}),
    ...(state === "succeeded" ? verdictsView(record) : {}),
    ...(record.loads === undefined ? {} : { loads: record.loads }),
    ...(state === "succeeded" && record.result !== undefined ? { result: record.result } : {}),
    ...(state === "failed" && record.problem !== null ? { problem: record.problem } : {}),
  };
}

function verdictsView({ verdicts }: JobRecord): Pick<Job, "governance" | "verdicts"> {
  if (verdicts === undefined || verdicts === null) return {};
  const { governance, counts, failed } = verdicts;
  return { governance, verdicts: { ...counts, failed: [...failed] } };
}
