// The first step of a load: a file as read, into a table of text. Rows that are no CSV, have too few or too many fields or a value
// that does not fit its column are noted as rejected, with their text.

import type Database from "better-sqlite3";
import { type DatasetName, datasetSchemas, headerLine } from "../datasets.ts";
import { keptForever } from "../storage/sqlite.ts";
import { fieldChecks } from "./field-checks.ts";
import type { SourceRow } from "./row-text.ts";
import type { Source } from "./source-directory.ts";
import { sourceHeaderDiffers, sourceTruncated } from "./source-faults.ts";
import { SourceReader } from "./source-reader.ts";

/** Rows a statement: fewer cost a call each, more make statements that take longer to bind. */
const rowsTogether = 16;

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

export class Staging {
  /** Rows read so far, without the header. */
  rows = 0;
  rejected = 0;
  readonly #source: Source;
  readonly #reader: SourceReader;
  readonly #columns: readonly string[];
  readonly #checks: ReturnType<typeof fieldChecks>;
  readonly #insertMany: Database.Statement<[Values]>;
  readonly #insertOne: Database.Statement<[Values]>;
  readonly #insertRejected: Database.Statement<Values>;
  /** The values of rows that wait to be inserted together. */
  readonly #values: Values;
  #filled = 0;
  #hasHeader = false;

  /** Makes the table. */
  constructor(database: Database.Database, source: Source) {
    const { dataset } = source;
    this.#source = source;
    this.#reader = new SourceReader(source);
    this.#columns = datasetSchemas[dataset].columns.map(({ name }) => name);
    this.#checks = fieldChecks(dataset);
    database.exec(createStagingTable(dataset));
    const width = this.#columns.length + 1;
    const row = `(${Array(width).fill("?").join(", ")})`;
    const insert = `INSERT INTO ${stagingTable(dataset)} VALUES`;
    this.#insertMany = keptForever(database.prepare<[Values]>(`${insert} ${Array(rowsTogether).fill(row).join(", ")}`));
    this.#insertOne = keptForever(database.prepare<[Values]>(`${insert} ${row}`));
    this.#insertRejected = keptForever(database.prepare(insertRejected));
    this.#values = Array<string | number>(width * rowsTogether).fill("");
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
    this.#flush();
    const { file, expectedRows } = this.#source;
    if (expectedRows !== undefined && this.rows < expectedRows) {
      throw sourceTruncated(file, `it has ${this.rows} rows, and its manifest says ${expectedRows}`);
    }
    return false;
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
    this.#values[this.#filled++] = row.line;
    for (let index = 0; index < width; index++) {
      const text = fields[index] as string;
      this.#values[this.#filled++] = text;
      if ((this.#checks[index] as (text: string) => string | undefined)(text) !== undefined) isSound = false;
    }
    if (!isSound) this.#reject(row, this.#faultsOf(fields));
    if (this.#filled === this.#values.length) {
      this.#insertMany.run(this.#values);
      this.#filled = 0;
    }
  };

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

  #flush(): void {
    const width = this.#columns.length + 1;
    for (let start = 0; start < this.#filled; start += width) {
      this.#insertOne.run(this.#values.slice(start, start + width));
    }
    this.#filled = 0;
  }
}
