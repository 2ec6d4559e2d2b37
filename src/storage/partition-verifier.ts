// Whether a partition of an open file still is what its manifest says, read from the disk and compared by SHA-256. A file that
// has not changed since (inode, size, times of modification and change) is not read again. Memory is bounded whatever is asked.

import { createHash, webcrypto } from "node:crypto";
import { fstatSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { DatasetName } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import type { DatasetEntry, PartitionEntry } from "./manifest.ts";
import { RecentlyUsed } from "./recently-used.ts";

/** A file of a run that is open for reading. */
export interface OpenDataset {
  readonly file: FileHandle;
  readonly entry: DatasetEntry;
}

/** Partitions up to this size are digested whole, off the main thread; larger ones are rare, and take chunks of it. */
const wholeBytes = 8 * 2 ** 20;
const chunkBytes = 256 * 1024;
/** Partitions in memory at a time, however many ask. */
const mostAtOnce = 2;
/** Enough for every file of every run that is kept. */
const mostRemembered = 1000;
/** Of partitions that are kept in memory for all downloads together. */
const mostHeldBytes = 64 * 2 ** 20;

/** A partition known as whole. */
export interface WholePartition {
  /** Of the file's content: while the file has it, the partition's bytes are those that were found whole. */
  readonly stamp: string;
  /** Its bytes, where they are still in memory; not to be changed, and not to be kept while a client takes its time. */
  held(): Buffer | undefined;
}

/** A partition that is not what its manifest says: what stands in its place. */
export class DamagedPartitionError extends CodedError {
  readonly dataset: DatasetName;
  readonly partition: PartitionEntry;

  constructor({ name, file }: DatasetEntry, partition: PartitionEntry, found: string) {
    const { offset, bytes } = partition;
    super(
      "run-damaged",
      `${file} is damaged in its partition ${partition.partition} (${bytes} bytes from ${offset}): ${found}.`,
    );
    this.dataset = name;
    this.partition = partition;
  }
}

export class PartitionVerifier {
  /** Partitions known as whole, by the stamp and digest of their file. */
  readonly #known = new RecentlyUsed<Set<string>>(mostRemembered);
  readonly #underWay = new Map<string, Promise<boolean>>();
  /** Many download the same files, and a read of each chunk, a call to another thread, costs more than to copy it. */
  readonly #held = new RecentlyUsed<Buffer>(mostHeldBytes, ({ length }) => length);
  readonly #waiting: (() => void)[] = [];
  #atWork = 0;

  /** Resolves once the partition is known to be whole. Throws DamagedPartitionError, and what the system throws. */
  async verify({ file, entry }: OpenDataset, partition: PartitionEntry): Promise<WholePartition> {
    const { content, place } = stampsOf(file);
    const key = `${content}:${place}:${entry.digest}`;
    // Not by its offset, which it shares with the empty ones before it.
    const { partition: name } = partition;
    const work = `${key}:${name}`;
    while (this.#known.get(key)?.has(name) !== true) {
      // Others may wait for the same bytes. Where whoever reads them gives up, the next one reads for itself.
      const other = this.#underWay.get(work);
      if (other !== undefined) {
        await other.catch(() => false);
        continue;
      }
      const found = this.#inTurn(() => this.#digest(work, file, partition)).finally(() => this.#underWay.delete(work));
      const isWhole = found.then((digest) => digest === partition.sha256);
      this.#underWay.set(work, isWhole);
      if (!(await isWhole)) throw new DamagedPartitionError(entry, partition, differs(partition, await found));
      if (contentStamp(file) !== content)
        throw new DamagedPartitionError(entry, partition, "the file changed while it was read");
      this.#known.set(key, (this.#known.get(key) ?? new Set()).add(name));
    }
    return { stamp: content, held: () => this.#held.get(work) };
  }

  /** In hex; undefined when the file ends before the partition does. */
  async #digest(work: string, file: FileHandle, partition: PartitionEntry): Promise<string | undefined> {
    if (partition.bytes > wholeBytes) return digestInChunks(file, partition);
    const whole = await readFully(file, partition.offset, partition.bytes);
    if (whole === undefined) return undefined;
    const digest = Buffer.from(await webcrypto.subtle.digest("SHA-256", whole)).toString("hex");
    if (digest === partition.sha256) this.#held.set(work, whole);
    return digest;
  }

  async #inTurn(work: () => Promise<string | undefined>): Promise<string | undefined> {
    if (this.#atWork >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#atWork++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#atWork--;
      else next();
    }
  }
}

/** Changes whenever a file's bytes do, unless somebody sets its time back. */
export function contentStamp(file: FileHandle): string {
  return stampsOf(file).content;
}

/** `place` changes also when the file is linked, renamed or removed, and when its time is set back. */
function stampsOf({ fd }: FileHandle): { readonly content: string; readonly place: string } {
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(fd, { bigint: true });
  return { content: `${dev}:${ino}:${size}:${mtimeNs}`, place: String(ctimeNs) };
}

function differs({ sha256 }: PartitionEntry, found: string | undefined): string {
  return found === undefined ? "the file ends before" : `its SHA-256 is ${found}, and the manifest says ${sha256}`;
}

async function digestInChunks(file: FileHandle, { offset, bytes }: PartitionEntry): Promise<string | undefined> {
  const hash = createHash("sha256");
  for (let at = offset; at < offset + bytes; at += chunkBytes) {
    const chunk = await readFully(file, at, Math.min(chunkBytes, offset + bytes - at));
    if (chunk === undefined) return undefined;
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/** Exactly `length` bytes from `position` on, in a buffer that `allocate` gives; undefined when the file has fewer. */
export async function readFully(
  file: FileHandle,
  position: number,
  length: number,
  allocate: Allocate = newBuffer,
): Promise<Buffer | undefined> {
  const buffer = allocate(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return buffer;
}

/** Gives so many bytes of memory, with whatever stands in them. */
export type Allocate = (bytes: number) => Buffer;

export const newBuffer: Allocate = (bytes) => Buffer.allocUnsafeSlow(bytes);
