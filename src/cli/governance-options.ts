// What `mockbuster governance` offers. Runs nothing.

import type { Command } from "commander";

export interface GovernanceCommand {
  readonly kind: "governance";
  /** The job whose run is judged; without it the published run. */
  readonly job?: string;
  /** An undecided check ends with the exit code of a failed one. */
  readonly strict: boolean;
  readonly json: boolean;
  /** Settings that stand above the environment's, by the environment's names. */
  readonly settings: Readonly<Record<string, string>>;
}

interface GovernanceOptions {
  readonly job?: string;
  readonly dataDir?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

const exitCodes = `
Exit codes: 0 no check failed, 1 the files could not be judged, 2 wrong usage, 4 a check failed, or with --strict is undecided.`;

/** Adds the command to the program; `choose` is told when it is the one asked for. */
export function addGovernanceCommand(program: Command, choose: (command: GovernanceCommand) => void): void {
  program
    .command("governance")
    .description("Judges the published files as they lie on the disk now against what their spec declares.")
    .option("--job <id>", "judge the run of this job instead of the published one")
    .option("--data-dir <directory>", "where runs are kept; default DATA_DIR, else data")
    .option("--strict", "end with exit code 4 on an undecided check, too")
    .option("--json", "print the verdicts as JSON, and nothing else, on standard output")
    .addHelpText("after", exitCodes)
    .action(({ job, dataDir, strict, json }: GovernanceOptions) => {
      choose({
        kind: "governance",
        ...(job === undefined ? {} : { job }),
        strict: strict === true,
        json: json === true,
        settings: dataDir === undefined ? {} : { DATA_DIR: dataDir },
      });
    });
}
