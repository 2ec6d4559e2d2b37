// `mockbuster ingest`: published or foreign files into the warehouse or another file; what it says, and what it leaves.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { readValidation } from "../../src/warehouse/validation/results.ts";
import { complete, newDataDir, openService, specOf } from "../jobs/open-service.ts";
import { rowsIn, sourceDirectory, worldLines } from "../warehouse/source-directories.ts";
import { type Outcome, type RunOptions, runCli } from "./run.ts";

const ingest = (args: readonly string[], dataDir: string, options?: RunOptions): Promise<Outcome> =>
  runCli(["ingest", ...args], dataDir, options);

test("mockbuster ingest loads the published files into the data directory's warehouse, beside no service", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const job = await complete(service, specOf());
  const locked = await ingest([], dataDir);
  expect([locked.exitCode, locked.out]).toEqual([1, ""]);
  expect(locked.err).toContain("Another mockbuster uses this data directory");
  await service.close();
  const { exitCode, out, err } = await ingest([], dataDir);
  expect([exitCode, err]).toEqual([0, ""]);
  expect(out).toMatch(/^dataset +loaded +rejected +manifest\ncustomers +150 +0 +match\nplans +3 +0 +match\n/);
  expect(out).toMatch(
    /warehouse\.sqlite, as of 2026-01-01\nvalidation: \w+ \(\d+ passed, 0 failed, \d+ undecided\)\n$/,
  );
  const file = path.join(dataDir, "warehouse.sqlite");
  expect(rowsIn(file, "SELECT value FROM warehouse WHERE key = 'job'")).toEqual([{ value: job.id }]);
  expect(readValidation(dataDir)).toMatchObject({ job: job.id, counts: { fail: 0 } });
});

test("mockbuster ingest --from DIR --db FILE loads any files beside a service, and says what does not fit", async () => {
  const dataDir = newDataDir();
  await openService(dataDir);
  const from = sourceDirectory();
  writeFileSync(path.join(from, "plans.csv"), `${readFileSync(path.join(from, "plans.csv"), "utf8")}P9,Gold,1,1,HD\n`);
  const db = path.join(path.dirname(from), "mine.sqlite");
  const shown = await ingest(["--from", from, "--db", db, "--as-of", "2026-02-03"], dataDir);
  expect([shown.exitCode, shown.err]).toEqual([0, ""]);
  expect(shown.out).toMatch(/plans +3 +1 +absent\n/);
  expect(shown.out).toContain("mine.sqlite, as of 2026-02-03\nWhat does not fit, and why: sqlite3 ");
  const told = await ingest(["--from", from, "--db", db, "--json"], dataDir);
  expect(JSON.parse(told.out)).toMatchObject({
    path: expect.stringMatching(/mine\.sqlite$/),
    asOf: expect.stringMatching(/^20\d\d-/),
    datasets: { plans: { loaded: 3, rejected: 1 }, customers: { loaded: worldLines.customers.length, rejected: 0 } },
  });
  expect(existsSync(path.join(dataDir, "warehouse.sqlite"))).toBe(false);
  // The data directory's warehouse under another name is under its lock as well.
  const alias = path.join(path.dirname(from), "alias");
  symlinkSync(dataDir, alias);
  expect((await ingest(["--from", from, "--db", path.join(alias, "warehouse.sqlite")], dataDir)).exitCode).toBe(1);
});

test("mockbuster ingest says what is wrong, with its exit code, and leaves what was there", async () => {
  const dataDir = newDataDir();
  const nothing = await ingest([], dataDir);
  expect([nothing.exitCode, nothing.err]).toEqual([1, expect.stringContaining("run mockbuster generate first")]);
  const from = sourceDirectory();
  const db = path.join(path.dirname(from), "w.sqlite");
  expect((await ingest(["--from", from, "--db", db], dataDir)).exitCode).toBe(0);
  const before = readFileSync(db);
  const date = await ingest(["--from", from, "--db", db, "--as-of", "2026-02-30"], dataDir);
  expect([date.exitCode, date.err]).toEqual([2, expect.stringContaining("It is not a date")]);
  writeFileSync(path.join(from, "content.csv"), "");
  const empty = await ingest(["--from", from, "--db", db], dataDir);
  expect([empty.exitCode, empty.out]).toEqual([1, ""]);
  expect(empty.err).toContain("content.csv has been cut off: it is empty.");
  const elsewhere = await ingest(["--from", path.join(from, "no-such"), "--db", db], dataDir);
  expect(elsewhere.err).toContain(
    "customers.csv, plans.csv, content.csv, subscriptions.csv, usage_logs.csv cannot be found",
  );
  const nowhere = await ingest(["--from", sourceDirectory(), "--db", path.join(from, "no-such", "w.sqlite")], dataDir);
  expect([nowhere.exitCode, nowhere.err]).toEqual([1, expect.stringContaining("directory")]);
  expect(readFileSync(db).equals(before)).toBe(true);
});

