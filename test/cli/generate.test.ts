import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { datasetNames, headerLine } from "../../src/datasets.ts";
import type { Job } from "../../src/jobs/job.ts";
import { openJobService } from "../../src/jobs/service.ts";
import { type Outcome, type RunOptions, runCli } from "./run.ts";

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

function newDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-cli-"));
  directories.push(directory);
  return directory;
}

/** As the command is typed, on two workers. */
const run = (args: string, dataDir: string, options: RunOptions = {}): Promise<Outcome> =>
  runCli(args.split(" "), dataDir, { ...options, cores: 2 });

describe("mockbuster generate", () => {
  const dataDir = newDirectory();
  let first: Outcome;
  beforeAll(async () => {
    first = await run("generate --customers 300 --content 20", dataDir);
  });

  test("publishes all five datasets and prints rows, bytes and path of each, with code 0", () => {
    expect(first.err).toBe("");
    expect(first.exitCode).toBe(0);
    for (const dataset of datasetNames) {
      const text = readFileSync(path.join(dataDir, "raw", `${dataset}.csv`), "utf8");
      expect(text.startsWith(`${headerLine(dataset)}\n`)).toBe(true);
      const rows = (text.split("\n").length - 2).toLocaleString("en-US");
      const bytes = Buffer.byteLength(text).toLocaleString("en-US");
      const line = first.out.split("\n").find((candidate) => candidate.startsWith(`${dataset} `));
      expect(line?.split(/\s+/).slice(1, 3)).toEqual([rows, bytes]);
      expect(path.basename(line!.split(/\s+/)[3]!)).toBe(`${dataset}.csv`);
    }
  });

  test("writes nothing again for the same request, and says so", async () => {
    const again = await run("generate --customers 300 --content 20", dataDir);
    expect(again.exitCode).toBe(0);
    expect(again.out).toContain("had run before");
    expect(again.out).toContain("usage_logs");
  });

  test("--json prints the finished job and nothing else", async () => {
    const { exitCode, out, err } = await run("generate plans --customers 200 --seed b --json", newDirectory());
    expect(exitCode).toBe(0);
    expect(err).toBe("");
    const job = JSON.parse(out) as Job;
    expect(job.state).toBe("succeeded");
    expect(job.spec).toMatchObject({ seed: "b", customers: 200, asOf: "2026-01-01", datasets: ["plans"] });
    expect(job.datasets?.map((dataset) => [dataset.name, dataset.rows])).toEqual([["plans", 3]]);
  });

  test("shows a bar on a terminal's standard error, and leaves standard output to the result", async () => {
    const shown = await run("generate --customers 400 --content 20 --seed c", newDirectory(), { terminal: true });
    expect(shown.exitCode).toBe(0);
    expect(shown.err).toMatch(/\d+ % \| [\d,]+ rows/);
    expect(shown.out).toMatch(/^dataset +rows +bytes +path\n/);
  });
});

test("mockbuster generate takes empty settings for none: no line of the log, and the same files", async () => {
  const environment = { LOG_LEVEL: "", WORKERS: " ", DATA_DIR: "", API_KEYS: "" };
  const { exitCode, err } = await run("generate plans --json", newDirectory(), { environment });
  expect([exitCode, err]).toEqual([0, expect.not.stringContaining('"level"')]);
});

