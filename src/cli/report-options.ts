// What `mockbuster report` offers. Runs nothing.

import type { Command } from "commander";

export interface ReportCommand {
  readonly kind: "report";
  /** The job whose run is reported; without it the published run. */
  readonly job?: string;
  /** A page instead of JSON: the file to write it to, or true for standard output. */
  readonly html?: string | true;
  /** Settings that stand above the environment's, by the environment's names. */
  readonly settings: Readonly<Record<string, string>>;
}

interface ReportOptions {
  readonly job?: string;
  readonly dataDir?: string;
  readonly html?: string | true;
}

/** Adds the command to the program; `choose` is told when it is the one asked for. */
export function addReportCommand(program: Command, choose: (command: ReportCommand) => void): void {
  program
    .command("report")
    .description(
      "Prints the report of the published run: as JSON, or as a page for people that can be saved, sent and printed.",
    )
    .option("--html [file]", "a page with charts and verdicts, written to the file or to standard output")
    .option("--job <id>", "report on the run of this job instead of the published one")
    .option("--data-dir <directory>", "where runs are kept; default DATA_DIR, else data")
    .action(({ job, dataDir, html }: ReportOptions) => {
      choose({
        kind: "report",
        ...(job === undefined ? {} : { job }),
        ...(html === undefined ? {} : { html }),
        settings: dataDir === undefined ? {} : { DATA_DIR: dataDir },
      });
    });
}