test("mockbuster ingest says which files are not what their manifest names, and ignores a manifest that is not ours beside foreign files", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  await complete(service, specOf());
  const { directory } = (await service.runs.published())!;
  await service.close();
  const plans = path.join(directory, "plans.csv");
  writeFileSync(plans, readFileSync(plans, "utf8").replace("9.99", "8.99"));
  const changed = await ingest([], dataDir);
  expect([changed.exitCode, changed.err]).toEqual([0, "Not what the manifest beside it says (SHA-256): plans.csv.\n"]);
  expect(changed.out).toMatch(/plans +3 +0 +differs\ncontent +\d+ +0 +match\n/);
  expect((await runCli(["validate"], dataDir)).out).toContain("manifest: plans.csv changed since written\n");
  // Named in whatever way, a run of ours is to have a manifest of ours.
  writeFileSync(path.join(directory, "manifest.json"), "{}");
  for (const args of [[], ["--from", path.join(dataDir, "raw")]]) {
    expect((await ingest(args, dataDir)).err).toContain("has an unknown format");
  }
  const from = sourceDirectory();
  writeFileSync(path.join(from, "manifest.json"), "{}");
  const foreign = await ingest(["--from", from, "--db", path.join(from, "w.sqlite")], dataDir);
  expect([foreign.exitCode, foreign.err]).toEqual([
    0,
    expect.stringMatching(/^The manifest\.json in .*files is ignored: it is not that of a run\.\n$/),
  ]);
});

test("what mockbuster ingest and validate cannot hold in memory goes into files beside the warehouse, unless SQLITE_TMPDIR says otherwise", async () => {
  const dataDir = newDataDir();
  const from = sourceDirectory();
  const db = path.join(path.dirname(from), "w.sqlite");
  const command = [
    ...["--import", "tsx", "src/cli.ts", "ingest", "--from", from],
    ...["--db", db, "--data-dir", dataDir],
  ];
  const { SQLITE_TMPDIR: _, ...environment } = process.env;
  const running = spawn(process.execPath, command, { env: environment, stdio: "ignore" });
  const told = until(() => childEnvironment(running.pid!)?.["SQLITE_TMPDIR"]);
  expect(await told).toBe(path.dirname(db));
  if (running.exitCode === null) await once(running, "close");
  expect(running.exitCode).toBe(0);
  const given: Record<string, string> = {};
  await runCli(["validate", "--db", db], dataDir, { environment: given });
  expect(given).toEqual({ SQLITE_TMPDIR: path.dirname(db) });
  await runCli(["validate", "--db", path.join(dataDir, "w.sqlite")], dataDir, { environment: given });
  expect(given).toEqual({ SQLITE_TMPDIR: path.dirname(db) });
});

/** The environment that the first child of a process was started with; undefined while there is none. Linux tells. */
function childEnvironment(pid: number): Record<string, string> | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    if (child === undefined || child === "") return undefined;
    if (!readFileSync(`/proc/${child}/cmdline`, "utf8").includes("load-entry")) return undefined;
    const lines = readFileSync(`/proc/${child}/environ`, "utf8").split("\0");
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  } catch {
    return undefined;
  }
}

async function until<T>(find: () => T | undefined): Promise<T> {
  return vi.waitFor(
    () => {
      const found = find();
      if (found === undefined) throw new Error("not yet");
      return found;
    },
    { timeout: 30_000, interval: 5 },
  );
}

test("an interrupted mockbuster ingest ends with 130 and leaves what was loaded before, and nothing else", async () => {
  const dataDir = newDataDir();
  const from = sourceDirectory();
  const db = path.join(path.dirname(from), "w.sqlite");
  expect((await ingest(["--from", from, "--db", db], dataDir)).exitCode).toBe(0);
  const before = readFileSync(db);
  const interruption = new AbortController();
  const running = ingest(["--from", from, "--db", db], dataDir, { interrupted: interruption.signal, terminal: true });
  setTimeout(() => interruption.abort(), 100);
  const { exitCode, err } = await running;
  expect([exitCode, err]).toEqual([130, expect.stringContaining("Canceled; what was loaded before stays.")]);
  expect(readFileSync(db).equals(before)).toBe(true);
  expect(readdirSync(path.dirname(db)).sort()).toEqual(["files", "w.sqlite"]);
});
