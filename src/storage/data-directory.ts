// The layout of the data directory, and what must be true of it before anything is written: it exists, it is writable,
// `raw` is a link, and nothing is left of attempts that nobody goes on with.

import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, unlinkSync, writeFileSync } from "node:fs";
import { rm, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { CodedError } from "../errors.ts";
import { manifestFile } from "./manifest-file.ts";
import { storageError, systemErrorCode, withStorageErrors } from "./storage-error.ts";

/** Room for manifest, report and job store beside the datasets. */
export const leastFreeBytes = 16 * 2 ** 20;
/** One block of most file systems. */
const probeBytes = 4096;

export interface DataDirectory {
  /** Absolute. */
  readonly root: string;
  readonly runs: string;
  /** The symbolic link to the published run. */
  readonly raw: string;
  /** The SQLite file of the warehouse. */
  readonly warehouse: string;
}

export function dataDirectory(dataDir: string): DataDirectory {
  const root = path.resolve(dataDir);
  return {
    root,
    runs: path.join(root, "runs"),
    raw: path.join(root, "raw"),
    warehouse: path.join(root, "warehouse.sqlite"),
  };
}

/** A file of the data directory for whoever is not on the host: from the directory's own name on, `data/raw/customers.csv`. */
export function shownPath({ root }: DataDirectory, file: string): string {
  return [path.basename(root), ...path.relative(root, file).split(path.sep)].join("/");
}

/** The file that `shownPath` names: relative to the working directory for what lies below it, else absolute. */
export function hostPath({ root }: DataDirectory, shown: string): string {
  return shortPath(path.join(path.dirname(root), shown));
}

/** Relative to the working directory for what lies below it. */
export function shortPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith("..") ? file : relative;
}

/** The name of a run directory: the job's id and the number of the attempt. */
export function runName(job: string, attempt: number): string {
  return `${job}-${attempt}`;
}

/** The job and the attempt of a run's name; undefined for a name that is none. */
export function runNameParts(name: string): { job: string; attempt: number } | undefined {
  const [, job, attempt] = /^([0-9a-f]{32})-(\d+)$/.exec(name) ?? [];
  return job === undefined ? undefined : { job, attempt: Number(attempt) };
}

/** Only directories with such a name are ours to remove. */
export function isRunName(name: string): boolean {
  return runNameParts(name) !== undefined;
}

/** Makes the directories. Throws CodedError data-directory-unwritable, storage-failed. */
export function createDirectories(directory: DataDirectory): void {
  withStorageErrors(`make the data directory ${directory.root}`, () => {
    mkdirSync(directory.runs, { recursive: true });
    writeProbe(directory);
  });
}

/**
 * Moves a real directory found at `raw` into runs/ and removes what crashed attempts left: links and warehouses that were
 * never renamed, copies under repair, and runs without a manifest, but for those of the jobs in `unfinished`, which go on with
 * them. Only for the holder of the lock. Returns what was moved or removed, relative to the root.
 */
export function tidyDirectories(
  directory: DataDirectory,
  unfinished: ReadonlySet<string> = new Set(),
): { moved: string[]; removed: string[] } {
  return withStorageErrors(`tidy the data directory ${directory.root}`, () => {
    const removed: string[] = [];
    for (const name of readdirSync(directory.root)) {
      if (!isLinkInProgress(name) && !isWarehouseInProgress(name)) continue;
      unlinkSync(path.join(directory.root, name));
      removed.push(name);
    }
    for (const name of readdirSync(directory.runs)) {
      const run = path.join(directory.runs, name);
      const job = runNameParts(name)?.job;
      if (job === undefined || unfinished.has(job) || exists(path.join(run, manifestFile))) continue;
      rmSync(run, { recursive: true, force: true });
      removed.push(path.join("runs", name));
    }
    removed.push(...removeUnfinishedRepairs(directory));
    return { moved: moveRealDirectory(directory), removed };
  });
}

const repairSuffix = ".repair";

/** The name of the copy in which a file of a run is being repaired. */
export function repairInProgress(file: string): string {
  return file + repairSuffix;
}

function removeUnfinishedRepairs({ runs }: DataDirectory): string[] {
  const unfinished = readdirSync(runs)
    .filter(isRunName)
    .flatMap((run) => readdirSync(path.join(runs, run)).map((file) => path.join(run, file)))
    .filter((file) => file.endsWith(repairSuffix));
  for (const file of unfinished) rmSync(path.join(runs, file), { force: true });
  return unfinished.map((file) => path.join("runs", file));
}

function moveRealDirectory(directory: DataDirectory): string[] {
  if (!lstatSync(directory.raw, { throwIfNoEntry: false })?.isDirectory()) return [];
  let number = 1;
  while (exists(path.join(directory.runs, `found-${number}`))) number++;
  const name = `found-${number}`;
  renameSync(directory.raw, path.join(directory.runs, name));
  return [path.join("runs", name)];
}

/** A temporary name for the link that `raw` is about to become. */
export function linkInProgress(directory: DataDirectory): string {
  return path.join(directory.root, `raw.${process.pid}.link`);
}

function isLinkInProgress(name: string): boolean {
  return /^raw\.\d+\.link$/.test(name);
}

/** See src/warehouse/warehouse-file.ts. */
function isWarehouseInProgress(name: string): boolean {
  return /^warehouse\.\d+\.tmp(-rows)?$/.test(name);
}

function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function probeFile(directory: DataDirectory): string {
  return path.join(directory.runs, `.writable-${process.pid}`);
}

function writeProbe(directory: DataDirectory): void {
  writeFileSync(probeFile(directory), "");
  unlinkSync(probeFile(directory));
}

/**
 * Writes and removes a block: permissions alone say nothing about a disk that was mounted read-only, nor free space about a
 * quota. Throws CodedError disk-full.
 */
export async function isWritable(dataDir: string): Promise<boolean> {
  const probe = probeFile(dataDirectory(dataDir));
  try {
    await writeFile(probe, Buffer.alloc(probeBytes));
    await unlink(probe);
    return true;
  } catch (error) {
    // Two probes at once may remove each other's file: then both could write.
    if (systemErrorCode(error) === "ENOENT") return exists(path.dirname(probe));
    const coded = storageError(error, "write in the data directory");
    if (!(coded instanceof CodedError && coded.code === "disk-full")) return false;
    // What was written of the probe would take the last of the room.
    await rm(probe, { force: true });
    throw coded;
  }
}

/** As `isWritable`, and the disk has what the smallest job needs. Throws CodedError disk-full. */
export async function canTakeWork(dataDir: string): Promise<boolean> {
  if (!(await isWritable(dataDir))) return false;
  const free = freeBytes(dataDir);
  if (free >= leastFreeBytes) return true;
  throw new CodedError("disk-full", `The disk has ${free} bytes free, and no job is taken on below ${leastFreeBytes}.`);
}

/** Bytes that a user without privileges may still write on the disk of the data directory. */
export function freeBytes(dataDir: string): number {
  const { bavail, bsize } = statfsSync(dataDir);
  return bavail * bsize;
}
