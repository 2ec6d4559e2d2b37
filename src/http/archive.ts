// A run as a zip: its files, and before them what describes them, packed while they are sent. The same run gives the same bytes.

import { PassThrough, pipeline, type Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { PartitionVerifier } from "../storage/partition-verifier.ts";
import type { Run } from "../storage/run.ts";
import { openDataset } from "./dataset-file.ts";
import { type VerifiedDataset, verifiedBytes } from "./verified-bytes.ts";

/** Level 1 keeps up with the disk; mode and time are fixed, because they would make equal runs differ. */
const packing = { compressionLevel: 1, mode: 0o100644, mtime: new Date("2000-01-01T00:00:00Z") } as const;
const chunk = 64 * 1024;

/**
 * The zip of a run: the descriptions in their order, by file name, each as JSON; then the datasets. All files are opened before the first byte is sent, so that an eviction cuts nothing short; they are closed
 * at the end, or when the client is gone. It ends in the middle when a partition is damaged. Throws CodedError run-damaged, storage-failed.
 */
export async function runArchive(
  run: Run,
  descriptions: ReadonlyMap<string, object>,
  verifier: PartitionVerifier,
): Promise<Readable> {
  const files = await openAll(run, verifier);
  const zip = new ZipFile();
  const sources: Readable[] = [];
  for (const [name, content] of descriptions) {
    zip.addBuffer(Buffer.from(`${JSON.stringify(content, null, 2)}\n`), name, packing);
  }
  for (const dataset of files) {
    const { entry } = dataset;
    zip.addReadStreamLazy(entry.file, { ...packing, size: entry.bytes }, (begin) => {
      const source = verifiedBytes(dataset, { start: 0, end: entry.bytes }, chunk);
      sources.push(source);
      source.once("error", (error) => body.destroy(error));
      begin(null, source);
    });
  }
  const body = new PassThrough();
  zip.once("error", (error: Error) => body.destroy(error));
  pipeline(zip.outputStream, body, () => {
    for (const source of sources) source.destroy();
    void Promise.allSettled(files.map(({ file }) => file.close()));
  });
  zip.end();
  return body;
}

async function openAll(run: Run, verifier: PartitionVerifier): Promise<VerifiedDataset[]> {
  const files: VerifiedDataset[] = [];
  try {
    for (const entry of run.manifest.datasets) files.push({ file: await openDataset(run, entry), entry, verifier });
    return files;
  } catch (error) {
    await Promise.all(files.map(({ file }) => file.close()));
    throw error;
  }
}
