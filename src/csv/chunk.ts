// Bytes in flight: a fixed buffer that an encoder fills, and the sink that takes it when it is full.
// Holds no I/O: where the bytes go is the sink's affair.

export interface Chunk {
  readonly bytes: Uint8Array;
  /** The same memory, for multi-byte stores. */
  readonly view: DataView;
}

export interface ChunkSink {
  /** The chunk to fill first. */
  first(): Chunk;
  /** Takes the first `length` bytes of the chunk handed out last; returns the chunk to fill next. */
  take(length: number): Chunk;
}

export const chunkBytes = 1 << 20;

/** Encoders call `take` once fewer than this many bytes are left, and never write a row longer than it. */
export const rowReserveBytes = 8192;

export function newChunk(bytes = chunkBytes): Chunk {
  const memory = new ArrayBuffer(bytes);
  return { bytes: new Uint8Array(memory), view: new DataView(memory) };
}

/** Collects everything in memory: for tests and small exports. */
export class MemorySink implements ChunkSink {
  readonly #parts: Uint8Array[] = [];
  readonly #chunk = newChunk();

  first(): Chunk {
    return this.#chunk;
  }

  take(length: number): Chunk {
    this.#parts.push(this.#chunk.bytes.slice(0, length));
    return this.#chunk;
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
