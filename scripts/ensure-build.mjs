// Builds dist/ when it is missing or older than what it is made from. Run as a command, or call ensureBuild().

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const projectRoot = fileURLToPath(new URL("..", import.meta.url));
const sources = ["src", "tsconfig.json", "tsconfig.build.json"];
/** The compiler writes every file at each build, so that one of them tells the age of all. */
const built = "dist/server.js";

/** Newest modification time below a path, in milliseconds; 0 when there is nothing. */
function newest(relative) {
  const full = path.join(projectRoot, relative);
  if (!existsSync(full)) return 0;
  if (!statSync(full).isDirectory()) return statSync(full).mtimeMs;
  return Math.max(0, ...readdirSync(full).map((name) => newest(path.join(relative, name))));
}

/** True when there is nothing to start, or it is older than its sources. An installation without src counts as built. */
export function buildIsStale() {
  const time = newest(built);
  return time === 0 || time < Math.max(...sources.map(newest));
}

export function buildIsMissing() {
  return newest(built) === 0;
}

/** Compiles; ends the process with the compiler's exit code, and what it printed, when that fails. */
export function build() {
  console.error("Building dist/ ...");
  const compiler = path.join(projectRoot, "node_modules/typescript/bin/tsc");
  if (!existsSync(compiler)) {
    console.error("The TypeScript compiler is not installed: run `npm ci` first.");
    process.exit(1);
  }
  const result = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: projectRoot,
    stdio: ["ignore", 2, 2],
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
  copyPage();
}

/** The console is served as it is written: nothing to compile. */
function copyPage() {
  const [from, to] = ["src/console", "dist/console"].map((folder) => path.join(projectRoot, folder));
  if (existsSync(from)) cpSync(from, to, { recursive: true });
}

export function ensureBuild() {
  if (buildIsStale()) build();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) ensureBuild();
