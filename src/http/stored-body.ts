// The stored bytes of a dataset as an answer. Its chunks are of memory that is used again once the kernel has taken what stood
// in it: new memory for each would be a tenth of what a download costs, and collecting it holds up every other client.

import { Readable, type Writable } from "node:stream";
import { type ByteSpan, type VerifiedDataset, verifiedChunks } from "./verified-bytes.ts";

const chunkBytes = 128 * 1024;
/** Buffers that wait to be used again: 8 MiB. */
const mostSpare = 64;
const spare: Buffer[] = [];

function lend(bytes: number): Buffer {
  return (spare.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)).subarray(0, bytes);
}

function takeBack({ buffer }: Buffer): void {
  if (spare.length < mostSpare) spare.push(Buffer.from(buffer));
}

/** The span in chunks; closes the file. Fails with DamagedPartitionError, and with what the system throws. */
export function storedBody(dataset: VerifiedDataset, span: ByteSpan): Readable {
  const body = new LentChunks(verifiedChunks(dataset, span, chunkBytes, lend));
  body.once("close", () => void dataset.file.close());
  return body;
}

/** Who pipes it gets lent memory, a chunk at a time; who reads it in another way gets copies. */
class LentChunks extends Readable {
  readonly #chunks: AsyncGenerator<Buffer, void, void>;
  /** Ends the wait for the kernel, which may never call back once the connection is gone. */
  #giveUp = (): void => {};

  constructor(chunks: AsyncGenerator<Buffer, void, void>) {
    super({ highWaterMark: chunkBytes });
    this.#chunks = chunks;
  }

  override pipe<Destination extends NodeJS.WritableStream>(destination: Destination, { end = true } = {}): Destination {
    this.#sendTo(destination as unknown as Writable, end).catch((error: Error) => this.destroy(error));
    return destination;
  }

  override _read(): void {
    this.#chunks.next().then(
      ({ value }) => {
        if (value === undefined) return this.push(null);
        this.push(Buffer.from(value));
        return takeBack(value);
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#giveUp();
    // Whatever it still reads goes nowhere.
    this.#chunks.return().catch(() => {});
    done(error);
  }

  async #sendTo(destination: Writable, end: boolean): Promise<void> {
    for await (const chunk of this.#chunks) {
      const isTaken = await new Promise<boolean>((resolve) => {
        this.#giveUp = () => resolve(false);
        destination.write(chunk, (error) => resolve(error === null || error === undefined));
      });
      // Memory that a dead connection may still hold is not lent again.
      if (!isTaken) return;
      takeBack(chunk);
    }
    if (end) this.once("end", () => destination.end());
    this.push(null);
    this.resume();
  }
}
