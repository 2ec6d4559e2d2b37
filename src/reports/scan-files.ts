// Scans the files of a complete run as they lie on the disk now, in this thread and without a job, and judges them. A file
// that is missing or malformed is a verdict, not an error. Writes nothing, and takes no lock.

import { closeSync, openSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { type Check, checkObserver, judge, type LineOf } from "../checks/index.ts";
import { MalformedRowError } from "../csv/scan-rows.ts";
import { type DatasetName, upstreamOf } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import { modelVersion } from "../rules/model-version.ts";
import type { World } from "../rules/world.ts";
import { worldOf } from "../spec/identity.ts";
import { lineFeedsIn } from "../storage/file-lines.ts";
import type { DatasetEntry, Manifest } from "../storage/manifest.ts";
import { readManifest } from "../storage/manifest-file.ts";
import { storageError } from "../storage/storage-error.ts";
import { type Governance, governanceFrom, type ObservedDatasets } from "./governance.ts";
import {
  allocateLookups,
  type LookupCounts,
  type Lookups,
  type PartialReport,
  scanOrder,
  scanPartition,
} from "./scan.ts";
import { type Unreadable, undecidedCheck, unreadableCheck } from "./unread-files.ts";

export interface ScannedFiles {
  /** What the manifest's spec declares. */
  readonly world: World;
  readonly lookups: Lookups;
  /** What was found in the files that could be read to their end. */
  readonly found: Readonly<Partial<Record<DatasetName, PartialReport>>>;
  readonly unreadable: readonly Unreadable[];
}

/**
 * The verdicts on the files of a run directory as they are now; `governance.json` is not looked at. Throws CodedError
 * not-generated without a manifest, run-damaged for one that cannot be read, model-version-differs, job-evicted when the
 * run is removed meanwhile, storage-failed for a disk that cannot be read.
 */
export function judgeDirectory(directory: string, judgedAt = new Date()): Governance {
  const manifest = readManifest(directory);
  if (manifest === undefined) throw new CodedError("not-generated", `${directory} holds no complete run.`);
  if (manifest.modelVersion !== modelVersion) {
    const detail = `${manifest.run} was made by the model version ${manifest.modelVersion}; this is ${modelVersion}.`;
    throw new CodedError("model-version-differs", detail);
  }
  return governanceFrom(manifest, checksOf(manifest, scanWhileKept(directory, manifest)), judgedAt);
}

/** Whoever removes a run removes its manifest first: from then on what is missing says nothing of the files. */
function scanWhileKept(directory: string, manifest: Manifest): ScannedFiles {
  const throwIfRemoved = (): void => {
    if (readManifest(directory) !== undefined) return;
    throw new CodedError("job-evicted", `The run ${manifest.run} was removed while it was read.`);
  };
  try {
    const scanned = scanFiles(directory, manifest);
    if (scanned.unreadable.length > 0) throwIfRemoved();
    return scanned;
  } catch (error) {
    throwIfRemoved();
    throw storageError(error, `read the run ${manifest.run}`);
  }
}

/** Scans every file of the manifest from its first byte to its last one of now. Throws CodedError storage-failed. */
export function scanFiles(directory: string, manifest: Manifest): ScannedFiles {
  const world = worldOf(manifest.spec);
  const lookups = allocateLookups(countsOf(directory, manifest));
  const found: Partial<Record<DatasetName, PartialReport>> = {};
  const unreadable: Unreadable[] = [];
  for (const dataset of scanOrder.flat()) {
    const entry = entryOf(manifest, dataset);
    if (entry === undefined) continue;
    const scanned = scanFile(path.join(directory, entry.file), dataset, world, lookups);
    if ("offender" in scanned) unreadable.push(scanned);
    else found[dataset] = scanned;
  }
  return { world, lookups, found, unreadable };
}

function entryOf(manifest: Manifest, dataset: DatasetName): DatasetEntry | undefined {
  return manifest.datasets.find(({ name }) => name === dataset);
}

/** Room in the lookups for the rows that the manifest tells of, and for those that were added since. */
function countsOf(directory: string, manifest: Manifest): LookupCounts {
  const rowsOf = (dataset: DatasetName): number => {
    const entry = entryOf(manifest, dataset);
    if (entry === undefined) return 0;
    const file = path.join(directory, entry.file);
    return Math.max(entry.rows, sizeOf(file) === undefined ? 0 : lineFeedsIn(file));
  };
  return { customers: rowsOf("customers"), content: rowsOf("content"), subscriptions: rowsOf("subscriptions") };
}

/** In bytes; undefined when there is no such file. */
function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

function scanFile(file: string, dataset: DatasetName, world: World, lookups: Lookups): PartialReport | Unreadable {
  const end = sizeOf(file);
  const broken = (found: string): Unreadable => ({ dataset, rows: 0, offender: { line: null, key: "", found } });
  if (end === undefined) return broken("the file is not there");
  if (end === 0) return broken("the file is empty, without even a header");
  try {
    return scanPartition({ dataset, path: file, start: 0, end, skipHeader: true, world, lookups });
  } catch (error) {
    if (error instanceof MalformedRowError) return malformed(file, dataset, error);
    throw error;
  }
}

function malformed(file: string, dataset: DatasetName, { offset, fault }: MalformedRowError): Unreadable {
  const before = lineFeedsIn(file, offset);
  const found = `malformed at byte ${offset}: ${fault}`;
  // The header is line 1, and no row.
  const line = before === 0 ? null : before + 1;
  const key = before === 0 ? "" : keyAt(file, offset);
  return { dataset, rows: Math.max(0, before - 1), offender: { line, key, found } };
}

const longestKey = 40;

/** The first field of the row at an offset, as far as it is worth showing. */
function keyAt(file: string, offset: number): string {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(longestKey);
    const length = readSync(descriptor, bytes, 0, longestKey, offset);
    return bytes.toString("utf8", 0, length).split(/[,\r\n]/, 1)[0]!;
  } finally {
    closeSync(descriptor);
  }
}

