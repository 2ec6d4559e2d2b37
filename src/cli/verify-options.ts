// What `mockbuster verify` offers. Runs nothing.

import type { Command } from "commander";

export interface VerifyCommand {
  readonly kind: "verify";
  /** The job whose run is verified; without it the published run. */
  readonly job?: string;
  readonly repair: boolean;
  readonly json: boolean;
  /** Settings that stand above the environment's, by the environment's names. */
  readonly settings: Readonly<Record<string, string>>;
}

interface VerifyOptions {
  readonly job?: string;
  readonly dataDir?: string;
  readonly workers?: string;
  readonly repair?: boolean;
  readonly json?: boolean;
}

const exitCodes = `
Exit codes: 0 intact or repaired, 1 the files could not be verified or repaired, 2 wrong usage, 4 damaged, 130 interrupted.`;

/** Adds the command to the program; `choose` is told when it is the one asked for. */
export function addVerifyCommand(program: Command, choose: (command: VerifyCommand) => void): void {
  program
    .command("verify")
    .description("Reads every byte of the published run and holds it against its manifest.")
    .option("--job <id>", "verify the run of this job instead of the published one")
    .option("--repair", "generate the damaged partitions anew; no service may be at work on the directory")
    .option("--data-dir <directory>", "where runs are kept; default DATA_DIR, else data")
    .option("--workers <count>", "worker threads; default WORKERS, else the number of cores")
    .option("--json", "print what was found as JSON, and nothing else, on standard output")
    .addHelpText("after", exitCodes)
    .action(({ job, dataDir, workers, repair, json }: VerifyOptions) => {
      choose({
        kind: "verify",
        ...(job === undefined ? {} : { job }),
        repair: repair === true,
        json: json === true,
        settings: {
          ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }),
          ...(workers === undefined ? {} : { WORKERS: workers }),
        },
      });
    });
}
