// The job store: job records in SQLite, one row a job, so that a restart finds them, beside the verdicts on their runs. It
// decides nothing about jobs.

import path from "node:path";
import type Database from "better-sqlite3";
import type { DataDirectory } from "./data-directory.ts";
import { GovernanceStore, governanceSchema } from "./governance-store.ts";
import type { JobRecord, JobState } from "./job-record.ts";
import { RecentlyUsed } from "./recently-used.ts";
import { openSoundDatabase, type SetAside } from "./sound-database.ts";
import { keptForever } from "./sqlite.ts";
import { storageError, systemErrorCode, withStorageErrors } from "./storage-error.ts";
import { syncFile } from "./syncing.ts";
import { type PageQuery, type RecordWriter, UnwrittenRecords } from "./unwritten-records.ts";

const fileOfJobs = "jobs.sqlite";
/** NORMAL: a change is safe from the end of the process at once, from a power cut with the next `makeDurable` or checkpoint. */
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    state TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, sequence);
`;

/** SQLite finds no fault with a text whose letters have changed. */
const faults = `
  SELECT 1 FROM jobs WHERE NOT json_valid(record)
  UNION ALL SELECT 1 FROM governance WHERE NOT json_valid(entry)
  LIMIT 1
`;

interface Row {
  readonly record: string;
}

/** Records kept in memory beside the database, so that what clients ask for again and again is read once. */
const mostRemembered = 1000;
const mostPages = 100;

export interface JobPage {
  readonly records: JobRecord[];
  /** The sequence to pass as `before` for the next page; null at the end. */
  readonly next: number | null;
}

/** Told when records can be held in memory only, when all of them are written again, and when all that were there are lost. */
export interface JobStoreWatcher extends Omit<RecordWriter, "write"> {
  /** The database was damaged, and has been moved aside: the store is empty. */
  readonly onSetAside: (aside: SetAside) => void;
}

const silentWatcher: JobStoreWatcher = { onHeld: () => {}, onWritten: () => {}, onSetAside: () => {} };

export class JobStore {
  /** The verdicts on every run, in the same database. */
  readonly governance: GovernanceStore;
  readonly #database: Database.Database;
  readonly #log: string;
  readonly #select: Database.Statement<[string], Row>;
  readonly #upsert: Database.Statement<[{ id: string; sequence: number; state: string; record: string }]>;
  readonly #highest: Database.Statement<[], { highest: number }>;
  readonly #inState: Database.Statement<[string], Row>;
  readonly #page: Database.Statement<[PageQuery], { id: string }>;
  /** As written last: nobody else writes the database, and a record is replaced, never changed. */
  readonly #remembered = new RecentlyUsed<JobRecord>(mostRemembered);

  /** The ids of pages that were asked for since a record was written last. */
  readonly #pages = new Map<string, readonly string[]>();

  readonly #unwritten: UnwrittenRecords;

  /** `watcher` is told when records cannot be written. Throws CodedError data-directory-unwritable, disk-full, storage-failed. */
  constructor(directory: DataDirectory, watcher: JobStoreWatcher = silentWatcher) {
    this.#unwritten = new UnwrittenRecords({ write: (record) => this.#write(record), ...watcher });
    this.#log = path.join(directory.root, `${fileOfJobs}-wal`);
    const { database, aside } = withStorageErrors("open the job store", () =>
      openSoundDatabase(path.join(directory.root, fileOfJobs), { schema: schema + governanceSchema, faults }),
    );
    if (aside !== undefined) watcher.onSetAside(aside);
    this.#database = database;
    try {
      this.governance = new GovernanceStore(database);
      this.#select = keptForever(database.prepare("SELECT record FROM jobs WHERE id = ?"));
      this.#upsert = keptForever(
        database.prepare(
          `INSERT INTO jobs (id, sequence, state, record) VALUES (@id, @sequence, @state, @record)
           ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, state = excluded.state, record = excluded.record`,
        ),
      );
      this.#highest = keptForever(database.prepare("SELECT coalesce(max(sequence), 0) AS highest FROM jobs"));
      this.#inState = keptForever(database.prepare("SELECT record FROM jobs WHERE state = ? ORDER BY sequence"));
      this.#page = keptForever(
        database.prepare(
          `SELECT id FROM jobs WHERE sequence < @before AND (@state IS NULL OR state = @state)
           ORDER BY sequence DESC LIMIT @limit`,
        ),
      );
    } catch (error) {
      database.close();
      throw storageError(error, "open the job store");
    }
  }

  get(id: string): JobRecord | undefined {
    const held = this.#unwritten.get(id);
    if (held !== undefined) return held;
    const remembered = this.#remembered.get(id);
    if (remembered !== undefined) return remembered;
    const row = this.#select.get(id);
    if (row === undefined) return undefined;
    const record = recordOf(row);
    this.#remembered.set(id, record);
    return record;
  }

  /** Writes a record, new or known. Throws CodedError data-directory-unwritable, disk-full, storage-failed. */
  put(record: JobRecord): void {
    this.#write(record);
    this.#unwritten.forget(record.id);
  }

  /** As `put`, of a record that is known; where the disk does not take it, it is held in memory until it does. */
  keep(record: JobRecord): void {
    this.#unwritten.write(record);
  }

  #write(record: JobRecord): void {
    const { id, sequence, state } = record;
    withStorageErrors("write the job store", () => {
      this.#upsert.run({ id, sequence, state, record: JSON.stringify(record) });
    });
    this.#remembered.set(id, record);
    this.#pages.clear();
  }

  /** A sequence above every record's. */
  nextSequence(): number {
    return (this.#highest.get()?.highest ?? 0) + 1;
  }

  /** The records in a state, in the order in which they were queued. */
  inState(state: JobState): JobRecord[] {
    return this.#inState.all(state).map(recordOf);
  }

  /** Newest first, those with a sequence below `before`. */
  page({ limit, before, state }: { limit: number; before?: number; state?: JobState }): JobPage {
    const query = { before: before ?? Number.MAX_SAFE_INTEGER, state: state ?? null, limit: limit + 1 };
    const found = this.#unwritten.amend(
      this.#idsOf(query).flatMap((id) => this.get(id) ?? []),
      query,
    );
    const records = found.slice(0, limit);
    return { records, next: found.length > limit ? (records.at(-1)?.sequence ?? null) : null };
  }

  #idsOf(query: PageQuery): readonly string[] {
    const key = JSON.stringify(query);
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const ids = this.#page.all(query).map(({ id }) => id);
    if (this.#pages.size >= mostPages) this.#pages.clear();
    this.#pages.set(key, ids);
    return ids;
  }

  /**
   * Makes all changes so far safe from a power cut. SQLite would do so in each change, on the main thread; all of them are
   * in its log until it has made them durable itself, so that syncing the log is the same. Throws CodedError storage-failed.
   */
  async makeDurable(): Promise<void> {
    try {
      await syncFile(this.#log);
    } catch (error) {
      // File systems without shared memory have no log, and there SQLite syncs each change itself.
      if (systemErrorCode(error) !== "ENOENT") throw storageError(error, "write the job store");
    }
  }

  close(): void {
    this.#unwritten.flush();
    this.#unwritten.stop();
    this.#database.close();
  }
}

/** Only `put` writes rows, so that what is read has the shape of a record. */
function recordOf(row: Row): JobRecord {
  return JSON.parse(row.record) as JobRecord;
}
