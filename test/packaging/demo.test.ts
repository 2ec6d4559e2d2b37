import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { datasetNames } from "../../src/datasets.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-demo-"));
const dataDir = path.join(directory, "data");
afterAll(() => rmSync(directory, { recursive: true }));

interface Demo {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Everything printed so far. */
  readonly text: () => string;
  /** Resolves once the text has been printed, or the demo has ended. */
  readonly printed: (expected: string) => Promise<void>;
}

function startDemo(args: readonly string[], settings: Record<string, string> = {}): Demo {
  const script = path.resolve(import.meta.dirname, "../../scripts/demo.mjs");
  const env = { ...process.env, PORT: "0", DATA_DIR: dataDir, ...settings };
  // Where DATA_DIR is not set, it is `data` in the working directory.
  const child = spawn(process.execPath, [script, ...args], { env, cwd: directory });
  let text = "";
  const take = (part: Buffer): void => {
    text += part.toString("utf8");
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const printed = async (expected: string): Promise<void> => {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => {
        if (text.includes(expected)) resolve();
      };
      child.stdout.on("data", look);
      look();
    });
    await Promise.race([seen, ended]);
  };
  return { child, ended, text: () => text, printed };
}

test("the demo generates the default job, prints rows, shares, coverage and paths, and ends with --once", async () => {
  const demo = startDemo(["--once"]);
  expect(await demo.ended, demo.text()).toBe(0);
  const text = demo.text();
  for (const dataset of datasetNames) {
    expect(text).toMatch(new RegExp(`^${dataset} +[\\d,]+ +[\\d.]+ k?M?B +\\S*raw/${dataset}\\.csv$`, "m"));
    expect(existsSync(path.join(dataDir, "raw", `${dataset}.csv`))).toBe(true);
  }
  expect(text).toMatch(/100 % \| [\d,]+ rows/);
  expect(text).toMatch(/Generated and reported in [\d.]+ s/);
  expect(text).toMatch(/genre +movie 50\.0 %, music 30\.0 %, podcast 20\.0 %/);
  expect(text).toMatch(/started_at +\d{4}-\d{2}-\d{2} to \d{4}-\d{2}-\d{2}, .*weekend\/weekday 1\.\d\d/);
  expect(text).toMatch(/Swagger UI: http:\/\/127\.0\.0\.1:\d+\/docs/);
});

test("a second demo, with empty settings, finds the job done, says so, stays up, and stops the service on Ctrl-C", async () => {
  const demo = startDemo([], { DATA_DIR: "", HOST: " ", WORKERS: "", LOG_LEVEL: "", API_KEYS_FILE: "" });
  await demo.printed("Press Ctrl-C");
  const url = /Swagger UI: (http:\S+)\/docs/.exec(demo.text())?.[1];
  expect(demo.text()).toContain("This job has run before");
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  demo.child.kill("SIGINT");
  expect(await demo.ended).toBe(0);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test("the demo says in a sentence that its port is taken", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const demo = startDemo(["--once"], { PORT: String(port) });
  expect(await demo.ended).toBe(1);
  expect(demo.text()).toContain(`Port ${port} on 127.0.0.1 is taken.`);
  expect(demo.text()).not.toContain("at Server");
  await new Promise((resolve) => server.close(resolve));
});

test("the demo names every wrong setting in one message", async () => {
  const demo = startDemo(["--once"], { PORT: "http", WORKERS: "0" });
  expect(await demo.ended).toBe(1);
  for (const name of ["PORT", "WORKERS"]) expect(demo.text()).toContain(`${name} must be a whole number`);
  expect(demo.text()).not.toMatch(/^ +at /m);
});
