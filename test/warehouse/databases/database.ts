// What the three databases have in common for a test: they run a script of SQL beside a directory of CSV files, and say what went wrong.

import { spawnSync } from "node:child_process";

export interface Database {
  /** Runs a script whose file names are relative to `directory`; gives the rows it selects, `a|b` a line. Throws Error with the database's words. */
  run(script: string, directory: string): Promise<string>;
  close(): Promise<void>;
}

/** Output of a program. Throws Error with what it said on stderr, when it fails. */
export function outputOf(
  program: string,
  programArguments: readonly string[],
  more: { cwd: string; input?: string },
): string {
  const { status, stdout, stderr, error } = spawnSync(program, programArguments, { encoding: "utf8", ...more });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
