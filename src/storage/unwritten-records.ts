// Job records that the store would not take, kept in memory until it does: how a job stands is known also when the disk is
// full, or when the store fails for a reason that nobody has thought of. A process that ends before loses them; the next one finds the job as it stood when it was last written.

import type { JobRecord, JobState } from "./job-record.ts";

const retryMilliseconds = 1000;

export interface RecordWriter {
  /** Throws when the store does not take it. */
  readonly write: (record: JobRecord) => void;
  /** Records begin to be held back. */
  readonly onHeld: (error: unknown) => void;
  /** All that were held back are written. */
  readonly onWritten: () => void;
}

export class UnwrittenRecords {
  readonly #writer: RecordWriter;
  readonly #held = new Map<string, JobRecord>();
  #retry: NodeJS.Timeout | undefined;

  constructor(writer: RecordWriter) {
    this.#writer = writer;
  }

  get(id: string): JobRecord | undefined {
    return this.#held.get(id);
  }

  /** Writes a record, now or as soon as it can be. */
  write(record: JobRecord): void {
    if (this.#held.size > 0) {
      this.#held.set(record.id, record);
      this.flush();
      return;
    }
    try {
      this.#writer.write(record);
    } catch (error) {
      this.#held.set(record.id, record);
      this.#retry = setInterval(() => this.flush(), retryMilliseconds).unref();
      this.#writer.onHeld(error);
    }
  }

  /** A newer record of the job has been written. */
  forget(id: string): void {
    this.#held.delete(id);
  }

  /** Tries once more to write what is held back. */
  flush(): void {
    for (const [id, record] of this.#held) {
      try {
        this.#writer.write(record);
        this.#held.delete(id);
      } catch {
        // `onHeld` has told of the first one; the others are tried, since a record may be refused for what is in it alone.
      }
    }
    if (this.#held.size > 0) return;
    if (this.#retry === undefined) return;
    this.stop();
    this.#writer.onWritten();
  }

  /** No more attempts. */
  stop(): void {
    clearInterval(this.#retry);
    this.#retry = undefined;
  }

  /** The records of a page, newest first, as they stand, with those that belong there only as they stand. */
  amend(records: readonly JobRecord[], { before, state, limit }: PageQuery): readonly JobRecord[] {
    if (this.#held.size === 0) return records;
    const standing = [...this.#held.values()].filter(
      (held) => held.sequence < before && (state === null || held.state === state),
    );
    const others = records.filter(({ id }) => !this.#held.has(id));
    return [...others, ...standing].sort((a, b) => b.sequence - a.sequence).slice(0, limit);
  }
}

/** Records below a sequence, newest first; of one state, or of any. */
export interface PageQuery {
  readonly before: number;
  readonly state: JobState | null;
  readonly limit: number;
}
