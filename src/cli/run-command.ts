// Runs the command that the arguments ask for, and turns whatever goes wrong into words and an exit code.

import { readConfig, setVariables } from "../config.ts";
import { type CommandChosen, readCommandLine } from "./command-line.ts";
import { failureOf } from "./failures.ts";
import { runGenerate } from "./generate.ts";
import { runGovernance } from "./governance.ts";
import { runIngest } from "./ingest.ts";
import { runReportCommand } from "./report.ts";
import type { Surroundings } from "./surroundings.ts";
import { runValidate } from "./validate.ts";
import { runVerify } from "./verify.ts";

/** Runs the command that the arguments (after the program's name) ask for; resolves with the exit code, and never rejects. */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  const say = (text: string): void => void stderr.write(text);
  let command: CommandChosen | undefined;
  try {
    command = readCommandLine(args, { writeOut: (text) => void stdout.write(text), writeErr: say });
    const environment = {
      LOG_LEVEL: "warn",
      ...setVariables(surroundings.environment),
      ...setVariables(command.settings),
    };
    const config = readConfig(environment, surroundings.cores);
    switch (command.kind) {
      case "generate":
        return await runGenerate(command, config, surroundings);
      case "governance":
        return runGovernance(command, config, surroundings);
      case "ingest":
        return await runIngest(command, config, surroundings);
      case "report":
        return await runReportCommand(command, config, surroundings);
      case "verify":
        return await runVerify(command, config, surroundings);
      case "validate":
        return await runValidate(command, config, surroundings);
    }
  } catch (error) {
    const { exitCode, text } = failureOf(error, command?.kind === "generate" ? command : undefined);
    say(text);
    return exitCode;
  }
}
