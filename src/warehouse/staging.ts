// The first step of a load: a file as read, into a table of text. Rows that are no CSV, have too few or too many fields or a value
// that does not fit its column are noted as rejected, with their text.

import type Database from "better-sqlite3";
import { type DatasetName, datasetSchemas, headerLine } from "../datasets.ts";
import type { ManifestAgreement } from "../storage/manifest.ts";
import { keptForever } from "../storage/sqlite.ts";
import { quoted } from "./dialect.ts";
import type { DigestThread } from "./digest-thread.ts";
import { fieldChecks } from "./field-checks.ts";
import type { SourceRow } from "./row-text.ts";
import type { Source } from "./source-directory.ts";
import { sourceHeaderDiffers, sourceTruncated } from "./source-faults.ts";
import { SourceReader } from "./source-reader.ts";
import { TableFile } from "./table-file.ts";
import type { RowsFile } from "./warehouse-file.ts";

export function stagingTable(dataset: DatasetName): string {
  return `staging_${dataset}`;
}

/** `line` is the physical line on which the row begins. */
export function createStagingTable(dataset: DatasetName): string {
  const columns = datasetSchemas[dataset].columns.map(({ name }) => `${name} TEXT NOT NULL`);
  return `CREATE TABLE ${stagingTable(dataset)} (line INTEGER PRIMARY KEY, ${columns.join(", ")}) STRICT`;
}

/** Rejected rows of all files; `line` as in the staging tables, `raw` as in the file. */
export const createRejectedTable = `CREATE TABLE rejected (
  dataset TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, raw TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (dataset, line)
) STRICT`;

export const insertRejected = "INSERT INTO rejected (dataset, file, line, raw, reason) VALUES (?, ?, ?, ?, ?)";

type Values = (string | number)[];

/** Of the file that hands rows over to SQLite. */
const handedOver = "handed_over";

/** What one file after the other is staged with. */
export interface StagingParts {
  readonly rowsFile: RowsFile;
  /** Undefined where no manifest names a file. */
  readonly digests: DigestThread | undefined;
}

export class Staging {
  /** Rows read so far, without the header. */
  rows = 0;
  rejected = 0;
  readonly #source: Source;
  readonly #reader: SourceReader;
  /** Has the bytes read so far, where there is a digest to hold against theirs. */
  readonly #digests: DigestThread | undefined;
  readonly #columns: readonly string[];
  readonly #checks: ReturnType<typeof fieldChecks>;
  readonly #database: Database.Database;
  readonly #rows: TableFile;
  readonly #rowsFile: RowsFile;
  readonly #insertOne: Database.Statement<Values>;
  readonly #insertRejected: Database.Statement<Values>;
  #hasHeader = false;

  /** Makes the table. The database is within a transaction, and from time to time in the next one. */
  constructor(database: Database.Database, source: Source, { rowsFile, digests }: StagingParts) {
    const { dataset } = source;
    this.#database = database;
    this.#source = source;
    this.#digests = source.entry === undefined ? undefined : digests;
    this.#reader = new SourceReader(source, (bytes) => this.#digests?.take(bytes));
    this.#columns = datasetSchemas[dataset].columns.map(({ name }) => name);
    this.#checks = fieldChecks(dataset);
    this.#rowsFile = rowsFile;
    this.#rows = new TableFile(rowsFile.descriptor, stagingTable(dataset), createStagingTable(dataset));
    database.exec(createStagingTable(dataset));
    const places = ["?", ...this.#columns.map(() => "?")].join(", ");
    this.#insertOne = keptForever(database.prepare(`INSERT INTO ${stagingTable(dataset)} VALUES (${places})`));
    this.#insertRejected = keptForever(database.prepare(insertRejected));
  }

  get bytesRead(): number {
    return this.#reader.bytesRead;
  }

  /**
   * Reads and inserts a chunk; false once the whole file is in. Throws CodedError source-truncated, source-not-utf8,
   * source-header-differs, source-row-too-long.
   */
  step(): boolean {
    if (this.#reader.read(this.#take)) return true;
    this.#handOver();
    const { file, entry } = this.#source;
    if (entry !== undefined && this.rows < entry.rows) {
      throw sourceTruncated(file, `it has ${this.rows} rows, and its manifest says ${entry.rows}`);
    }
    return false;
  }

  /** Whether the file is the one that its manifest names; asked once, after all of it has been read. */
  agreement(): ManifestAgreement {
    if (this.#digests === undefined) return "absent";
    return this.#digests.digest() === this.#source.entry?.sha256 ? "match" : "differs";
  }

  readonly #take = (row: SourceRow): void => {
    if (!this.#hasHeader) {
      this.#takeHeader(row);
      return;
    }
    this.rows++;
    const width = this.#columns.length;
    if (row.fault !== undefined || row.fieldCount !== width) {
      this.#reject(row, row.fault ?? `the row has ${row.fieldCount} fields instead of ${width}`);
      return;
    }
    const { fields } = row;
    let isSound = true;
    for (let index = 0; index < width; index++) {
      const text = fields[index] as string;
      if ((this.#checks[index] as (text: string) => string | undefined)(text) !== undefined) isSound = false;
    }
    this.#insert(row.line, fields);
    if (!isSound) this.#reject(row, this.#faultsOf(fields));
  };

  #insert(line: number, fields: readonly string[]): void {
    const width = this.#columns.length;
    if (this.#rows.add(line, fields, width)) return;
    this.#handOver();
    // What does not even fit then is longer than the file's pages.
    if (!this.#rows.add(line, fields, width)) this.#insertOne.run(line, ...fields.slice(0, width));
  }

  #takeHeader({ fields, fieldCount, fault, raw }: SourceRow): void {
    const header = fields.slice(0, fieldCount);
    const expected = headerLine(this.#source.dataset);
    if (fault !== undefined || header.join(",") !== expected || fieldCount !== this.#columns.length) {
      throw sourceHeaderDiffers(this.#source.file, raw(), expected);
    }
    this.#hasHeader = true;
  }

  #faultsOf(fields: readonly string[]): string {
    const faults = this.#columns.flatMap((column, index) => {
      const fault = this.#checks[index]?.(fields[index] ?? "");
      return fault === undefined ? [] : [`${column} ${fault}`];
    });
    return faults.join("; ");
  }

  #reject(row: SourceRow, reason: string): void {
    const { dataset, file } = this.#source;
    this.#insertRejected.run(dataset, file, row.line, row.raw(), reason);
    this.rejected++;
  }

  /** SQLite lets go of another file only between transactions. */
  #handOver(): void {
    if (this.#rows.isEmpty) return;
    this.#rows.write();
    const table = stagingTable(this.#source.dataset);
    this.#database.exec(
      `ATTACH ${quoted(this.#rowsFile.name)} AS ${handedOver};
       INSERT INTO main.${table} SELECT * FROM ${handedOver}.${table};
       COMMIT;
       DETACH ${handedOver};
       BEGIN`,
    );
  }
}
