// Loads files into a SQLite file, in the process that jobs load in, and says what has come in. The data directory's own warehouse is
// written under its lock; any other file is nobody else's.

import { realpathSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config.ts";
import { datasetNames, fileName } from "../datasets.ts";
import { ingestProgress } from "../jobs/ingest-work.ts";
import { createDirectories, type DataDirectory, dataDirectory, shortPath } from "../storage/data-directory.ts";
import { lockDataDirectory } from "../storage/lock.ts";
import { datasetsThatDiffer } from "../storage/manifest.ts";
import { keepTemporaryFilesIn } from "../storage/sqlite.ts";
import { withStorageErrors } from "../storage/storage-error.ts";
import type { LoadResult } from "../warehouse/load.ts";
import { LoadProcess, LoadStoppedError } from "../warehouse/load-process.ts";
import { recordValidation } from "../warehouse/validation/results.ts";
import type { Validation } from "../warehouse/validation/schemas.ts";
import { validationLine } from "../warehouse/validation/summary.ts";
import { alignedLines } from "./aligned-lines.ts";
import { exitCodes } from "./failures.ts";
import { runDirectory } from "./governance.ts";
import type { IngestCommand } from "./ingest-options.ts";
import { grouped, progressDisplay } from "./progress.ts";
import type { Surroundings } from "./surroundings.ts";

type Streams = Pick<Surroundings, "environment" | "stdout" | "stderr" | "interrupted">;

/** Loads what the command asks for; the exit code. Throws CodedError as `buildWarehouse` does, not-generated, data-directory-locked. */
export async function runIngest(command: IngestCommand, { dataDir }: Config, streams: Streams): Promise<number> {
  const directory = dataDirectory(dataDir);
  const target = command.db === undefined ? directory.warehouse : path.resolve(command.db);
  keepTemporaryFilesIn(path.dirname(target), streams.environment);
  if (!isWarehouseOf(directory, target)) return ingest(command, directory, target, streams);
  createDirectories(directory);
  const lock = lockDataDirectory(directory);
  // What a service answers to GET /validation are the results of the warehouse that lies there.
  const record = (validation: Validation): Promise<void> => recordValidation(directory.root, validation);
  try {
    return await ingest(command, directory, target, streams, record);
  } finally {
    lock.release();
  }
}

/** Also where the file is named in another way. */
function isWarehouseOf({ root, warehouse }: DataDirectory, target: string): boolean {
  if (path.basename(target) !== path.basename(warehouse)) return false;
  return target === warehouse || realPath(path.dirname(target)) === realPath(root);
}

/** What lies among the data directory's runs was written by us, whichever way it is named. */
function isRunOf({ runs }: DataDirectory, files: string): boolean {
  return path.dirname(realPath(path.resolve(files))) === realPath(runs);
}

function realPath(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    // What is not there yet has no other name.
    return directory;
  }
}

async function ingest(
  { from, asOf, json }: IngestCommand,
  directory: DataDirectory,
  target: string,
  { stdout, stderr, interrupted }: Streams,
  record: (validation: Validation) => Promise<void> = async () => {},
): Promise<number> {
  const { root } = directory;
  const files = from ?? withStorageErrors(`read ${root}`, () => runDirectory(root, undefined));
  const display = progressDisplay(stderr);
  const began = performance.now();
  const load = new LoadProcess({
    target,
    from: files,
    source: from ?? shortPath(files),
    isForeign: !isRunOf(directory, files),
    ...(asOf === undefined ? {} : { asOf }),
    onProgress: (latest) => display.show({ progress: ingestProgress(latest, (performance.now() - began) / 1000) }),
  });
  const stop = (): void => load.stop();
  interrupted.addEventListener("abort", stop, { once: true });
  try {
    if (interrupted.aborted) stop();
    const result = await load.build();
    withStorageErrors(`write ${target}`, () => load.put());
    const { validation } = load;
    if (validation !== undefined) await record(validation);
    display.end();
    const tested = validation === undefined ? "" : `${validationLine(validation)}\n`;
    stderr.write(warnings(result, files));
    stdout.write(json ? `${JSON.stringify(reported(result, target))}\n` : summary(result, target) + tested);
    return exitCodes.done;
  } catch (error) {
    display.end();
    load.discard();
    if (!(error instanceof LoadStoppedError)) throw error;
    stderr.write("Canceled; what was loaded before stays.\n");
    return exitCodes.interrupted;
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
}

/** What of the files is not as it should be, although all that fits has been loaded; a line each. */
function warnings({ datasets, ignoredManifest }: LoadResult, from: string): string {
  const changed = datasetsThatDiffer((name) => datasets[name].manifest).map(fileName);
  return [
    ...(ignoredManifest === undefined
      ? []
      : [`The manifest.json in ${shortPath(from)} is ignored: ${ignoredManifest}.`]),
    ...(changed.length === 0 ? [] : [`Not what the manifest beside it says (SHA-256): ${changed.join(", ")}.`]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function reported({ facts, ...result }: LoadResult, target: string): object {
  return { path: shortPath(target), asOf: facts.as_of, ...result };
}

/** One line a dataset: name, rows loaded, rows rejected, whether it is what its manifest names; then where they are. */
function summary({ facts, datasets }: LoadResult, target: string): string {
  const rows = datasetNames.map((name) => {
    const { loaded, rejected, manifest } = datasets[name];
    return [name, grouped(loaded), grouped(rejected), manifest];
  });
  const table = alignedLines([["dataset", "loaded", "rejected", "manifest"], ...rows], [1, 2]);
  const file = shortPath(target);
  const hasRejected = datasetNames.some((name) => datasets[name].rejected > 0);
  const hint = hasRejected ? `What does not fit, and why: sqlite3 ${file} 'SELECT * FROM rejected LIMIT 10'\n` : "";
  return `${table.join("\n")}\n${file}, as of ${facts.as_of}\n${hint}`;
}
