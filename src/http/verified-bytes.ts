// The bytes of a dataset's file as a stream that gives none of a damaged partition: each is verified before its first byte is sent,
// and its last bytes are held back until the file is known not to have changed meanwhile.

import { Readable } from "node:stream";
import type { DatasetEntry, PartitionEntry } from "../storage/manifest.ts";
import {
  type Allocate,
  contentStamp,
  DamagedPartitionError,
  newBuffer,
  type OpenDataset,
  type PartitionVerifier,
  readFully,
  type WholePartition,
} from "../storage/partition-verifier.ts";
import { Turns } from "./turns.ts";

/** Of all downloads: each chunk costs the event loop more than a small request does. */
const turns = new Turns();

/** From `start` up to, not including, `end`. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** An open file of a run, and who verifies it. */
export interface VerifiedDataset extends OpenDataset {
  readonly verifier: PartitionVerifier;
}

/** Verifies what comes first, so that a file damaged there is told as a problem instead of cut. Throws DamagedPartitionError. */
export async function verifyFirst({ verifier, ...dataset }: VerifiedDataset, span: ByteSpan): Promise<void> {
  const [first] = partitionsOf(dataset.entry, span);
  if (first !== undefined) await verifier.verify(dataset, first);
}

/** The span in chunks; closes the file. Fails with DamagedPartitionError, and with what the system throws. */
export function verifiedBytes(dataset: VerifiedDataset, span: ByteSpan, chunkBytes: number): Readable {
  const body = Readable.from(verifiedChunks(dataset, span, chunkBytes), {
    objectMode: false,
    highWaterMark: chunkBytes,
  });
  body.once("close", () => void dataset.file.close());
  return body;
}

/** The same, one chunk for each time it is asked, in buffers of `allocate`; leaves the file open. */
export async function* verifiedChunks(
  { verifier, ...dataset }: VerifiedDataset,
  span: ByteSpan,
  chunkBytes: number,
  allocate: Allocate = newBuffer,
): AsyncGenerator<Buffer, void, void> {
  const { file, entry } = dataset;
  const { start, end } = span;
  const parts = partitionsOf(entry, span);
  const verify = (index: number): Promise<WholePartition> | undefined => {
    const part = parts[index];
    const verified = part === undefined ? undefined : verifier.verify(dataset, part);
    // A failure is for the turn of the part, which may never come.
    verified?.catch(() => {});
    return verified;
  };
  let at = start;
  let ahead = verify(0);
  for (const [index, partition] of parts.entries()) {
    const last = Math.min(end, partition.offset + partition.bytes);
    const whole = await ahead;
    ahead = verify(index + 1);
    while (at < last) {
      await turns.take();
      const length = Math.min(chunkBytes, last - at);
      const chunk =
        copied(whole?.held(), at - partition.offset, length, allocate) ?? (await readFully(file, at, length, allocate));
      if (chunk === undefined) throw new DamagedPartitionError(entry, partition, "the file ends before");
      at += chunk.length;
      if (at === last && contentStamp(file) !== whole?.stamp)
        throw new DamagedPartitionError(entry, partition, "the file changed while it was sent");
      yield chunk;
    }
  }
  if (at < end) throw new RangeError(`The partitions of ${entry.file} end at byte ${at}, not ${end}`);
}

/** Those that hold a byte of the span. */
function partitionsOf(entry: DatasetEntry, { start, end }: ByteSpan): PartitionEntry[] {
  return entry.partitions.filter(({ offset, bytes }) => bytes > 0 && offset < end && start < offset + bytes);
}

function copied(held: Buffer | undefined, from: number, length: number, allocate: Allocate): Buffer | undefined {
  if (held === undefined) return undefined;
  const chunk = allocate(length);
  // What is not overwritten would be sent as it was found in memory.
  if (held.copy(chunk, 0, from, from + length) !== length)
    throw new RangeError(`${length} bytes from ${from} on are not held`);
  return chunk;
}
