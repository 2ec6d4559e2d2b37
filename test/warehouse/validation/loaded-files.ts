// Files of a world, clean or broken, loaded into a warehouse by the real loader, and the results of the validation tests on it.

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { datasetNames, fileName } from "../../../src/datasets.ts";
import { canonicalOverrides } from "../../../src/rules/index.ts";
import { modelVersion } from "../../../src/rules/model-version.ts";
import { isoDate, type World } from "../../../src/rules/world.ts";
import { worldIdOf } from "../../../src/spec/identity.ts";
import type { Spec } from "../../../src/spec/spec.ts";
import { loadWarehouse } from "../../../src/warehouse/load.ts";
import type { Validation } from "../../../src/warehouse/validation/schemas.ts";
import { validateWarehouse } from "../../../src/warehouse/validation/validate.ts";
import type { FilesOnDisk } from "../../checks/judged-files.ts";

export interface LoadedFiles {
  /** The warehouse. */
  readonly file: string;
  readonly rejected: number;
  readonly validation: Validation;
}

const recordedAt = new Date("2026-01-01T09:00:00Z");

/** Loads the files into `directory`, which is emptied first; without `declared`, as files that came without a manifest. */
export async function loadFiles(
  directory: string,
  files: FilesOnDisk,
  declared: World | undefined,
): Promise<LoadedFiles> {
  const from = path.join(directory, "files");
  const target = path.join(directory, "warehouse.sqlite");
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(from, { recursive: true });
  for (const dataset of datasetNames) copyFileSync(files[dataset].path, path.join(from, fileName(dataset)));
  if (declared !== undefined) writeManifest(from, declared);
  let validation: Validation | undefined;
  const { datasets } = await loadWarehouse({
    from,
    target,
    validate: ({ database }) => {
      validation = validateWarehouse(database, recordedAt);
      return validation.counts;
    },
  });
  if (validation === undefined) throw new Error("The load ended without validation");
  const rejected = datasetNames.reduce((sum, dataset) => sum + datasets[dataset].rejected, 0);
  return { file: target, rejected, validation };
}

function writeManifest(directory: string, { seed, anchorDay, asOfDay, customers, content, behaviour }: World): void {
  const spec: Spec = {
    ...{ seed, asOf: isoDate(asOfDay), anchor: isoDate(anchorDay), customers, content, datasets: datasetNames },
    behaviour: canonicalOverrides(behaviour),
  };
  const time = recordedAt.toISOString();
  const job = "0123456789abcdef0123456789abcdef";
  const datasets = datasetNames.map((name) => ({
    // No rows at least: what is missing is for the tests to find.
    ...{
      name,
      file: fileName(name),
      rows: 0,
      bytes: 1,
      sha256: "",
      digest: "",
      generatedAt: time,
      job,
      partitions: [],
    },
  }));
  const manifest = {
    ...{ format: 1, run: `${job}-1`, job, modelVersion, nodeVersion: process.version, spec },
    ...{ world: worldIdOf(spec), startedAt: time, finishedAt: time, datasets },
  };
  writeFileSync(path.join(directory, "manifest.json"), JSON.stringify(manifest));
}

/** Ids of the tests with a verdict. */
export function testsWith(verdict: Validation["verdict"], { tests }: Validation): string[] {
  return tests.filter((test) => test.verdict === verdict).map(({ id }) => id);
}
