// Files of worlds in a temporary directory, and the verdicts of their scan against a world that declares them.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Check, judge } from "../../src/checks/index.ts";
import { type DatasetName, datasetNames, fileName, headerLine } from "../../src/datasets.ts";
import type { ObservedDatasets } from "../../src/reports/governance.ts";
import { allocateLookups, scanOrder, scanPartition } from "../../src/reports/scan.ts";
import type { World } from "../../src/rules/world.ts";
import { bytesOf } from "../worlds.ts";

export interface FileOnDisk {
  readonly path: string;
  readonly rows: number;
}

export type FilesOnDisk = Readonly<Record<DatasetName, FileOnDisk>>;

const lineFeed = 10;

/** Writes a dataset's rows behind its header. */
export function writeRows(directory: string, dataset: DatasetName, rows: Buffer): FileOnDisk {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, fileName(dataset));
  writeFileSync(file, Buffer.concat([Buffer.from(`${headerLine(dataset)}\n`), rows]));
  return { path: file, rows: lineFeedsOf(rows) };
}

function lineFeedsOf(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count++;
  return count;
}

/** Generates and writes the five files of a world. */
export function writeWorld(directory: string, world: World): FilesOnDisk {
  const files = datasetNames.map((name) => [name, writeRows(directory, name, bytesOf(world, name))]);
  return Object.fromEntries(files) as FilesOnDisk;
}

/** The verdicts on the files against what `declared` says of them. */
export function judgeFiles(files: FilesOnDisk, declared: World): Check[] {
  const { customers, content, subscriptions } = files;
  const lookups = allocateLookups({
    customers: customers.rows,
    content: content.rows,
    subscriptions: subscriptions.rows,
  });
  const observed = scanOrder.flat().map((dataset) => {
    const file = files[dataset].path;
    const range = { path: file, start: 0, end: statSync(file).size, skipHeader: true };
    return [dataset, scanPartition({ dataset, ...range, world: declared, lookups }).observations];
  });
  return judge(Object.fromEntries(observed) as ObservedDatasets, declared, (_, start, row) =>
    start === 0 ? 2 + row : null,
  );
}

/** Ids of the checks with a verdict. */
export function idsWith(verdict: Check["verdict"], checks: readonly Check[]): string[] {
  return checks.filter((check) => check.verdict === verdict).map(({ id }) => id);
}
