// Keeps the results of the validation tests beside the data they are about: DATA_DIR/validation/results.json and a summary for readers,
// and the same of the last few runs under their names. It tests nothing, and writes without making the service wait.

import { renameSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { CodedError } from "../../errors.ts";
import { readText, writeTemporary } from "../../storage/manifest-file.ts";
import { withStorageErrors, withStorageErrorsLater } from "../../storage/storage-error.ts";
import { syncDirectory } from "../../storage/syncing.ts";
import type { Validation } from "./schemas.ts";
import { validationMarkdown } from "./summary.ts";

/** Results that stay under their run's name. */
const runsKept = 5;

export function validationFolder(dataDir: string): string {
  return path.join(path.resolve(dataDir), "validation");
}

/** Results that lie on the disk beside their places. */
export interface PreparedValidation {
  /** Gives them their places: a few renames, and nothing that waits for a disk. Throws CodedError storage-failed and the like. */
  put(): void;
  /** Makes the names durable and removes what is too old; after `put`. */
  settle(): Promise<void>;
  /** Removes them; instead of `put`. */
  discard(): Promise<void>;
}

/** Writes results.json and results.md into a folder, durably. Throws CodedError storage-failed and the like. */
export async function writeValidation(folder: string, validation: Validation): Promise<void> {
  await put(await prepared(folder, filesOf(folder, validation)));
}

/** As `writeValidation`, into the data directory; and keeps them by run. */
export async function recordValidation(dataDir: string, validation: Validation): Promise<void> {
  await put(await prepareValidation(dataDir, validation));
}

/** The part of `recordValidation` that takes time, without a change that is seen. */
export async function prepareValidation(dataDir: string, validation: Validation): Promise<PreparedValidation> {
  const folder = validationFolder(dataDir);
  const kept = path.join(folder, "runs");
  // A manifest from elsewhere may call its run anything.
  const name = path.basename(validation.run ?? "without-a-run");
  const byRun = [path.join(kept, `${name}.json`), validationJson(validation)] as const;
  const ready = await prepared(folder, [...filesOf(folder, validation), byRun]);
  return {
    ...ready,
    settle: async () => {
      await ready.settle();
      await withStorageErrorsLater(`tidy ${kept}`, () => removeOldest(kept));
    },
  };
}

async function put(ready: PreparedValidation): Promise<void> {
  ready.put();
  await ready.settle();
}

type FileText = readonly [file: string, text: string];

function filesOf(folder: string, validation: Validation): FileText[] {
  return [
    [path.join(folder, "results.json"), validationJson(validation)],
    [path.join(folder, "results.md"), validationMarkdown(validation)],
  ];
}

async function prepared(folder: string, files: readonly FileText[]): Promise<PreparedValidation> {
  const action = `write the validation results into ${folder}`;
  const folders = [...new Set(files.map(([file]) => path.dirname(file)))];
  const temporaries = await withStorageErrorsLater(action, async () => {
    for (const each of folders) await mkdir(each, { recursive: true });
    const written = await Promise.allSettled(files.map(([file, text]) => writeTemporary(file, text)));
    const names = written.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const failed = written.find((outcome) => outcome.status === "rejected");
    if (failed === undefined) return names;
    // A disk that is full has no room for those that did fit.
    await removeAll(names);
    throw failed.reason;
  });
  return {
    put: () =>
      withStorageErrors(action, () => {
        for (const [index, [file]] of files.entries()) renameSync(temporaries[index] ?? "", file);
      }),
    settle: () => withStorageErrorsLater(action, async () => void (await Promise.all(folders.map(syncDirectory)))),
    discard: () => removeAll(temporaries),
  };
}

async function removeAll(files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

/** The last results; undefined before the first. Throws CodedError storage-failed when they cannot be read. */
export function readValidation(dataDir: string): Validation | undefined {
  const file = path.join(validationFolder(dataDir), "results.json");
  const text = withStorageErrors(`read ${file}`, () => readText(file));
  if (text === undefined) return undefined;
  try {
    // Only `writeValidation` writes it, so that what is read has the shape.
    return JSON.parse(text) as Validation;
  } catch (cause) {
    throw new CodedError("storage-failed", `${file} is not JSON.`, { cause });
  }
}

function validationJson(validation: Validation): string {
  return `${JSON.stringify(validation, null, 2)}\n`;
}

async function removeOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, writtenAt: (await stat(file)).mtimeMs };
    }),
  );
  const oldest = files.sort((a, b) => b.writtenAt - a.writtenAt).slice(runsKept);
  await removeAll(oldest.map(({ file }) => file));
}
