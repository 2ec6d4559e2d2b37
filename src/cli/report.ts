// Prints the report that lies beside the files of a run, as JSON or as a page, beside a service that may be at work on the same
// directory: it reads, and takes no lock.

import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config.ts";
import { CodedError } from "../errors.ts";
import { readReport } from "../http/run-report.ts";
import { dataDirectory } from "../storage/data-directory.ts";
import { keptVerdicts } from "../storage/governance-store.ts";
import { readManifest } from "../storage/manifest-file.ts";
import { withStorageErrors } from "../storage/storage-error.ts";
import { exitCodes } from "./failures.ts";
import { runDirectory } from "./governance.ts";
import type { ReportCommand } from "./report-options.ts";
import type { Surroundings } from "./surroundings.ts";

/** Prints or writes the report; the exit code. Throws CodedError run-damaged, storage-failed. */
export async function runReportCommand(
  { job, html }: ReportCommand,
  { dataDir }: Config,
  { stdout }: Pick<Surroundings, "stdout">,
): Promise<number> {
  const directory = withStorageErrors(`read ${dataDir}`, () => runDirectory(dataDir, job));
  if (html === undefined) {
    const report = await readReport({ directory });
    stdout.write(`${JSON.stringify(report)}\n`);
    return exitCodes.done;
  }
  const page = await pageOf(directory, dataDir);
  if (html === true) stdout.write(page);
  else withStorageErrors(`write ${html}`, () => writeFileSync(html, page));
  return exitCodes.done;
}

async function pageOf(directory: string, dataDir: string): Promise<string> {
  const manifest = readManifest(directory);
  if (manifest === undefined) throw new CodedError("run-damaged", `${path.basename(directory)} has no manifest.`);
  const report = await readReport({ directory });
  // Charts take a while to load, and the other commands draw none.
  const { keptRunsShown, runPage } = await import("../reports/html/run-page.ts");
  const { modelVersion } = manifest;
  const history = keptVerdicts(dataDirectory(dataDir), { limit: keptRunsShown, modelVersion });
  return runPage({ directory, manifest }, report, history);
}
