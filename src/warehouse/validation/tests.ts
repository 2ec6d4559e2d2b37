// The validation tests as they are written: SQL files in implementation/validation, each with its statement in a header. Runs none.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Three folders up, of src/warehouse/validation as of dist/warehouse/validation. */
export const validationDirectory = new URL("../../../implementation/validation/", import.meta.url);
/** What is recorded on purpose, for readers of the repository. */
export const recordedResults = fileURLToPath(new URL("results", validationDirectory));

export interface ValidationTest {
  /** The file's name without `.sql`. */
  readonly id: string;
  /** What must hold, in words. */
  readonly statement: string;
  /** A rule card's id, or `contract`. */
  readonly rule: string;
  readonly tables: readonly string[];
  readonly sql: string;
}

const headerLine = /^-- (statement|rule|tables): (.+)$/gm;

/** A test from the text of its file. Throws SyntaxError when the header lacks a line. */
export function parseTest(id: string, sql: string): ValidationTest {
  const header = new Map([...sql.matchAll(headerLine)].map(([, name, value]) => [name, value?.trim()]));
  const read = (name: string): string => {
    const value = header.get(name);
    if (value === undefined) throw new SyntaxError(`${id}.sql has no line "-- ${name}: ..." in its header`);
    return value;
  };
  return { id, statement: read("statement"), rule: read("rule"), tables: read("tables").split(/, */), sql };
}

/** Every test, by id. */
export function validationTests(): ValidationTest[] {
  return sqlFiles(validationDirectory).map(({ name, text }) => parseTest(name, text));
}

/** What makes the temporary tables that the tests read, in order. */
export function setupScripts(): string[] {
  return sqlFiles(new URL("setup/", validationDirectory)).map(({ text }) => text);
}

function sqlFiles(directory: URL): { name: string; text: string }[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".sql"))
    .map((file) => ({ name: file.slice(0, -".sql".length), text: readFileSync(new URL(file, directory), "utf8") }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
