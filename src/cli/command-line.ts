// What the command line offers, read into a request and settings. Runs nothing.

import { readFileSync } from "node:fs";
import { Argument, Command, CommanderError, InvalidArgumentError } from "commander";
import { datasetNames } from "../datasets.ts";
import { scenarioNames } from "../scenarios/index.ts";
import { addGovernanceCommand, type GovernanceCommand } from "./governance-options.ts";
import { addIngestCommand, type IngestCommand } from "./ingest-options.ts";
import { addReportCommand, type ReportCommand } from "./report-options.ts";
import { addValidateCommand, type ValidateCommand } from "./validate-options.ts";
import { addVerifyCommand, type VerifyCommand } from "./verify-options.ts";

/** One of the commands there are, as it was typed. */
export type CommandChosen =
  | GenerateCommand
  | GovernanceCommand
  | IngestCommand
  | ReportCommand
  | ValidateCommand
  | VerifyCommand;

/** The options of `mockbuster generate`, as typed; whatever is wrong with a value is for the request's schema to say. */
export interface GenerateCommand {
  readonly kind: "generate";
  readonly request: Readonly<Record<string, unknown>>;
  /** Settings that stand above the environment's, by the environment's names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly json: boolean;
  /** The options that say which world it is and where it lies, as they were typed: for another command on the same world. */
  readonly worldOptions: readonly string[];
}

/** The option that a field of the request comes from. */
export const optionsOfFields: Readonly<Record<string, string>> = {
  seed: "--seed",
  asOf: "--as-of",
  anchor: "--anchor",
  customers: "--customers",
  content: "--content",
  scenario: "--scenario",
  behaviour: "--behaviour",
};

/** The arguments are wrong, or asked for help only; what there is to say has been written. */
export class CommandLineEnd extends Error {
  readonly exitCode: 0 | 2;

  constructor(exitCode: 0 | 2, cause: unknown) {
    super("the command line has been answered", { cause });
    this.name = "CommandLineEnd";
    this.exitCode = exitCode;
  }
}

interface Output {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

interface GenerateOptions {
  readonly seed?: string;
  readonly asOf?: string;
  readonly anchor?: string;
  readonly customers?: string;
  readonly content?: string;
  readonly scenario?: string;
  readonly behaviour?: BehaviourFile;
  readonly dataDir?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

interface BehaviourFile {
  readonly path: string;
  readonly content: unknown;
}

/** Reads the arguments after the program's name. Throws CommandLineEnd. */
export function readCommandLine(args: readonly string[], output: Output): CommandChosen {
  let command: CommandChosen | undefined;
  const program = new Command("mockbuster")
    .description("Generates the linked CSV datasets of one streaming platform, without HTTP.")
    .version(packageVersion(), "--version", "print the version")
    .exitOverride()
    .configureOutput(output);
  program
    .command("generate")
    .description("Generates datasets and publishes them in <data-dir>/raw. Without a dataset: all five.")
    .addArgument(new Argument("[dataset...]", "what to generate").choices(datasetNames))
    .option("--seed <seed>", 'names the world: a whole number or a text; default "42"')
    .option("--as-of <date>", "the day the data is seen from, YYYY-MM-DD; default today (UTC)")
    .option("--anchor <date>", "where the world is nailed down, YYYY-MM-DD; default the as-of date")
    .option("--customers <count>", "number of customers; default 10000")
    .option("--content <count>", "number of titles; default 500")
    .option("--scenario <name>", `a named behaviour: ${scenarioNames.join(", ")}`)
    .option(
      "--behaviour <file>",
      "JSON file of rule parameters by rule id, laid over the scenario, see docs/model.md",
      readBehaviour,
    )
    .option("--data-dir <directory>", "where runs are kept; default DATA_DIR, else data")
    .option("--workers <count>", "worker threads; default WORKERS, else the number of cores")
    .option("--json", "print the finished job as JSON, and nothing else, on standard output")
    .addHelpText("after", exitCodes)
    .action((datasets: string[], options: GenerateOptions) => {
      command = generateCommand(datasets, options);
    });
  addGovernanceCommand(program, (chosen) => {
    command = chosen;
  });
  addIngestCommand(program, (chosen) => {
    command = chosen;
  });
  addReportCommand(program, (chosen) => {
    command = chosen;
  });
  addValidateCommand(program, (chosen) => {
    command = chosen;
  });
  addVerifyCommand(program, (chosen) => {
    command = chosen;
  });
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new CommandLineEnd(error.exitCode === 0 ? 0 : 2, error);
  }
  if (command === undefined) throw new CommandLineEnd(2, "no command was given");
  return command;
}

const exitCodes = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 an upstream dataset has to be generated first, 130 interrupted.`;

function generateCommand(datasets: readonly string[], options: GenerateOptions): GenerateCommand {
  const { seed, asOf, anchor, scenario, behaviour } = options;
  const request = {
    ...(seed === undefined ? {} : { seed }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(anchor === undefined ? {} : { anchor }),
    ...(options.customers === undefined ? {} : { customers: numberOf(options.customers) }),
    ...(options.content === undefined ? {} : { content: numberOf(options.content) }),
    ...(scenario === undefined ? {} : { scenario }),
    ...(behaviour === undefined ? {} : { behaviour: behaviour.content }),
    ...(datasets.length === 0 ? {} : { datasets }),
  };
  const settings = {
    ...(options.dataDir === undefined ? {} : { DATA_DIR: options.dataDir }),
    ...(options.workers === undefined ? {} : { WORKERS: options.workers }),
  };
  return { kind: "generate", request, settings, json: options.json === true, worldOptions: worldOptions(options) };
}

function worldOptions({ behaviour, dataDir, ...options }: GenerateOptions): string[] {
  const given: [string, string | undefined][] = [
    ["--seed", options.seed],
    ["--as-of", options.asOf],
    ["--anchor", options.anchor],
    ["--customers", options.customers],
    ["--content", options.content],
    ["--scenario", options.scenario],
    ["--behaviour", behaviour?.path],
    ["--data-dir", dataDir],
  ];
  return given.flatMap(([option, value]) => (value === undefined ? [] : [option, value]));
}

/** package.json lies two folders up, of src/cli as of dist/cli. */
function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return String((JSON.parse(text) as { version?: unknown }).version);
}

/** A text that is no number stays one, so that the schema's fault shows what was typed. */
function numberOf(text: string): number | string {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? text : value;
}

/** Whether the file holds an object, and what is in it, is for the request's schema to say. */
function readBehaviour(path: string): BehaviourFile {
  try {
    return { path, content: JSON.parse(readFileSync(path, "utf8")) };
  } catch (error) {
    const fault = error instanceof SyntaxError ? "It is not JSON" : "It cannot be read";
    throw new InvalidArgumentError(`${fault}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
