// Complete runs written by hand: real files, manifest and report in a directory of the test's.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type DatasetName, datasetNames, headerLine } from "../../src/datasets.ts";
import { CodedError } from "../../src/errors.ts";
import { datasetReport, type RunReport, runReport } from "../../src/reports/report.ts";
import { allocateLookups, mergePartials, scanOrder, scanPartition } from "../../src/reports/scan.ts";
import { judgeDirectory } from "../../src/reports/scan-files.ts";
import { modelVersion } from "../../src/rules/model-version.ts";
import { jobIdOf, worldIdOf, worldOf } from "../../src/spec/identity.ts";
import type { Spec } from "../../src/spec/spec.ts";
import type { DatasetEntry, Manifest, PartitionEntry } from "../../src/storage/manifest.ts";
import type { Run, RunCatalog } from "../../src/storage/run.ts";

export const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export const spec: Spec = {
  seed: "42",
  asOf: "2026-01-01",
  anchor: "2026-01-01",
  customers: 300,
  content: 10,
  datasets: datasetNames,
  behaviour: {},
};

/** Rows of a dataset, whole lines, cut into partitions of the given number of rows. */
export interface FileRows {
  readonly rows: readonly string[];
  readonly partitionRows: number;
}

export const samples: Readonly<Record<DatasetName, FileRows>> = {
  customers: {
    partitionRows: 70,
    rows: Array.from({ length: 300 }, (_, index) => {
      const key = String(index + 1).padStart(9, "0");
      return `C${key},Zoë,O'Hara,zoe.${index}@example.com,1980,CA,West,mobile,2025-06-01`;
    }),
  },
  plans: { partitionRows: 3, rows: ["P1,Basic,7.99,1,HD", "P2,Standard,13.99,2,FHD", "P3,Premium,19.99,4,UHD"] },
  content: {
    partitionRows: 2,
    rows: ['T0000001,"Rain, ""Again""",movie,drama,90.5,2020-01-01', 'T0000002,"Two\nLines",music,jazz,3.0,2019-02-03'],
  },
  subscriptions: {
    partitionRows: 1,
    rows: [
      "S000000001-1,C000000001,P1,2025-07-01,2025-09-29,ended,new",
      "S000000001-2,C000000001,P2,2025-11-01,,active,winback",
    ],
  },
  usage_logs: {
    partitionRows: 1,
    rows: ["U20251231-000000001-1,C000000001,S000000001-2,T0000001,2025-12-31T20:00:00Z,mobile,90.50,1.0000"],
  },
};

/** Writes a complete run; datasets left out of `files` are not in it. */
export function writeRun(directory: string, files: Partial<Record<DatasetName, FileRows>>, runSpec = spec): Run {
  mkdirSync(directory, { recursive: true });
  const job = jobIdOf(runSpec);
  const datasets = datasetNames.flatMap((name) => {
    const file = files[name];
    return file === undefined ? [] : [writeDataset(directory, name, file, job)];
  });
  const manifest: Manifest = {
    format: 1,
    run: path.basename(directory),
    job,
    modelVersion,
    nodeVersion: process.version,
    spec: runSpec,
    world: worldIdOf(runSpec),
    startedAt: "2026-01-01T09:00:00.000Z",
    finishedAt: "2026-01-01T09:00:05.000Z",
    datasets,
  };
  writeFileSync(path.join(directory, "report.json"), JSON.stringify(reportOf(directory, manifest)));
  writeFileSync(path.join(directory, "manifest.json"), JSON.stringify(manifest));
  const governance = judgeDirectory(directory, new Date(manifest.finishedAt));
  writeFileSync(path.join(directory, "governance.json"), JSON.stringify(governance));
  return { directory, manifest };
}

/** The report that a job would write: read from the files. */
function reportOf(directory: string, manifest: Manifest): RunReport {
  const world = worldOf(manifest.spec);
  const { asOfDay } = world;
  const rowsOf = (name: DatasetName): number => manifest.datasets.find((entry) => entry.name === name)?.rows ?? 0;
  const lookups = allocateLookups({
    customers: rowsOf("customers"),
    content: rowsOf("content"),
    subscriptions: rowsOf("subscriptions"),
  });
  const reports = scanOrder.flat().flatMap((dataset) => {
    const entry = manifest.datasets.find(({ name }) => name === dataset);
    if (entry === undefined) return [];
    const file = path.join(directory, entry.file);
    const partials = entry.partitions.map(({ offset: start, bytes }) =>
      scanPartition({ dataset, world, lookups, path: file, start, end: start + bytes, skipHeader: start === 0 }),
    );
    return [datasetReport(dataset, mergePartials(dataset, partials), { asOfDay })];
  });
  return runReport(manifest, reports);
}

function writeDataset(
  directory: string,
  name: DatasetName,
  { rows, partitionRows }: FileRows,
  job: string,
): DatasetEntry {
  const partitions: PartitionEntry[] = [];
  let text = "";
  for (let first = 0; first < rows.length; first += partitionRows) {
    const members = rows.slice(first, first + partitionRows);
    const part = `${first === 0 ? `${headerLine(name)}\n` : ""}${members.join("\n")}\n`;
    partitions.push({
      partition: `${first}`,
      offset: Buffer.byteLength(text),
      bytes: Buffer.byteLength(part),
      rows: members.length,
      sha256: sha256(part),
    });
    text += part;
  }
  writeFileSync(path.join(directory, `${name}.csv`), text);
  return {
    name,
    file: `${name}.csv`,
    rows: rows.length,
    bytes: Buffer.byteLength(text),
    sha256: sha256(text),
    digest: sha256(partitions.map((partition) => partition.sha256).join("")),
    generatedAt: "2026-01-01T09:00:04.567Z",
    job,
    partitions,
  };
}

/** Runs that a test publishes by hand. */
export class HandCatalog implements RunCatalog {
  current: Run | undefined;
  readonly byJob = new Map<string, Run | CodedError>();

  async published(): Promise<Run | undefined> {
    return this.current;
  }

  async ofJob(id: string): Promise<Run> {
    const found = this.byJob.get(id) ?? new CodedError("unknown-job", `There is no job ${id}.`);
    if (found instanceof CodedError) throw found;
    return found;
  }
}
