// Keeps the verdicts on every run in the job store's database, one row a run, also when the run is gone. It judges nothing.

import { existsSync } from "node:fs";
import path from "node:path";
import type Database from "better-sqlite3";
import type { GovernanceEntry } from "../checks/schemas.ts";
import type { DataDirectory } from "./data-directory.ts";
import { keptForever, openDatabase } from "./sqlite.ts";
import { withStorageErrors } from "./storage-error.ts";

export const governanceSchema = `
  CREATE TABLE IF NOT EXISTS governance (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL UNIQUE,
    job TEXT NOT NULL,
    as_of TEXT NOT NULL,
    model_version TEXT NOT NULL,
    judged_at TEXT NOT NULL,
    entry TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS governance_by_job ON governance (job, sequence);
  CREATE INDEX IF NOT EXISTS governance_by_date ON governance (as_of, sequence);
  CREATE INDEX IF NOT EXISTS governance_by_version ON governance (model_version, sequence);
`;

/** Which verdicts are asked for; what is left out is not asked about. */
export interface GovernanceFilter {
  readonly job?: string;
  /** `YYYY-MM-DD`. */
  readonly asOf?: string;
  readonly modelVersion?: string;
}

export interface GovernancePage {
  readonly entries: GovernanceEntry[];
  /** The sequence to pass as `before` for the next page; null at the end. */
  readonly next: number | null;
}

interface Row {
  readonly sequence: number;
  readonly entry: string;
}

type NewRow = Record<"run" | "job" | "asOf" | "modelVersion" | "judgedAt" | "entry", string>;
type PageQuery = GovernanceFilter & { readonly before: number; readonly limit: number };

const filterColumns: readonly [keyof GovernanceFilter, string][] = [
  ["job", "job"],
  ["asOf", "as_of"],
  ["modelVersion", "model_version"],
];

export class GovernanceStore {
  readonly #database: Database.Database;
  readonly #upsert: Database.Statement<[NewRow]>;
  /** By the filters they have: one statement for all would find no index to use. */
  readonly #pages = new Map<string, Database.Statement<[PageQuery], Row>>();

  /** On a database that has the tables of `governanceSchema`. */
  constructor(database: Database.Database) {
    this.#database = database;
    this.#upsert = keptForever(
      database.prepare(
        `INSERT INTO governance (run, job, as_of, model_version, judged_at, entry)
         VALUES (@run, @job, @asOf, @modelVersion, @judgedAt, @entry)
         ON CONFLICT (run) DO UPDATE SET judged_at = excluded.judged_at, entry = excluded.entry`,
      ),
    );
  }

  /** Keeps the verdicts on a run. Throws CodedError data-directory-unwritable, storage-failed. */
  keep(entry: GovernanceEntry): void {
    const { run, job, asOf, modelVersion, judgedAt } = entry;
    withStorageErrors("write the governance history", () => {
      this.#upsert.run({ run, job, asOf, modelVersion, judgedAt, entry: JSON.stringify(entry) });
    });
  }

  /** Newest first, those with a sequence below `before`. Throws CodedError storage-failed. */
  page({ limit, before, ...filter }: GovernanceFilter & { limit: number; before?: number }): GovernancePage {
    const query = { ...filter, before: before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 };
    const rows = withStorageErrors("read the governance history", () => this.#pageStatement(filter).all(query));
    const kept = rows.slice(0, limit);
    // Only `keep` writes rows, so that what is read has the shape of an entry.
    const entries = kept.map(({ entry }) => JSON.parse(entry) as GovernanceEntry);
    return { entries, next: rows.length > limit ? (kept.at(-1)?.sequence ?? null) : null };
  }

  #pageStatement(filter: GovernanceFilter): Database.Statement<[PageQuery], Row> {
    const given = filterColumns.filter(([name]) => filter[name] !== undefined);
    const conditions = ["sequence < @before", ...given.map(([name, column]) => `${column} = @${name}`)].join(" AND ");
    const known = this.#pages.get(conditions);
    if (known !== undefined) return known;
    const statement: Database.Statement<[PageQuery], Row> = keptForever(
      this.#database.prepare(
        `SELECT sequence, entry FROM governance WHERE ${conditions} ORDER BY sequence DESC LIMIT @limit`,
      ),
    );
    this.#pages.set(conditions, statement);
    return statement;
  }
}

/**
 * The verdicts kept in a data directory that another process may be using, newest first; none where there is no job store.
 * Throws CodedError storage-failed.
 */
export function keptVerdicts(directory: DataDirectory, query: GovernanceFilter & { limit: number }): GovernanceEntry[] {
  const file = path.join(directory.root, "jobs.sqlite");
  if (!existsSync(file)) return [];
  return withStorageErrors("read the governance history", () => {
    const database = openDatabase(file, { readonly: true });
    try {
      return new GovernanceStore(database).page(query).entries;
    } finally {
      database.close();
    }
  });
}
