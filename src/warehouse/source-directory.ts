// A directory with the five CSV files of a load, opened: all files at once, so that what happens to their names later does not
// matter; and what the manifest beside them says, where there is one.

import { closeSync, fstatSync, openSync, realpathSync } from "node:fs";
import path from "node:path";
import { type DatasetName, datasetNames, fileName } from "../datasets.ts";
import type { DatasetEntry, Manifest } from "../storage/manifest.ts";
import { type ForeignManifest, readForeignManifest, readManifest } from "../storage/manifest-file.ts";
import { systemErrorCode, withStorageErrors } from "../storage/storage-error.ts";
import { sourceMissing } from "./source-faults.ts";
import type { OpenSource } from "./source-reader.ts";

export interface Source extends OpenSource {
  readonly dataset: DatasetName;
  readonly bytes: number;
  /** What the manifest says of the file; undefined where there is none, or it says nothing. */
  readonly entry: Pick<DatasetEntry, "rows" | "sha256"> | undefined;
}

export interface SourceDirectory {
  /** In execution order. */
  readonly sources: readonly Source[];
  readonly manifest: Manifest | undefined;
  /** Why a manifest.json beside the files was taken for none. */
  readonly ignoredManifest: string | undefined;
  close(): void;
}

export interface SourceRequest {
  /** Names the directory in messages; default: the directory. */
  readonly shown?: string | undefined;
  /** The directory is none of our runs: a manifest.json that is not ours says nothing of it. */
  readonly isForeign?: boolean | undefined;
}

/** Throws CodedError source-missing for all files that are not there, run-damaged, storage-failed. */
export function openSourceDirectory(
  directory: string,
  { shown = directory, isForeign = false }: SourceRequest = {},
): SourceDirectory {
  const descriptors: number[] = [];
  const close = (): void => {
    for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
  };
  try {
    // The published run is a link, which may come to point at another one at any time.
    const real = realDirectory(directory);
    const { manifest, ignored } = manifestIn(real, isForeign);
    const opened = datasetNames.map((dataset) => {
      const file = path.join(real ?? directory, fileName(dataset));
      const descriptor = withStorageErrors(`read ${file}`, () => openIfThere(file));
      if (descriptor !== undefined) descriptors.push(descriptor);
      return { dataset, file: fileName(dataset), descriptor };
    });
    const missing = opened.filter(({ descriptor }) => descriptor === undefined).map(({ file }) => file);
    if (missing.length > 0) throw sourceMissing(missing, shown);
    const sources = opened.flatMap(({ dataset, file, descriptor }) =>
      descriptor === undefined ? [] : [source(dataset, file, descriptor, manifest)],
    );
    return { sources, manifest, ignoredManifest: ignored, close };
  } catch (error) {
    close();
    throw error;
  }
}

function manifestIn(directory: string | undefined, isForeign: boolean): ForeignManifest {
  if (directory !== undefined && isForeign) return readForeignManifest(directory);
  return { manifest: directory === undefined ? undefined : readManifest(directory), ignored: undefined };
}

function source(dataset: DatasetName, file: string, descriptor: number, manifest: Manifest | undefined): Source {
  const entry = manifest?.datasets.find(({ name }) => name === dataset);
  return { dataset, file, descriptor, bytes: fstatSync(descriptor).size, entry };
}

function realDirectory(directory: string): string | undefined {
  try {
    return realpathSync(directory);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function openIfThere(file: string): number | undefined {
  try {
    const descriptor = openSync(file, "r");
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    return undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ELOOP"].includes(systemErrorCode(error) ?? "");
}
