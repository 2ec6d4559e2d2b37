// Reads the report that lies in a run's directory.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { CodedError } from "../errors.ts";
import type { RunReport } from "../reports/schemas.ts";
import type { Run } from "../storage/run.ts";

/** Throws CodedError run-damaged when the report is missing or is not JSON. */
export async function readReport(run: Pick<Run, "directory">): Promise<RunReport> {
  try {
    // Written by this service beside a manifest of the same version: its shape is not checked again.
    return JSON.parse(await readFile(path.join(run.directory, "report.json"), "utf8")) as RunReport;
  } catch (cause) {
    throw new CodedError("run-damaged", "report.json cannot be read.", { cause });
  }
}
