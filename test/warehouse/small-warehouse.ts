// A warehouse of a handful of rows, and the processes that work on it, by their command lines.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { samples, writeRun } from "../app/run-fixture.ts";
import { writeWarehouse } from "./hand-warehouse.ts";

export const endlessSql = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t";

/** Path of the warehouse. */
export function writeSmallWarehouse(directory: string): string {
  const { directory: files } = writeRun(path.join(directory, "run-1"), samples);
  const file = path.join(directory, "warehouse.sqlite");
  writeWarehouse(file, files, { asOf: "2026-01-01" });
  return file;
}

/** Ids of the processes that were started for a warehouse file. */
export function processesOf(file: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        const words = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
        return words.includes(file) && words.some((word) => word.includes("query-process"));
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Resolves once a condition holds; the test's own time limit is the only one. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
