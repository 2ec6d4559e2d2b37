// Keeps the results of the validation tests beside the data they are about: DATA_DIR/validation/results.json and a summary for readers,
// and the same of the last few runs under their names. It tests nothing.

import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CodedError } from "../../errors.ts";
import { readText } from "../../storage/manifest-file.ts";
import { withStorageErrors } from "../../storage/storage-error.ts";
import { replaceFile, syncFile } from "../warehouse-file.ts";
import type { Validation } from "./schemas.ts";
import { validationMarkdown } from "./summary.ts";

/** Results that stay under their run's name. */
const runsKept = 5;

export function validationFolder(dataDir: string): string {
  return path.join(path.resolve(dataDir), "validation");
}

/** Writes results.json and results.md into a folder, durably; the summary last. Throws CodedError storage-failed and the like. */
export function writeValidation(folder: string, validation: Validation): void {
  withStorageErrors(`write the validation results into ${folder}`, () => {
    mkdirSync(folder, { recursive: true });
    replaceText(path.join(folder, "results.json"), validationJson(validation));
    replaceText(path.join(folder, "results.md"), validationMarkdown(validation));
  });
}

/** As `writeValidation`, into the data directory; and keeps them by run. */
export function recordValidation(dataDir: string, validation: Validation): void {
  const folder = validationFolder(dataDir);
  writeValidation(folder, validation);
  const kept = path.join(folder, "runs");
  withStorageErrors(`write the validation results into ${kept}`, () => {
    mkdirSync(kept, { recursive: true });
    // A manifest from elsewhere may call its run anything.
    const name = path.basename(validation.run ?? "without-a-run");
    replaceText(path.join(kept, `${name}.json`), validationJson(validation));
    removeOldest(kept);
  });
}

/** At once, as the warehouse itself is replaced: whatever reads sees the old text or the new. */
function replaceText(file: string, text: string): void {
  const temporary = `${file}.tmp`;
  writeFileSync(temporary, text);
  syncFile(temporary);
  replaceFile(temporary, file);
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

function removeOldest(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ file: path.join(folder, name), writtenAt: statSync(path.join(folder, name)).mtimeMs }))
    .sort((a, b) => b.writtenAt - a.writtenAt);
  for (const { file } of files.slice(runsKept)) rmSync(file, { force: true });
}
