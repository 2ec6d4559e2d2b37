// What `mockbuster validate` offers. Runs nothing.

import type { Command } from "commander";

export interface ValidateCommand {
  readonly kind: "validate";
  /** The warehouse's file; without it that of the data directory. */
  readonly db?: string;
  /** Writes the results into implementation/validation/results, too. */
  readonly record: boolean;
  readonly json: boolean;
  /** Settings that stand above the environment's, by the environment's names. */
  readonly settings: Readonly<Record<string, string>>;
}

interface ValidateOptions {
  readonly db?: string;
  readonly dataDir?: string;
  readonly record?: boolean;
  readonly json?: boolean;
}

const exitCodes = `
Exit codes: 0 no test failed, 1 there is no warehouse that could be tested, 2 wrong usage, 4 a test failed.`;

/** Adds the command to the program; `choose` is told when it is the one asked for. */
export function addValidateCommand(program: Command, choose: (command: ValidateCommand) => void): void {
  program
    .command("validate")
    .description("Runs the validation tests of implementation/validation on a loaded warehouse, which it only reads.")
    .option("--db <file>", "the warehouse; default warehouse.sqlite in the data directory")
    .option("--data-dir <directory>", "where the warehouse lies; default DATA_DIR, else data")
    .option("--record", "write the results into implementation/validation/results, too")
    .option("--json", "print the results as JSON, and nothing else, on standard output")
    .addHelpText("after", exitCodes)
    .action(({ db, dataDir, record, json }: ValidateOptions) => {
      choose({
        kind: "validate",
        ...(db === undefined ? {} : { db }),
        record: record === true,
        json: json === true,
        settings: dataDir === undefined ? {} : { DATA_DIR: dataDir },
      });
    });
}
