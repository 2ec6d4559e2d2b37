// The sink of one partition: it writes chunks at their final place in the file as soon as that is known, holds them
// until then, and digests them while they are hot.

import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { type Chunk, type ChunkSink, newChunk } from "../csv/chunk.ts";
import type { DatasetName } from "../datasets.ts";
import { awaitStart, type FileOrder, publishEnd, startOf } from "./file-order.ts";
import { count, heed, type JobSignals, throwIfStopped } from "./job-signals.ts";

/** Chunks that no partition is using; one reserve a thread, so that memory is allocated once. */
export class ChunkReserve {
  readonly #free: Chunk[] = [];

  take(): Chunk {
    return this.#free.pop() ?? newChunk();
  }

  giveBack(chunk: Chunk): void {
    this.#free.push(chunk);
  }

  /** Leaves the memory to others: no partition is about to need it. */
  clear(): void {
    this.#free.length = 0;
  }
}

export interface SinkPlace {
  readonly dataset: DatasetName;
  /** Descriptor of a file that is open for writing. */
  readonly file: number;
  readonly order: FileOrder;
  /** Which partition of the file this is, from 0. */
  readonly index: number;
  /** Chunks that may be held; at the limit the sink waits for the partition before it. */
  readonly heldChunks: number;
  readonly signals: JobSignals;
}

export interface PartitionBytes {
  /** First byte in the file. */
  readonly offset: number;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

export class OrderedSink implements ChunkSink {
  readonly #place: SinkPlace;
  readonly #reserve: ChunkReserve;
  readonly #hash = createHash("sha256");
  readonly #held: { readonly chunk: Chunk; readonly length: number }[] = [];
  #current: Chunk;
  #taken = 0;
  #written = 0;

  constructor(place: SinkPlace, reserve: ChunkReserve) {
    this.#place = place;
    this.#reserve = reserve;
    this.#current = reserve.take();
  }

  first(): Chunk {
    return this.#current;
  }

  /** Throws StoppedError, and what the system throws when the file cannot be written. */
  take(length: number): Chunk {
    const { dataset, order, index, heldChunks, signals } = this.#place;
    heed(signals);
    this.#hash.update(this.#current.bytes.subarray(0, length));
    this.#taken += length;
    this.#held.push({ chunk: this.#current, length });
    count(signals, dataset, "written", length);
    const full = this.#held.length >= heldChunks;
    const offset = full ? awaitStart(order, index, signals) : startOf(order, index);
    if (offset !== undefined) this.#write(offset);
    // Taken after writing, so that the chunk just written comes back while it is in the processor's cache.
    this.#current = this.#reserve.take();
    return this.#current;
  }

  /** Writes what is held; the partition is complete. Throws as `take` does. */
  finish(): PartitionBytes {
    const { order, index, signals } = this.#place;
    const offset = awaitStart(order, index, signals);
    // Only sizes matter to the next partition: it may write while this one still does.
    publishEnd(order, index, offset + this.#taken);
    this.#write(offset);
    return { offset, bytes: this.#taken, sha256: this.#hash.digest("hex") };
  }

  /** Gives all chunks back, whether or not the partition was finished; the sink is of no use afterwards. */
  release(): void {
    const chunks = new Set(this.#held.splice(0).map(({ chunk }) => chunk)).add(this.#current);
    for (const chunk of chunks) this.#reserve.giveBack(chunk);
  }

  #write(offset: number): void {
    for (const { chunk, length } of this.#held) {
      writeFully(this.#place.file, chunk.bytes, length, offset + this.#written);
      this.#written += length;
      throwIfStopped(this.#place.signals);
    }
    for (const { chunk } of this.#held.splice(0)) this.#reserve.giveBack(chunk);
  }
}

/** A single write may take less than it was given, when the disk is nearly full or a signal arrives. */
function writeFully(file: number, bytes: Uint8Array, length: number, position: number): void {
  let done = 0;
  while (done < length) done += writeSync(file, bytes, done, length - done, position + done);
}
