// SHA-256 of bytes on a thread of its own, while the thread that reads them goes on: hashing between the rows made staging 9 % slower,
// this 1 %. Bytes are handed over in shared memory, in a ring of slots, so that neither side needs its event loop.
// The thread stands here as text: one of a process that runs from TypeScript could not begin in a file of it.

import { Worker } from "node:worker_threads";

/** A slot takes what the reader reads at once. */
const slotBytes = 1 << 18;
const slots = 16;
const digestBytes = 32;
/** What a slot holds, if not bytes: nothing, or the wish for the digest. */
const [free, wished] = [0, -1] as const;
/** A thread that takes longer over a slot is dead. */
const mostMilliseconds = 60_000;

const source = `
const { createHash } = require("node:crypto");
const { states, ring, digest } = require("node:worker_threads").workerData;
let hash = createHash("sha256");
for (let slot = 0; ; slot = (slot + 1) % states.length) {
  Atomics.wait(states, slot, ${free});
  const held = Atomics.load(states, slot);
  if (held === ${wished}) {
    digest.set(hash.digest());
    hash = createHash("sha256");
  } else {
    hash.update(ring.subarray(slot * ${slotBytes}, slot * ${slotBytes} + held));
  }
  Atomics.store(states, slot, ${free});
  Atomics.notify(states, slot);
}
`;

export class DigestThread {
  readonly #states = new Int32Array(new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT));
  readonly #ring = new Uint8Array(new SharedArrayBuffer(slots * slotBytes));
  readonly #digest = new Uint8Array(new SharedArrayBuffer(digestBytes));
  readonly #thread: Worker;
  #slot = 0;

  constructor() {
    const workerData = { states: this.#states, ring: this.#ring, digest: this.#digest };
    this.#thread = new Worker(source, { eval: true, workerData, execArgv: [] });
    this.#thread.unref();
  }

  /** Takes a copy of the next bytes; waits only where the thread is a whole ring behind. */
  take(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += slotBytes) {
      const part = bytes.subarray(start, start + slotBytes);
      this.#awaitFree(this.#slot);
      this.#ring.set(part, this.#slot * slotBytes);
      this.#hand(part.length);
    }
  }

  /** The digest, in hex, of all bytes taken since the last one; waits until the thread has come so far. */
  digest(): string {
    const slot = this.#slot;
    this.#awaitFree(slot);
    this.#hand(wished);
    this.#awaitFree(slot);
    return Buffer.from(this.#digest).toString("hex");
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #hand(held: number): void {
    Atomics.store(this.#states, this.#slot, held);
    Atomics.notify(this.#states, this.#slot);
    this.#slot = (this.#slot + 1) % slots;
  }

  #awaitFree(slot: number): void {
    const held = Atomics.load(this.#states, slot);
    if (held === free) return;
    if (Atomics.wait(this.#states, slot, held, mostMilliseconds) === "timed-out") {
      throw new Error(`The thread that hashes has not answered for ${mostMilliseconds / 1000} s`);
    }
  }
}
