// The runs of a data directory: beginning and discarding them, publishing one by one rename of the link `raw`, and
// removing the oldest. The CSV files themselves are written by the workers, and synced by the checkpoint log.

import {
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { rm, unlink } from "node:fs/promises";
import path from "node:path";
import { CodedError } from "../errors.ts";
import { adoptFile } from "./adoption.ts";
import { checkpointFile } from "./checkpoints.ts";
import { type DataDirectory, isRunName, linkInProgress, runName, runNameParts } from "./data-directory.ts";
import type { OnStep } from "./durable-steps.ts";
import type { DatasetEntry, Manifest } from "./manifest.ts";
import { manifestFile, readManifest } from "./manifest-file.ts";
import type { Run } from "./run.ts";
import { systemErrorCode } from "./storage-error.ts";
import { syncDirectory, syncDirectoryNow } from "./syncing.ts";

interface CachedManifest {
  readonly stamp: string;
  readonly manifest: Manifest;
}

export class RunStore {
  readonly directory: DataDirectory;
  readonly #manifests = new Map<string, CachedManifest>();
  readonly #now: () => number;
  readonly #onStep: OnStep;
  /** Gives the runs that are wanted whatever their age. */
  #wanted: () => ReadonlySet<string> = () => new Set();
  /** Runs that are being removed. */
  readonly #leaving = new Map<string, Promise<void>>();

  /** `now` gives milliseconds since 1970. */
  constructor(directory: DataDirectory, now: () => number = Date.now, onStep: OnStep = () => {}) {
    this.directory = directory;
    this.#now = now;
    this.#onStep = onStep;
  }

  /** Has `evict` ask which runs are wanted, and spare them. */
  spare(wanted: () => ReadonlySet<string>): void {
    this.#wanted = wanted;
  }

  pathOf(run: string): string {
    return path.join(this.directory.runs, run);
  }

  /** A complete run by its name, or undefined. Throws CodedError run-damaged for a manifest that cannot be read. */
  find(run: string): Run | undefined {
    // Its manifest may be there for a while yet: nobody is to publish or load what is about to be gone.
    if (this.#leaving.has(run)) return undefined;
    const directory = this.pathOf(run);
    const file = lstatSync(path.join(directory, manifestFile), { throwIfNoEntry: false, bigint: true });
    if (file === undefined) {
      this.#manifests.delete(run);
      return undefined;
    }
    const stamp = `${file.ino}:${file.size}:${file.mtimeNs}`;
    const cached = this.#manifests.get(run);
    if (cached?.stamp === stamp) return { directory, manifest: cached.manifest };
    const manifest = readManifest(directory);
    if (manifest === undefined) return undefined;
    this.#manifests.set(run, { stamp, manifest });
    return { directory, manifest };
  }

  /** The run that `raw` points at, or undefined when nothing has been published. Throws CodedError run-damaged. */
  published(): Run | undefined {
    const name = this.#publishedName();
    const run = name === undefined ? undefined : this.find(name);
    const second = this.#publishedSecond();
    // Both belong to one link: whoever publishes is this process, and nothing here waits.
    return run === undefined || second === undefined ? run : { ...run, publishedAt: second * 1000 };
  }

  /** As `published`, with a run whose manifest cannot be read taken for none. */
  readablePublished(): Run | undefined {
    const name = this.#publishedName();
    return name === undefined ? undefined : this.#readable(name);
  }

  isPublished(run: string): boolean {
    return this.#publishedName() === run;
  }

  #publishedName(): string | undefined {
    try {
      return path.basename(readlinkSync(this.directory.raw));
    } catch (error) {
      if (["ENOENT", "EINVAL"].includes(systemErrorCode(error) ?? "")) return undefined;
      throw error;
    }
  }

  /** The whole second, counted from 1970, in which the published run was published. */
  #publishedSecond(): number | undefined {
    const raw = lstatSync(this.directory.raw, { throwIfNoEntry: false });
    return raw?.isSymbolicLink() === true ? Math.floor(raw.mtimeMs / 1000) : undefined;
  }

  /** Makes the directory of a new attempt, the first free number from `attempt` on. */
  begin(job: string, attempt: number): { run: string; attempt: number } {
    for (let number = attempt; ; number++) {
      const run = runName(job, number);
      try {
        mkdirSync(this.pathOf(run));
        return { run, attempt: number };
      } catch (error) {
        if (systemErrorCode(error) !== "EEXIST") throw error;
      }
    }
  }

  /** True when the run has a manifest, whatever it says. */
  isComplete(run: string): boolean {
    return lstatSync(path.join(this.pathOf(run), manifestFile), { throwIfNoEntry: false }) !== undefined;
  }

  /** Bytes of all files of a run, complete or not. */
  bytesOf(run: string): number {
    const directory = this.pathOf(run);
    return readdirSync(directory).reduce((sum, name) => sum + statSync(path.join(directory, name)).size, 0);
  }

  /** The directories of a job's attempts from a number on, newest first, complete or not. */
  attemptsFrom(job: string, attempt: number): string[] {
    const numbers = readdirSync(this.directory.runs).flatMap((name) => {
      const parts = this.#leaving.has(name) ? undefined : runNameParts(name);
      return parts?.job === job && parts.attempt >= attempt ? [parts.attempt] : [];
    });
    return numbers.sort((a, b) => b - a).map((number) => runName(job, number));
  }

  /**
   * Points `raw` at a complete run: one rename, so that a reader sees the run before or this one, and so that either is
   * there after a power cut; this one once `publish` has returned. The link's time is the
   * publication's, in a whole second of its own, later than all before it: HTTP dates know nothing finer, and must tell
   * two publications apart.
   */
  publish(run: string): void {
    if (this.find(run) === undefined) throw new CodedError("run-damaged", `The run ${run} has no manifest.`);
    const temporary = linkInProgress(this.directory);
    const second = Math.max(Math.floor(this.#now() / 1000), (this.#publishedSecond() ?? 0) + 1);
    // A publication that failed between two of these steps has left its link.
    rmSync(temporary, { force: true });
    symlinkSync(path.join("runs", run), temporary);
    lutimesSync(temporary, second, second);
    this.#onStep("link-made");
    renameSync(temporary, this.directory.raw);
    this.#onStep("link-renamed");
    syncDirectoryNow(this.directory.root);
    this.#onStep("published");
  }

  /** Every complete run of ours that can be read, newest first. */
  complete(): Run[] {
    const runs = readdirSync(this.directory.runs)
      .filter(isRunName)
      .flatMap((name) => this.#readable(name) ?? []);
    return runs.sort(
      (a, b) => compare(b.manifest.finishedAt, a.manifest.finishedAt) || compare(b.directory, a.directory),
    );
  }

  #readable(name: string): Run | undefined {
    try {
      return this.find(name);
    } catch (error) {
      if (error instanceof CodedError) return undefined;
      throw error;
    }
  }

  /**
   * Removes all but the published run, `spared`, the `kept` newest others, and those that are wanted; returns the names of those
   * removed. `rankOf` rises with newer runs and goes before their times, which a clock that was set back has turned around.
   */
  async evict(kept: number, spared: string, rankOf: (run: Run) => number = () => 0): Promise<string[]> {
    const published = this.#publishedName();
    const others = this.complete()
      .filter(({ manifest }) => manifest.run !== published && manifest.run !== spared)
      .sort((a, b) => rankOf(b) - rankOf(a));
    // The spared run is one of the newest, so that it counts among those kept unless it is published.
    const room = spared === published ? kept : Math.max(0, kept - 1);
    const removed: string[] = [];
    for (const { manifest } of others.slice(room)) {
      // Asked anew each time: to remove the one before has taken a while.
      if (this.#wanted().has(manifest.run) || this.isPublished(manifest.run)) continue;
      await this.discard(manifest.run);
      removed.push(manifest.run);
    }
    return removed;
  }

  /** Removes a run, its manifest first, so that what a crash leaves counts as incomplete. Open files stay readable. */
  discard(run: string): Promise<void> {
    const leaving = this.#leaving.get(run) ?? this.#remove(run).finally(() => this.#leaving.delete(run));
    this.#leaving.set(run, leaving);
    return leaving;
  }

  async #remove(run: string): Promise<void> {
    const directory = this.pathOf(run);
    this.#manifests.delete(run);
    if (await unlinked(path.join(directory, manifestFile))) {
      await syncDirectory(directory);
      this.#onStep("eviction-begun");
    }
    await rm(directory, { recursive: true, force: true });
    this.#onStep("run-removed");
  }

  /** Removes the checkpoints of a run whose manifest says all they did. */
  async removeCheckpoints(run: string): Promise<void> {
    await rm(path.join(this.pathOf(run), checkpointFile), { force: true });
    this.#onStep("checkpoints-removed");
  }

  /** Hard-links a file of a complete run into a run that is being written; a file that is not whole is left out. */
  adopt(from: Run, { file, bytes }: DatasetEntry, run: string): Promise<boolean> {
    return adoptFile(path.join(from.directory, file), bytes, path.join(this.pathOf(run), file));
  }
}

/** False when there was no such file. */
async function unlinked(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
