// Bytes of partitions that were read lately and are whole, kept for the next who asks: many download the same files, and every
// read of a chunk is a call to another thread, which costs the event loop more than copying the chunk does.

export class PartitionMemory {
  readonly #mostBytes: number;
  /** The one asked for last stands last. */
  readonly #held = new Map<string, Buffer>();
  #bytes = 0;

  /** It holds no more than `mostBytes` in all. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(key: string): Buffer | undefined {
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    this.#held.delete(key);
    this.#held.set(key, held);
    return held;
  }

  put(key: string, bytes: Buffer): void {
    this.#drop(key);
    this.#held.set(key, bytes);
    this.#bytes += bytes.length;
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#held.get(key)?.length ?? 0;
    this.#held.delete(key);
  }
}
