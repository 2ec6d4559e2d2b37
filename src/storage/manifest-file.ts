// Reading and writing of the small JSON files of a run. The manifest is written last and durably: a run directory that
// has one is complete.

import { readFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { CodedError } from "../errors.ts";
import type { Manifest } from "./manifest.ts";
import { systemErrorCode } from "./storage-error.ts";
import { syncDirectory } from "./syncing.ts";

export const manifestFile = "manifest.json";
export const reportFile = "report.json";
export const governanceFile = "governance.json";

/** The manifest of a run directory; undefined when it has none. Throws CodedError run-damaged when it cannot be read. */
export function readManifest(directory: string): Manifest | undefined {
  const text = readText(path.join(directory, manifestFile));
  if (text === undefined) return undefined;
  const value = parsed(text, directory);
  // The format number is what we wrote ourselves; a file that has it has the whole shape.
  if (typeof value === "object" && value !== null && "format" in value && value.format === 1) return value as Manifest;
  throw new CodedError("run-damaged", `The manifest of ${path.basename(directory)} has an unknown format.`);
}

export interface ForeignManifest {
  readonly manifest: Manifest | undefined;
  /** Why the file of that name is none of ours, in words; undefined where there is none, or it is ours. */
  readonly ignored: string | undefined;
}

/** As `readManifest`, of a directory that need not be a run: a manifest.json of whatever else is taken for none. */
export function readForeignManifest(directory: string): ForeignManifest {
  const text = readText(path.join(directory, manifestFile));
  if (text === undefined) return { manifest: undefined, ignored: undefined };
  try {
    const value: unknown = JSON.parse(text);
    if (isManifest(value)) return { manifest: value, ignored: undefined };
    return { manifest: undefined, ignored: "it is not that of a run" };
  } catch (error) {
    if (error instanceof SyntaxError) return { manifest: undefined, ignored: "it is not JSON" };
    throw error;
  }
}

/** What a load reads of it is there; others write manifests with a format, too. */
function isManifest(value: unknown): value is Manifest {
  if (!isObject(value) || value["format"] !== 1 || !isObject(value["spec"])) return false;
  const { run, job, modelVersion, datasets, spec } = value;
  const texts = [run, job, modelVersion, spec["asOf"], spec["anchor"]];
  return texts.every((text) => typeof text === "string") && Array.isArray(datasets) && datasets.every(isEntry);
}

function isEntry(value: unknown): boolean {
  if (!isObject(value)) return false;
  return typeof value["name"] === "string" && typeof value["rows"] === "number" && typeof value["sha256"] === "string";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function parsed(text: string, directory: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError("run-damaged", `The manifest of ${path.basename(directory)} is not JSON.`, { cause });
  }
}

/** A file's text, or undefined when there is no such file. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemErrorCode(error) ?? "")) return undefined;
    throw error;
  }
}

/**
 * Writes a file so that a crash at any point leaves either what was there or all of it: temporary name, fsync, rename,
 * fsync. `onSynced` is called before the rename.
 */
export async function writeDurably(file: string, text: string, onSynced?: () => void): Promise<void> {
  const temporary = await writeTemporary(file, text);
  onSynced?.();
  await rename(temporary, file);
  await syncDirectory(path.dirname(file));
}

/** The first half of `writeDurably`: a synced file beside the one whose place it is to take. Its name. Leaves nothing when it fails. */
export async function writeTemporary(file: string, text: string): Promise<string> {
  const temporary = `${file}.tmp`;
  const handle = await open(temporary, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return temporary;
}

export async function writeManifest(directory: string, manifest: Manifest, onSynced?: () => void): Promise<void> {
  await writeDurably(path.join(directory, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, onSynced);
}
