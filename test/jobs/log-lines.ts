// A logger whose lines a test reads.

import { PassThrough } from "node:stream";
import pino, { type Logger } from "pino";

export interface LogLine {
  readonly event?: string;
  readonly [field: string]: unknown;
}

export interface LogLines {
  readonly logger: Logger;
  readonly lines: () => LogLine[];
  readonly events: () => (string | undefined)[];
}

export function logLines(): LogLines {
  const stream = new PassThrough();
  let text = "";
  stream.on("data", (part: Buffer) => {
    text += part.toString("utf8");
  });
  const lines = (): LogLine[] =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  return { logger: pino({ level: "info" }, stream), lines, events: () => lines().map(({ event }) => event) };
}
