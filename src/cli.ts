#!/usr/bin/env node
// The command line: gives `runCommandLine` this process's environment, clock, streams and signals, and ends with its code.

import { availableParallelism } from "node:os";
import { runCommandLine } from "./cli/generate.ts";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruption.abort(signal));

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  cores: availableParallelism(),
  today: new Date().toISOString().slice(0, 10),
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: interruption.signal,
});
