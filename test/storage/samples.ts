// Runs and records made by hand, small enough to read.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type DatasetName, fileName } from "../../src/datasets.ts";
import type { Spec } from "../../src/spec/spec.ts";
import type { JobRecord } from "../../src/storage/job-record.ts";
import type { DatasetEntry, Manifest } from "../../src/storage/manifest.ts";
import { writeManifest } from "../../src/storage/manifest-file.ts";
import type { RunStore } from "../../src/storage/run-store.ts";

export const jobA = "a".repeat(32);
export const jobB = "b".repeat(32);

export const sampleSpec: Spec = {
  seed: "42",
  asOf: "2026-01-01",
  anchor: "2026-01-01",
  customers: 10,
  content: 10,
  datasets: ["plans"],
  behaviour: {},
};

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Writes a file of a dataset into a run directory; its manifest entry. */
export function writeSample(directory: string, name: DatasetName, text: string, job = jobA): DatasetEntry {
  writeFileSync(path.join(directory, fileName(name)), text);
  const bytes = Buffer.byteLength(text);
  const partition = { partition: "all", offset: 0, bytes, rows: 1, sha256: sha256(text) };
  return {
    name,
    file: fileName(name),
    rows: 1,
    bytes,
    sha256: sha256(text),
    digest: sha256(sha256(text)),
    generatedAt: "2026-01-01T00:00:00.000Z",
    job,
    partitions: [partition],
  };
}

/** A complete run of one small file. */
export async function completeRun(
  runs: RunStore,
  { job = jobA, text = "plan_id\nP1\n", minute = 0 }: { job?: string; text?: string; minute?: number } = {},
): Promise<string> {
  const { run } = runs.begin(job, 1);
  const entry = writeSample(runs.pathOf(run), "plans", text, job);
  const time = `2026-01-01T00:${String(minute).padStart(2, "0")}:00.000Z`;
  const manifest: Manifest = {
    format: 1,
    run,
    job,
    modelVersion: "test",
    nodeVersion: process.version,
    spec: sampleSpec,
    world: "w",
    startedAt: time,
    finishedAt: time,
    datasets: [entry],
  };
  await writeManifest(runs.pathOf(run), manifest);
  return run;
}

export function sampleRecord(changes: Partial<JobRecord> = {}): JobRecord {
  return {
    id: jobA,
    sequence: 1,
    state: "queued",
    spec: sampleSpec,
    modelVersion: "test",
    requests: 1,
    publish: true,
    createdAt: "2026-01-01T00:00:00.000Z",
    startedAt: null,
    finishedAt: null,
    attempt: 0,
    run: null,
    progress: {
      fraction: 0,
      rowsWritten: 0,
      rowsExpected: 0,
      bytesWritten: 0,
      rowsPerSecond: 0,
      etaSeconds: null,
      datasets: {},
    },
    datasets: null,
    problem: null,
    lastEvent: 0,
    ...changes,
  };
}
