// Starts the real service as a child of a test and tells where it listens; the test ends it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface Started {
  readonly server: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

/** The service as its own process, as it is built, on a free port and one worker unless told otherwise. */
export function startServer(dataDir: string, environment: Record<string, string> = {}): Started {
  const server = spawn(process.execPath, ["dist/server.js"], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: "0", WORKERS: "1", ...environment },
  });
  let output = "";
  for (const pipe of [server.stdout, server.stderr]) {
    pipe.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  const exit = once(server, "close").then(([code]) => code as number | null);
  return { server, output: () => output, exit };
}

/** The address that the service says it listens on. */
export async function listening({ output, exit }: Started): Promise<string> {
  let ended = false;
  void exit.then(() => {
    ended = true;
  });
  for (;;) {
    const address = /"address":"(http:[^"]+)"/.exec(output())?.[1];
    if (address !== undefined) return address;
    if (ended) throw new Error(`The server ended: ${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