describe("mockbuster generate, with code 2 for wrong usage", () => {
  test("names each fault of the request with its option, and writes nothing", async () => {
    const dataDir = newDirectory();
    const { exitCode, err } = await run("generate --customers 0 --content ten --as-of 2026-02-30", dataDir);
    expect(exitCode).toBe(2);
    expect(err).toContain("  --customers: This must be a whole number of at least 1, but is 0.");
    expect(err).toContain('  --content: This must be a whole number from 10 to 1000000, but is "ten".');
    expect(err).toMatch(/ {2}--as-of: .*2026-02-30/);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test("names what is well-formed but cannot be", async () => {
    const dataDir = newDirectory();
    const file = path.join(newDirectory(), "behaviour.json");
    writeFileSync(file, '{ "genre-mix": { "movie": 0.9 } }');
    const { exitCode, err } = await run(`generate --behaviour ${file}`, dataDir);
    expect(exitCode).toBe(2);
    expect(err).toContain("  --behaviour /genre-mix");
    expect(err).toContain("sum to 1");
  });

  test("refuses more customers than MAX_CUSTOMERS, and a setting that makes no sense", async () => {
    const tooMany = await run("generate --customers 11", newDirectory(), { environment: { MAX_CUSTOMERS: "10" } });
    expect([tooMany.exitCode, tooMany.err]).toEqual([2, expect.stringContaining("at most 10")]);
    const noWorkers = await run("generate --workers 0", newDirectory());
    expect([noWorkers.exitCode, noWorkers.err]).toEqual([2, expect.stringContaining("WORKERS")]);
  });
});

describe("mockbuster generate, where something stands in the way", () => {
  test("ends with code 3 when upstream files are missing, says what to run first, and that then works", async () => {
    const dataDir = newDirectory();
    const world = "--customers 200 --content 20";
    const early = await run(`generate usage_logs ${world}`, dataDir);
    expect(early.exitCode).toBe(3);
    expect(early.err).not.toContain("POST");
    const [, command] = /Run first:\n {2}mockbuster (.*)\n$/.exec(early.err) ?? [];
    expect(command).toBe(`generate customers plans content subscriptions ${world} --data-dir ${dataDir}`);
    expect(existsSync(path.join(dataDir, "raw"))).toBe(false);
    expect((await run(command!, dataDir)).exitCode).toBe(0);
    const late = await run(`generate usage_logs ${world}`, dataDir);
    expect(late.err).toBe("");
    expect(late.exitCode).toBe(0);
    expect(late.out).toContain("usage_logs");
    // Files of another world do not count.
    expect((await run(`generate usage_logs ${world} --seed other`, dataDir)).exitCode).toBe(3);
  });

  test("ends with code 1 when another mockbuster holds the data directory, and names its pid", async () => {
    const dataDir = newDirectory();
    const logger = pino({ level: "silent" });
    const other = await openJobService({ dataDir, workers: 1, queueLimit: 1, runsKept: 1, logger });
    try {
      const { exitCode, err } = await run("generate --customers 100", dataDir);
      expect(exitCode).toBe(1);
      expect(err).toContain(`pid ${process.pid}`);
    } finally {
      await other.close();
    }
  });

  test("ends with code 130 when interrupted, with nothing published", async () => {
    const dataDir = newDirectory();
    const interruption = new AbortController();
    interruption.abort();
    const { exitCode, out, err } = await run("generate --customers 300000", dataDir, {
      interrupted: interruption.signal,
    });
    expect(exitCode).toBe(130);
    expect(out).toBe("");
    expect(err).toContain("Interrupted");
    expect(existsSync(path.join(dataDir, "raw"))).toBe(false);
  });
});

test("the process ends with code 130 after Ctrl-C; the same command, killed and started once more, ends with the same bytes", async () => {
  const dataDir = newDirectory();
  const cli = path.resolve(import.meta.dirname, "../../dist/cli.js");
  const command = "generate --customers 30000 --workers 1 --json";
  const args = [cli, ...command.split(" "), "--as-of", "2026-01-01", "--data-dir", dataDir];
  const runs = path.join(dataDir, "runs");
  const checkpoints = (): string[] => {
    const [run] = existsSync(runs) ? readdirSync(runs) : [];
    const file = path.join(runs, run ?? "", "checkpoints.ndjson");
    return run !== undefined && existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  };
  const interrupt = async (signal: NodeJS.Signals): Promise<number | null> => {
    const child = spawn(process.execPath, args);
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    // The header and the first partition, or what an earlier process has written.
    const before = Math.max(2, checkpoints().length);
    await vi.waitUntil(() => checkpoints().length > before, { timeout: 50_000, interval: 20 });
    child.kill(signal);
    return ended;
  };
  expect(await interrupt("SIGINT")).toBe(130);
  expect(existsSync(path.join(dataDir, "raw"))).toBe(false);
  expect(checkpoints()[1]).toContain('"dataset":"customers"');
  expect(await interrupt("SIGKILL")).toBe(null);
  const [resumed, fresh] = await Promise.all([run(command, dataDir), run(command, newDirectory())]);
  const job = JSON.parse(resumed.out) as Job;
  expect(readdirSync(runs)).toEqual([`${job.id}-1`]);
  const digests = ({ datasets }: Job) => datasets?.map(({ rows, sha256 }) => [rows, sha256]);
  expect(digests(job)).toEqual(digests(JSON.parse(fresh.out) as Job));
});
