// The bytes of a dataset's file as a stream that gives none of a damaged partition: each is verified before its first byte is sent,
// and its last bytes are held back until the file is known not to have changed meanwhile.

import { Readable } from "node:stream";
import {
  contentStamp,
  DamagedPartitionError,
  type OpenDataset,
  type PartitionVerifier,
  readFully,
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
export async function verifyFirst({ verifier, ...dataset }: VerifiedDataset, { start, end }: ByteSpan): Promise<void> {
  const first = dataset.entry.partitions.find(({ offset, bytes }) => offset < end && start < offset + bytes);
  if (first !== undefined) await verifier.verify(dataset, first);
}

/** The span in chunks; closes the file. Fails with DamagedPartitionError, and with what the system throws. */
export function verifiedBytes(dataset: VerifiedDataset, span: ByteSpan, chunkBytes: number): Readable {
  const body = Readable.from(chunksOf(dataset, span, chunkBytes), { objectMode: false, highWaterMark: chunkBytes });
  body.once("close", () => void dataset.file.close());
  return body;
}

async function* chunksOf(
  { verifier, ...dataset }: VerifiedDataset,
  { start, end }: ByteSpan,
  chunkBytes: number,
): AsyncGenerator<Buffer, void, void> {
  const { file, entry } = dataset;
  const parts = entry.partitions.filter(({ offset, bytes }) => offset < end && start < offset + bytes);
  const verify = (index: number): Promise<string> | undefined => {
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
    const stamp = await ahead;
    ahead = verify(index + 1);
    let held: Buffer | undefined;
    while (at < last) {
      await turns.take();
      const chunk = await readFully(file, at, Math.min(chunkBytes, last - at));
      if (chunk === undefined) throw new DamagedPartitionError(entry, partition, "the file ends before");
      if (held !== undefined) yield held;
      held = chunk;
      at += chunk.length;
    }
    if (contentStamp(file) !== stamp)
      throw new DamagedPartitionError(entry, partition, "the file changed while it was sent");
    if (held !== undefined) yield held;
  }
  if (at < end) throw new RangeError(`The partitions of ${entry.file} end at byte ${at}, not ${end}`);
}
