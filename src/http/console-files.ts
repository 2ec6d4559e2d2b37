// The files of the console, read once at the start: their bytes, types and entity tags. Knows no route.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Beside this folder in src as in dist, where the build puts them. */
const folder = fileURLToPath(new URL("../console/", import.meta.url));

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface ConsoleFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** With its quotes. */
  readonly etag: string;
}

/** The console's files by name. Throws Error when they are not there, as after an incomplete build. */
export async function readConsoleFiles(): Promise<ReadonlyMap<string, ConsoleFile>> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new Error(`The console's files are not in ${folder}: run npm run build.`, { cause });
  });
  const served = names.filter((name) => path.extname(name) in contentTypes);
  return new Map(await Promise.all(served.map(async (name) => [name, await consoleFile(name)] as const)));
}

async function consoleFile(name: string): Promise<ConsoleFile> {
  const bytes = await readFile(path.join(folder, name));
  const contentType = contentTypes[path.extname(name)];
  if (contentType === undefined) throw new TypeError(`${name} has no content type`);
  return { bytes, contentType, etag: `"${createHash("sha256").update(bytes).digest("hex")}"` };
}
