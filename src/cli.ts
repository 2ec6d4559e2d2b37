#!/usr/bin/env node
// The command line: gives `runCommandLine` this process's environment, clock, streams and signals, and ends with its code.

import { availableParallelism } from "node:os";
import { runCommandLine } from "./cli/run-command.ts";

/** From then on signals no longer end the process. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted.abort(signal));
  return interrupted.signal;
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  cores: availableParallelism(),
  today: new Date().toISOString().slice(0, 10),
  stdout: process.stdout,
  stderr: process.stderr,
  // Listened to only once a command asks: one that never looks up from its work would not be ended by them at all.
  get interrupted() {
    return interruption();
  },
});