/** Every file is one range of rows. */
const lineOf: LineOf = (_dataset, rangeStart, row) => (rangeStart === 0 ? 2 + row : null);

/** The checks of what was read; of files that were not, or that refer to such, the undecided ones with the reason. */
function checksOf(manifest: Manifest, { world, lookups, found, unreadable }: ScannedFiles): Check[] {
  const reasons = lostDatasets(manifest, unreadable);
  const observed: ObservedDatasets = Object.fromEntries(
    Object.values(found).flatMap(({ dataset, observations }) =>
      reasons.has(dataset) ? [] : [[dataset, observations]],
    ),
  );
  const judged = judge(observed, world, lineOf);
  if (reasons.size === 0) return judged;
  // Judged as if they had no rows, the lost files tell which checks there would have been.
  const blank = [...reasons.keys()].map((dataset) => [
    dataset,
    checkObserver(dataset, { world, rangeStart: 0, marks: lookups.marks }).finish(),
  ]);
  const decided = [...judged, ...unreadable.map(unreadableCheck)];
  const ids = new Set(decided.map(({ id }) => id));
  const lost = judge({ ...observed, ...Object.fromEntries(blank) }, world, lineOf).filter(({ id }) => !ids.has(id));
  const [first = ""] = reasons.values();
  return [...decided, ...lost.map((check) => undecidedCheck(check, reasons.get(check.dataset) ?? first))];
}

/** Files that cannot be judged, and why: those that cannot be read, and those that refer to them. */
function lostDatasets(manifest: Manifest, unreadable: readonly Unreadable[]): Map<DatasetName, string> {
  const reasons = new Map(
    unreadable.map(({ dataset, offender }) => [dataset, `${dataset}.csv cannot be read: ${offender.found}.`]),
  );
  for (const { name } of manifest.datasets) {
    const cause = upstreamOf(name).find((upstream) => unreadable.some(({ dataset }) => dataset === upstream));
    const reason = cause === undefined ? undefined : reasons.get(cause);
    if (reason !== undefined && !reasons.has(name)) reasons.set(name, reason);
  }
  return reasons;
}
