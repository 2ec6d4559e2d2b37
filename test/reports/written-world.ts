// A world's files in a temporary directory, and their scan in the order that a job keeps.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type DatasetName, datasetNames, fileName, headerLine } from "../../src/datasets.ts";
import { type DatasetReport, datasetReport } from "../../src/reports/report.ts";
import {
  allocateLookups,
  type LookupCounts,
  mergePartials,
  type PartialReport,
  scanOrder,
  scanPartition,
} from "../../src/reports/scan.ts";
import { defaultBehaviour } from "../../src/rules/index.ts";
import type { World } from "../../src/rules/world.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { bytesOf } from "../worlds.ts";

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface WrittenFile {
  readonly path: string;
  readonly rows: number;
  /** The whole file as ranges of whole rows, in order. */
  readonly ranges: readonly Range[];
}

export type WrittenFiles = Partial<Record<DatasetName, WrittenFile>>;

/** What a partition never cuts: a customer's subscriptions, a day's sessions. */
function unitOf(dataset: DatasetName, line: string): string {
  if (dataset === "subscriptions") return line.slice(0, "S000000001".length);
  return dataset === "usage_logs" ? line.slice(0, "U20260101".length) : line;
}

/** Writes files given as lines without a header; lines hold no line feed. Ranges are of `rowsARange` rows or a few more. */
export function writtenLines(
  files: Partial<Record<DatasetName, readonly string[]>>,
  rowsARange = 1_000_000,
): WrittenFiles {
  const directory = temporaryDirectory();
  const written: WrittenFiles = {};
  for (const [name, lines] of Object.entries(files) as [DatasetName, readonly string[]][]) {
    const file = path.join(directory, fileName(name));
    const all = [headerLine(name), ...lines].map((line) => `${line}\n`);
    writeFileSync(file, all.join(""));
    const ranges: Range[] = [];
    let [start, end, rows] = [0, 0, 0];
    for (const [index, line] of all.entries()) {
      if (rows >= rowsARange && unitOf(name, line) !== unitOf(name, all[index - 1]!)) {
        ranges.push({ start, end });
        [start, rows] = [end, 0];
      }
      end += Buffer.byteLength(line);
      rows++;
    }
    ranges.push({ start, end });
    written[name] = { path: file, rows: lines.length, ranges };
  }
  return written;
}

/** The five files of a world. */
export function writtenWorld(world: World, rowsARange?: number): WrittenFiles {
  const lines = datasetNames.map((name) => [name, bytesOf(world, name).toString("utf8").split("\n").slice(0, -1)]);
  return writtenLines(Object.fromEntries(lines), rowsARange);
}

export interface ScanOptions {
  /** Order in which a file's ranges are scanned; default: as they lie. */
  readonly order?: (ranges: readonly number[]) => number[];
  readonly counts?: Partial<LookupCounts>;
}

/** The merged partial reports of all files, scanned group by group. */
export function scannedFiles(files: WrittenFiles, asOfDay: number, options: ScanOptions = {}) {
  const { customers, content, subscriptions } = files;
  const counts = {
    customers: customers?.rows ?? 0,
    content: content?.rows ?? 0,
    subscriptions: subscriptions?.rows ?? 0,
    ...options.counts,
  };
  const lookups = allocateLookups(counts);
  const world = { seed: "1", anchorDay: asOfDay, asOfDay, ...counts, behaviour: defaultBehaviour };
  const found: Partial<Record<DatasetName, PartialReport>> = {};
  for (const dataset of scanOrder.flat()) {
    const file = files[dataset];
    if (file === undefined) continue;
    const indices = file.ranges.map((_, index) => index);
    const partials = (options.order?.(indices) ?? indices).map((index) => {
      const range = file.ranges[index]!;
      const scan = { dataset, path: file.path, ...range, skipHeader: index === 0, world, lookups };
      // As it comes back from a worker.
      return structuredClone(scanPartition(scan));
    });
    found[dataset] = mergePartials(dataset, partials);
  }
  return found;
}

/** The reports of all files. */
export function reportsOf(files: WrittenFiles, asOfDay: number, options: ScanOptions = {}) {
  const reports: Partial<Record<DatasetName, DatasetReport>> = {};
  for (const [dataset, partial] of Object.entries(scannedFiles(files, asOfDay, options)) as [
    DatasetName,
    PartialReport,
  ][]) {
    reports[dataset] = datasetReport(dataset, partial, { asOfDay });
  }
  return reports;
}
