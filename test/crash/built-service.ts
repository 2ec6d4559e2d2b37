// The service as it is built, in a process of its own on a port of its own, to be killed. In a folder of its own, too: tests put
// files of theirs into it, and dist/ may be built anew while it is being killed.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

export interface Build {
  /** Has server.js. */
  readonly directory: string;
  remove(): void;
}

export function buildService(): Build {
  // Below the project, where its packages are found.
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  const directory = mkdtempSync(path.join(root, ".cache", "built-"));
  cpSync(path.join(root, "dist"), directory, { recursive: true });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export class ServiceProcess {
  readonly url: string;
  /** One JSON object a line, so far. */
  readonly log: string[];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, log: string[], url: string) {
    this.#child = child;
    this.#ended = once(child, "exit");
    this.log = log;
    this.url = url;
  }

  /** Resolves once it listens. */
  static async start(
    { directory }: Build,
    dataDir: string,
    workers: number,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const env = { ...process.env, HOST: "127.0.0.1", PORT: "0", DATA_DIR: dataDir, WORKERS: String(workers) };
    const more = { RUNS_KEPT: "1", LOG_LEVEL: "info", ...settings };
    const child = spawn(process.execPath, [path.join(directory, "server.js")], {
      env: { ...env, ...more },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const log: string[] = [];
    let rest = "";
    const url = await new Promise<string>((resolve, reject) => {
      child.once("exit", () => reject(new Error(`The service did not start:\n${log.join("\n")}`)));
      child.stdout.on("data", (part: Buffer) => {
        const lines = (rest + part.toString("utf8")).split("\n");
        rest = lines.pop() ?? "";
        log.push(...lines);
        for (const line of lines) {
          const address = /"event":"service-listening","address":"([^"]+)"/.exec(line)?.[1];
          if (address !== undefined) resolve(address);
        }
      });
    });
    return new ServiceProcess(child, log, url);
  }

  logged(event: string): boolean {
    return this.log.some((line) => line.includes(`"event":"${event}"`));
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** As an operator does; the exit code. */
  async end(): Promise<number | null> {
    this.#child.kill("SIGTERM");
    return this.exit();
  }

  /** The exit code, once it has ended by itself; null where a signal ended it. */
  async exit(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }
}
