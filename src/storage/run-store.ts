// The runs of a data directory: beginning and discarding them, publishing one by one rename of the link `raw`, and
// removing the oldest. The CSV files themselves are written by the workers.
// Files are not flushed to the disk: after a power cut their size or digest differs from the manifest, which readers check.

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
import { copyFile, link, rm, unlink } from "node:fs/promises";
import path from "node:path";
import { CodedError } from "../errors.ts";
import { checkpointFile } from "./checkpoints.ts";
import { type DataDirectory, isRunName, linkInProgress, runName } from "./data-directory.ts";
import type { DatasetEntry, Manifest } from "./manifest.ts";
import { manifestFile, readManifest } from "./manifest-file.ts";
import type { Run } from "./run.ts";
import { systemErrorCode } from "./storage-error.ts";

interface CachedManifest {
  readonly stamp: string;
  readonly manifest: Manifest;
}

export class RunStore {
  readonly directory: DataDirectory;
  readonly #manifests = new Map<string, CachedManifest>();
  readonly #now: () => number;

  /** `now` gives milliseconds since 1970. */
  constructor(directory: DataDirectory, now: () => number = Date.now) {
    this.directory = directory;
    this.#now = now;
  }

  pathOf(run: string): string {
    return path.join(this.directory.runs, run);
  }

  /** A complete run by its name, or undefined. Throws CodedError run-damaged for a manifest that cannot be read. */
  find(run: string): Run | undefined {
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

  /**
   * Points `raw` at a complete run: one rename, so that a reader sees the run before or this one. The link's time is the
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
    renameSync(temporary, this.directory.raw);
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
   * Removes all but the published run, `spared`, and the `kept` newest others; returns the names of those removed. `rankOf` rises
   * with newer runs and goes before their times, which a clock that was set back has turned around.
   */
  async evict(kept: number, spared: string, rankOf: (run: Run) => number = () => 0): Promise<string[]> {
    const published = this.#publishedName();
    const others = this.complete()
      .filter(({ manifest }) => manifest.run !== published && manifest.run !== spared)
      .sort((a, b) => rankOf(b) - rankOf(a));
    // The spared run is one of the newest, so that it counts among those kept unless it is published.
    const room = spared === published ? kept : Math.max(0, kept - 1);
    const removed = others.slice(room).map(({ manifest }) => manifest.run);
    for (const run of removed) await this.discard(run);
    return removed;
  }

  /** Removes a run, its manifest first, so that what a crash leaves counts as incomplete. Open files stay readable. */
  async discard(run: string): Promise<void> {
    this.#manifests.delete(run);
    try {
      await unlink(path.join(this.pathOf(run), manifestFile));
    } catch (error) {
      if (systemErrorCode(error) !== "ENOENT") throw error;
    }
    await rm(this.pathOf(run), { recursive: true, force: true });
  }

  /** Removes the checkpoints of a run whose manifest says all they did. */
  async removeCheckpoints(run: string): Promise<void> {
    await rm(path.join(this.pathOf(run), checkpointFile), { force: true });
  }

  /** Hard-links a file of a complete run into a run that is being written; a file that is not whole is left out. */
  async adopt(from: Run, entry: DatasetEntry, run: string): Promise<boolean> {
    const source = path.join(from.directory, entry.file);
    if (statSync(source, { throwIfNoEntry: false })?.size !== entry.bytes) return false;
    const target = path.join(this.pathOf(run), entry.file);
    try {
      await link(source, target);
    } catch (error) {
      // File systems without hard links, or a file that has as many as it can.
      if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK", "EXDEV"].includes(systemErrorCode(error) ?? "")) throw error;
      await copyFile(source, target);
    }
    return true;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
