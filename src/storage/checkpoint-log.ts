// Makes partitions durable while others are being written, in groups: the files are synced once for all partitions that
// were completed meanwhile, then their checkpoints are appended and synced. All of it waits outside the main thread.

import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { type DatasetName, fileName } from "../datasets.ts";
import { type Checkpoint, checkpointFile, checkpointLine } from "./checkpoints.ts";
import type { OnStep } from "./durable-steps.ts";

/** From the end of one commit to the next: what a crash may cost, in work to be done again, besides the syncs themselves. */
const pauseMilliseconds = 250;

export class CheckpointLog {
  /** Rejects with what made a commit fail; never resolves. */
  readonly failed: Promise<never>;
  readonly #directory: string;
  readonly #begun: Promise<void>;
  readonly #onStep: OnStep;
  readonly #handles = new Map<string, Promise<FileHandle>>();
  #fail: (reason: unknown) => void = () => {};
  #pending: Checkpoint[] = [];
  #commits: Promise<void> | undefined;
  #isHurried = false;
  #isClosed = false;
  #wake: () => void = () => {};

  /** `begun` resolves once the checkpoint file and the entries of the run directory are on the disk. */
  constructor(directory: string, begun: Promise<void>, onStep: OnStep) {
    this.#directory = directory;
    this.#begun = begun;
    this.#onStep = onStep;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Whoever waits for it hears of it; nobody may be waiting yet.
    this.failed.catch(() => {});
    begun.catch(this.#fail);
  }

  /** A partition whose bytes are all in its file. */
  add(checkpoint: Checkpoint): void {
    this.#pending.push(checkpoint);
    this.#commits ??= this.#commitAll().catch(this.#fail);
  }

  /** Resolves once everything added is durable. */
  async settle(): Promise<void> {
    this.#isHurried = true;
    this.#wake();
    await Promise.race([Promise.all([this.#begun, this.#commits]), this.failed]);
  }

  /** Ends the log after the commit under way; what no commit has begun with is not made durable. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    await Promise.allSettled([this.#begun, this.#commits]);
    for (const opened of await Promise.allSettled(this.#handles.values())) {
      if (opened.status === "fulfilled") await opened.value.close();
    }
  }

  async #commitAll(): Promise<void> {
    await this.#begun;
    while (this.#pending.length > 0 && !this.#isClosed) {
      await this.#pause();
      if (this.#isClosed) return;
      const group = this.#pending;
      this.#pending = [];
      await this.#commit(group);
    }
    this.#commits = undefined;
  }

  async #commit(group: readonly Checkpoint[]): Promise<void> {
    const datasets = new Set(group.map(({ dataset }) => dataset));
    await Promise.all([...datasets].map((dataset) => this.#sync(dataset)));
    this.#onStep("data-synced");
    const file = await this.#open(checkpointFile, "a");
    await file.appendFile(group.map(checkpointLine).join(""));
    await file.datasync();
    this.#onStep("checkpoints-synced");
  }

  async #sync(dataset: DatasetName): Promise<void> {
    await (await this.#open(fileName(dataset), "r+")).datasync();
  }

  /** Kept open: the system tells of a failed write-back where the file was open when it failed. */
  #open(name: string, flags: string): Promise<FileHandle> {
    const known = this.#handles.get(name);
    if (known !== undefined) return known;
    const opened = open(path.join(this.#directory, name), flags);
    this.#handles.set(name, opened);
    return opened;
  }

  async #pause(): Promise<void> {
    if (this.#isHurried) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMilliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
