// The manifest of a run: written last, so that a run directory with one is complete.

import { type DatasetName, datasetNames } from "../datasets.ts";
import type { Spec } from "../spec/spec.ts";

/** Whether a file is, byte by byte, the one that the manifest beside it names; absent where no manifest of ours names one. */
export const manifestAgreements = ["match", "differs", "absent"] as const;
export type ManifestAgreement = (typeof manifestAgreements)[number];
export type ManifestAgreements = Readonly<Record<DatasetName, ManifestAgreement>>;

/** Datasets whose file is not the one that its manifest names. */
export function datasetsThatDiffer(agreementOf: (name: DatasetName) => ManifestAgreement | undefined): DatasetName[] {
  return datasetNames.filter((name) => agreementOf(name) === "differs");
}

export interface PartitionEntry {
  /** The partition's name, unique in its dataset, for example `2026-01-01/0` or `1-65536`. */
  readonly partition: string;
  /** First byte in the file; the first partition of a file begins at 0, with the header line. */
  readonly offset: number;
  readonly bytes: number;
  /** Rows, without the header. */
  readonly rows: number;
  /** SHA-256 of the partition's bytes, in hex. */
  readonly sha256: string;
}

export interface DatasetEntry {
  readonly name: DatasetName;
  /** File name inside the run directory. */
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of the whole file, in hex. */
  readonly sha256: string;
  /** SHA-256 over the ordered partition digests (64 lower-case hex digits each, nothing between), in hex. */
  readonly digest: string;
  /** ISO time at which the file was complete; a linked file keeps that of the run that wrote it. */
  readonly generatedAt: string;
  /** Id of the job that wrote the file. */
  readonly job: string;
  readonly partitions: readonly PartitionEntry[];
}

export interface Manifest {
  readonly format: 1;
  /** Name of the run directory. */
  readonly run: string;
  readonly job: string;
  readonly modelVersion: string;
  readonly nodeVersion: string;
  readonly spec: Spec;
  /** Digest of what the bytes depend on besides the datasets asked for: files of two runs fit together iff this is equal. */
  readonly world: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The files in the run, in execution order: those the job wrote and those linked from the published run of the same world. */
  readonly datasets: readonly DatasetEntry[];
}
