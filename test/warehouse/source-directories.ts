// Directories of CSV files for loads: a world of the real generators, written as it is or after a test has broken a file, and what a
// warehouse made of them holds.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { type DatasetName, datasetNames, fileName, headerLine } from "../../src/datasets.ts";
import { modelVersion } from "../../src/rules/model-version.ts";
import { worldIdOf } from "../../src/spec/identity.ts";
import type { Spec } from "../../src/spec/spec.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { linesOf, testWorld } from "../worlds.ts";

const world = testWorld({ customers: 60, content: 20, seed: "warehouse" });
/** The rows of a small world, by dataset, without headers. */
export const worldLines: Readonly<Record<DatasetName, readonly string[]>> = {
  customers: linesOf(world, "customers"),
  plans: linesOf(world, "plans"),
  content: linesOf(world, "content"),
  subscriptions: linesOf(world, "subscriptions"),
  usage_logs: linesOf(world, "usage_logs"),
};

export type Contents = Partial<Record<DatasetName, string | Uint8Array | null>>;

/** A file's text: the header and the lines. */
export function fileText(dataset: DatasetName, lines: readonly string[] = worldLines[dataset]): string {
  return [headerLine(dataset), ...lines, ""].join("\n");
}

/** Writes the world's files into a new directory, other `contents` instead where given, and no file for null. */
export function sourceDirectory(contents: Contents = {}): string {
  const directory = path.join(temporaryDirectory(), "files");
  mkdirSync(directory);
  for (const dataset of datasetNames) {
    const content = contents[dataset] === undefined ? fileText(dataset) : contents[dataset];
    if (content !== null) writeFileSync(path.join(directory, fileName(dataset)), content);
  }
  return directory;
}

const spec: Spec = {
  seed: "warehouse",
  asOf: "2026-01-01",
  anchor: "2026-01-01",
  customers: 60,
  content: 20,
  datasets: datasetNames,
  behaviour: {},
};

/** Puts a manifest beside the files as they are, with the numbers of rows of the whole world or others. */
export function writeManifestBeside(directory: string, rows: Partial<Record<DatasetName, number>> = {}): void {
  const time = "2026-01-01T09:00:00.000Z";
  const job = "0123456789abcdef0123456789abcdef";
  const datasets = datasetNames.map((name) => ({
    ...{ name, file: fileName(name), rows: rows[name] ?? worldLines[name].length, bytes: 1 },
    ...{ sha256: sha256Of(path.join(directory, fileName(name))), digest: "", generatedAt: time, job, partitions: [] },
  }));
  const manifest = {
    ...{ format: 1, run: `${job}-1`, job, modelVersion, nodeVersion: process.version, spec },
    ...{ world: worldIdOf(spec), startedAt: time, finishedAt: time, datasets },
  };
  writeFileSync(path.join(directory, "manifest.json"), JSON.stringify(manifest));
}

function sha256Of(file: string): string {
  return existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : "";
}

export type Row = Readonly<Record<string, string | number | null>>;

/** The rows that a query gives, read by a connection of its own. */
export function rowsIn(file: string, sql: string): Row[] {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return database.prepare<[], Row>(sql).all();
  } finally {
    database.close();
  }
}

export interface Rejected {
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
}

export function rejectedIn(file: string, dataset: DatasetName): Rejected[] {
  const rows = rowsIn(file, `SELECT line, raw, reason FROM rejected WHERE dataset = '${dataset}' ORDER BY line`);
  return rows.map(({ line, raw, reason }) => ({ line: Number(line), raw: String(raw), reason: String(reason) }));
}

/** Whatever SQLite itself finds wrong: pages, constraints, references. */
export function faultsIn(file: string): Row[] {
  const integrity = rowsIn(file, "PRAGMA integrity_check").filter((row) => row["integrity_check"] !== "ok");
  return [...integrity, ...rowsIn(file, "PRAGMA foreign_key_check")];
}
