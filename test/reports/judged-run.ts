// A complete run of a small world in a directory of the test's: its files, with a manifest, and nothing else.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type DatasetName, fileName, headerLine } from "../../src/datasets.ts";
import { partitionsOf } from "../../src/generators/index.ts";
import { modelVersion } from "../../src/rules/model-version.ts";
import { jobIdOf, worldIdOf, worldOf } from "../../src/spec/identity.ts";
import type { GenerateRequest } from "../../src/spec/request.ts";
import type { DatasetEntry, Manifest } from "../../src/storage/manifest.ts";
import { specOf } from "../jobs/specs.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { bytesOf } from "../worlds.ts";

export interface WrittenRun {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Changes the lines of a file, the header at index 0; the last line ends with a line feed. */
  edit(dataset: DatasetName, change: (lines: string[]) => string[]): void;
  fileOf(dataset: DatasetName): string;
}

/** Writes the run that `generatedAs` gives, under the manifest of a run of `request`: by default the same. */
export function writtenRun(request: GenerateRequest = {}, generatedAs: GenerateRequest = request): WrittenRun {
  const directory = temporaryDirectory();
  const spec = specOf(request);
  const world = worldOf(specOf(generatedAs));
  const fileOf = (dataset: DatasetName): string => path.join(directory, fileName(dataset));
  const datasets = spec.datasets.map((name): DatasetEntry => {
    const bytes = Buffer.concat([Buffer.from(`${headerLine(name)}\n`), bytesOf(world, name)]);
    writeFileSync(fileOf(name), bytes);
    const rows = bytes.toString("utf8").split("\n").length - 2;
    const unread = { sha256: "", digest: "", generatedAt: "2026-01-01T00:00:00.000Z", job: jobIdOf(spec) };
    const partition = {
      partition: partitionsOf(world, name)[0]!.name,
      offset: 0,
      bytes: bytes.length,
      rows,
      sha256: "",
    };
    return { name, file: fileName(name), rows, bytes: bytes.length, ...unread, partitions: [partition] };
  });
  const manifest: Manifest = {
    format: 1,
    run: path.basename(directory),
    job: jobIdOf(spec),
    modelVersion,
    nodeVersion: process.version,
    spec,
    world: worldIdOf(spec),
    startedAt: "2026-01-01T00:00:00.000Z",
    finishedAt: "2026-01-01T00:00:00.000Z",
    datasets,
  };
  writeFileSync(path.join(directory, "manifest.json"), JSON.stringify(manifest));
  return {
    directory,
    manifest,
    fileOf,
    edit(dataset, change) {
      const lines = readFileSync(fileOf(dataset), "utf8").split("\n").slice(0, -1);
      writeFileSync(
        fileOf(dataset),
        change(lines)
          .map((line) => `${line}\n`)
          .join(""),
      );
    },
  };
}
