// A read-only connection to the warehouse file, opened anew when another file has taken its place. For a process of its own.

import type Database from "better-sqlite3";
import { CodedError } from "../../errors.ts";
import { keptForever, openDatabase } from "../../storage/sqlite.ts";
import type { AnsweringWarehouse } from "./messages.ts";
import { warehouseVersion } from "./warehouse-version.ts";

export class WarehouseConnection {
  readonly #file: string;
  #database: Database.Database | undefined;
  #facts: AnsweringWarehouse | undefined;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(file: string) {
    this.#file = file;
  }

  /** What the file that lies there says of itself. Throws CodedError not-ingested. */
  refreshed(): AnsweringWarehouse {
    const version = warehouseVersion(this.#file);
    if (version === undefined) throw new CodedError("not-ingested", "There is no warehouse yet.");
    if (this.#facts?.version !== version) this.#facts = this.#reopened(version);
    return this.#facts;
  }

  /** Prepares a statement once and keeps it. Throws SqliteError and RangeError. */
  prepared(sql: string): Database.Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const database = this.#open();
    const statement = keptForever(database.prepare(sql));
    this.#prepared.set(sql, statement);
    return statement;
  }

  #open(): Database.Database {
    if (this.#database === undefined) throw new TypeError("The warehouse is opened by refreshed().");
    return this.#database;
  }

  #reopened(version: string): AnsweringWarehouse {
    this.#database?.close();
    this.#prepared.clear();
    this.#database = openDatabase(this.#file, { readonly: true, fileMustExist: true });
    // Sorting goes on in memory, which is watched, rather than in temporary files, which are not.
    this.#database.exec("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;");
    const rows = this.prepared("SELECT key, value FROM warehouse").all() as { key: string; value: string | null }[];
    const known = new Map(rows.map(({ key, value }) => [key, value]));
    return {
      run: known.get("run") ?? null,
      job: known.get("job") ?? null,
      asOf: known.get("as_of") ?? "",
      loadedAt: known.get("loaded_at") ?? "",
      version,
    };
  }
}
