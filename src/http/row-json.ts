// Turns CSV rows into newline-delimited JSON with typed values, chunk by chunk. The work of one tick is one chunk.

import { Transform, type TransformCallback } from "node:stream";
import type { Column } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import { RowScanner } from "./row-window.ts";

/** Takes CSV rows without the header; gives one JSON object a line, keys in column order. */
export class RowsToJson extends Transform {
  readonly #scanner = new RowScanner();
  readonly #encode: (fields: readonly string[]) => string;
  #pending: Buffer[] = [];

  constructor(columns: readonly Column[]) {
    super();
    this.#encode = rowEncoder(columns);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const end = this.#scanner.lastRowEnd(chunk);
    if (end === 0) {
      this.#pending.push(chunk);
      done();
      return;
    }
    // Whole rows only, so that no character is cut in two.
    const text = Buffer.concat([...this.#pending, chunk.subarray(0, end)]).toString("utf8");
    this.#pending = end < chunk.length ? [chunk.subarray(end)] : [];
    try {
      done(null, this.#rowsAsJson(text));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    if (this.#pending.length === 0) done();
    else done(new CodedError("run-damaged", "The file ends in the middle of a row."));
  }

  #rowsAsJson(text: string): string {
    if (text.includes('"')) return quotedRows(text).map(this.#encode).join("");
    let json = "";
    for (let start = 0, end = text.indexOf("\n"); end >= 0; start = end + 1, end = text.indexOf("\n", start)) {
      json += this.#encode(text.slice(start, end).split(","));
    }
    return json;
  }
}

/** Rows of fields of a text that holds quotes; RFC 4180, every row ended by a line feed. */
export function quotedRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new CodedError("run-damaged", "A row of the file is not CSV.");
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/** The JSON line of a row: numbers as the file's own digits, an empty nullable field as null. */
function rowEncoder(columns: readonly Column[]): (fields: readonly string[]) => string {
  const keys = columns.map((column, index) => `${index === 0 ? "{" : ","}${JSON.stringify(column.name)}:`);
  const numeric = columns.map(({ type }) => type === "integer" || type === "number");
  const nullable = columns.map((column) => column.nullable === true);
  return (fields) => {
    if (fields.length !== columns.length) {
      throw new CodedError("run-damaged", `A row of the file has ${fields.length} fields, not ${columns.length}.`);
    }
    let json = "";
    for (let index = 0; index < fields.length; index++) {
      const value = fields[index] ?? "";
      if (value === "" && nullable[index] === true) json += `${keys[index]}null`;
      else json += keys[index] + (numeric[index] === true ? value : quoted(value));
    }
    return `${json}}\n`;
  };
}

/** What JSON escapes, and a few control characters more. */
const escaped = /["\\\p{Cc}]/u;

/** JSON.stringify is several times slower, and nearly no value needs it. */
function quoted(value: string): string {
  return escaped.test(value) ? JSON.stringify(value) : `"${value}"`;
}
