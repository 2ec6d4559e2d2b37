// What a job's record keeps of the files that the job wrote, from the manifest of its run.

import type { WrittenDataset } from "../storage/job-record.ts";
import type { DatasetEntry, Manifest } from "../storage/manifest.ts";

/** Those the job wrote itself; what it linked belongs to others. */
export function writtenDatasets({ spec, datasets }: Manifest): WrittenDataset[] {
  return datasets.filter(({ name }) => spec.datasets.includes(name)).map(withoutPartitions);
}

function withoutPartitions({ name, file, rows, bytes, sha256, digest }: DatasetEntry): WrittenDataset {
  return { name, file, rows, bytes, sha256, digest };
}
