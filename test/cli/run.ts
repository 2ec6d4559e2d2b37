// Runs the command line in this process and keeps what it prints.
import { PassThrough } from "node:stream";
import { runCommandLine } from "../../src/cli/run-command.ts";

export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly environment?: Record<string, string | undefined>;
  readonly interrupted?: AbortSignal;
  readonly terminal?: boolean;
  readonly cores?: number;
}

function collected(): { stream: PassThrough & { isTTY?: boolean }; text: () => string } {
  const stream: PassThrough & { isTTY?: boolean } = new PassThrough();
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  return { stream, text: () => Buffer.concat(parts).toString("utf8") };
}

/** Runs the arguments on a data directory, on 2026-01-01 and one core unless told otherwise. */
export async function runCli(args: readonly string[], dataDir: string, options: RunOptions = {}): Promise<Outcome> {
  const [stdout, stderr] = [collected(), collected()];
  if (options.terminal === true) stderr.stream.isTTY = true;
  const exitCode = await runCommandLine([...args, "--data-dir", dataDir], {
    environment: options.environment ?? {},
    cores: options.cores ?? 1,
    today: "2026-01-01",
    stdout: stdout.stream,
    stderr: stderr.stream,
    interrupted: options.interrupted ?? new AbortController().signal,
  });
  return { exitCode, out: stdout.text(), err: stderr.text() };
}
