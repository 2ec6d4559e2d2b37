// What the command line says when it fails, in its own words: options instead of pointers, commands instead of requests.
// The exit codes are decided here alone.

import { ConfigError } from "../config.ts";
import { CodedError, type ErrorCode, type InputFault, type Problem } from "../errors.ts";
import { MissingDependencyError } from "../jobs/dependencies.ts";
import { CommandLineEnd, type GenerateCommand, optionsOfFields } from "./command-line.ts";

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  missingDependency: 3,
  failedCheck: 4,
  damaged: 4,
  interrupted: 130,
} as const;

export interface Failure {
  readonly exitCode: number;
  /** For standard error; empty when it has been said already. */
  readonly text: string;
}

const usageErrors: readonly ErrorCode[] = ["invalid-spec", "impossible-spec", "too-many-customers"];

/** What any thrown value means to whoever typed `command`; undefined when it was another one, or was not even read. */
export function failureOf(error: unknown, command: GenerateCommand | undefined): Failure {
  if (error instanceof CommandLineEnd) return { exitCode: error.exitCode, text: "" };
  if (error instanceof ConfigError) return { exitCode: exitCodes.usage, text: `${error.message}\n` };
  if (error instanceof MissingDependencyError && command !== undefined) {
    return {
      exitCode: exitCodes.missingDependency,
      text: `${error.fault} Run first:\n  ${commandBefore(error, command)}\n`,
    };
  }
  if (error instanceof CodedError) return problemFailure({ ...error.toProblem(), detail: error.explanation });
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: exitCodes.failed, text: `${text}\n` };
}

/** As `failureOf`, of a job that has failed. */
export function problemFailure({ code, title, detail, errors }: Problem): Failure {
  // Where there are faults, they say it place by place; else the detail does.
  const text = errors === undefined ? `${title}: ${detail}\n` : `${title}:\n${errors.map(faultLine).join("")}`;
  return { exitCode: exitCodeOf(code), text };
}

function exitCodeOf(code: ErrorCode): number {
  if (code === "missing-dependency") return exitCodes.missingDependency;
  return usageErrors.includes(code) ? exitCodes.usage : exitCodes.failed;
}

/** The option that the fault came with, and for a file the pointer into it. */
function faultLine({ pointer, detail }: InputFault): string {
  const [, field = "", within = ""] = /^\/([^/]*)(.*)$/.exec(pointer) ?? [];
  const option = Object.hasOwn(optionsOfFields, field) ? optionsOfFields[field] : undefined;
  const place = option === undefined ? pointer || "/" : [option, within].join(" ").trimEnd();
  return `  ${place}: ${detail}\n`;
}

function commandBefore({ first }: MissingDependencyError, { worldOptions }: GenerateCommand): string {
  return ["mockbuster", "generate", ...first, ...worldOptions.map(quoted)].join(" ");
}

/** As a POSIX shell reads it. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
