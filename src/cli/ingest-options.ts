// What `mockbuster ingest` offers. Runs nothing.

import { type Command, InvalidArgumentError } from "commander";

export interface IngestCommand {
  readonly kind: "ingest";
  /** The directory with the files; without it those of the published run. */
  readonly from?: string;
  /** The file to load into; without it the data directory's warehouse. */
  readonly db?: string;
  /** The day that the files are seen from, `YYYY-MM-DD`. */
  readonly asOf?: string;
  readonly json: boolean;
  /** Settings that stand above the environment's, by the environment's names. */
  readonly settings: Readonly<Record<string, string>>;
}

interface IngestOptions {
  readonly from?: string;
  readonly db?: string;
  readonly asOf?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

const exitCodes = `
Rows that do not fit are kept in the table rejected, and are no failure. What was loaded before stays until the new warehouse is whole.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`;

/** Adds the command to the program; `choose` is told when it is the one asked for. */
export function addIngestCommand(program: Command, choose: (command: IngestCommand) => void): void {
  program
    .command("ingest")
    .description("Loads the five CSV files of the published run, or of any directory, into a SQLite file.")
    .option("--from <directory>", "load the files of this directory instead of the published ones")
    .option("--db <file>", "the SQLite file to replace; default <data-dir>/warehouse.sqlite")
    .option(
      "--as-of <date>",
      "the day the files are seen from, YYYY-MM-DD; default what the manifest beside them says, else the day after the last session",
      readDate,
    )
    .option("--data-dir <directory>", "where runs are kept; default DATA_DIR, else data")
    .option("--json", "print what was loaded as JSON, and nothing else, on standard output")
    .addHelpText("after", exitCodes)
    .action(({ from, db, asOf, dataDir, json }: IngestOptions) => {
      choose({
        kind: "ingest",
        ...(from === undefined ? {} : { from }),
        ...(db === undefined ? {} : { db }),
        ...(asOf === undefined ? {} : { asOf }),
        json: json === true,
        settings: dataDir === undefined ? {} : { DATA_DIR: dataDir },
      });
    });
}

function readDate(text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError("It is not a date, YYYY-MM-DD.");
}
