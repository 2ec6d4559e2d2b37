// Reads the report that lies in a run's directory.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { CodedError } from "../errors.ts";
import type { RunReport } from "../reports/schemas.ts";
import { readManifest } from "../storage/manifest-file.ts";
import type { Run } from "../storage/run.ts";

/** Throws CodedError run-damaged when the report is missing or is not JSON, job-evicted when the whole run is gone. */
export async function readReport(run: Pick<Run, "directory">): Promise<RunReport> {
  try {
    // Written by this service beside a manifest of the same version: its shape is not checked again.
    return JSON.parse(await readFile(path.join(run.directory, "report.json"), "utf8")) as RunReport;
  } catch (cause) {
    // Whoever removes a run removes its manifest first.
    if (readManifest(run.directory) === undefined) {
      throw new CodedError("job-evicted", "The run was removed while it was read.", { cause });
    }
    throw new CodedError("run-damaged", "report.json cannot be read.", { cause });
  }
}
