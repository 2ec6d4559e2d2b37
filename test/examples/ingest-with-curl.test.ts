// examples/ingest-with-curl against the real service in a process of its own: what it loads, what it does when run again, and how it
// ends when something is wrong.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { listening, type Started, startServer } from "../app/server-process.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { outputOf } from "../warehouse/databases/database.ts";
import { type MeddlingProxy, openProxy } from "./meddling-proxy.ts";

const script = path.resolve("examples/ingest-with-curl/ingest.sh");
const body = JSON.stringify({ asOf: "2026-01-01", customers: 60, content: 30 });

let home: string;
let service: Started;
let proxy: MeddlingProxy;
let job: Job;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), "mockbuster-curl-"));
  service = startServer(path.join(home, "data"));
  proxy = await openProxy(await listening(service));
  writeFileSync(path.join(home, "body.json"), body);
  const headers = { "content-type": "application/json", prefer: "wait=60" };
  const posted = await fetch(`${proxy.url}/generate`, { method: "POST", headers, body });
  job = (await posted.json()) as Job;
}, 180_000);
afterAll(async () => {
  await proxy.close();
  service.server.kill("SIGTERM");
  await service.exit;
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  proxy.meddle = undefined;
  proxy.asked.length = 0;
});

interface Outcome {
  readonly code: number | null;
  readonly said: string;
}

async function run(...programArguments: string[]): Promise<Outcome> {
  const child = spawn("sh", [script, ...programArguments], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.on("data", (chunk) => {
      said += String(chunk);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, said };
}

const ingest = (directory: string): Promise<Outcome> =>
  run("-u", proxy.url, "-b", path.join(home, "body.json"), "-d", directory);

const query = (directory: string, sql: string): string =>
  outputOf("sqlite3", ["warehouse.sqlite", sql], { cwd: directory });

const usage = "usage_logs";

/** Meddles with the file of the sessions from here on. */
function meddle(change: (bytes: Buffer) => Buffer, cut = false): void {
  proxy.meddle = { path: `/datasets/${usage}`, change, cut };
}

test("it loads every row of the job, with nulls for empty fields, and run again finds that done", async () => {
  const directory = temporaryDirectory();
  const first = await ingest(directory);
  expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/^Premium +\d+ +/m) });
  for (const { name, rows } of job.datasets!) expect(query(directory, `SELECT count(*) FROM ${name}`)).toBe(`${rows}`);
  const open = readFileSync(path.join(directory, "subscriptions.csv"), "utf8").match(/,,/g)!.length;
  expect(query(directory, "SELECT count(*) FROM subscriptions WHERE end_date IS NULL")).toBe(`${open}`);
  expect(query(directory, "SELECT job FROM loaded")).toBe(job.id);

  proxy.asked.length = 0;
  expect(await ingest(directory)).toMatchObject({ code: 0, said: expect.stringContaining("holds this job already") });
  expect(proxy.asked).toEqual(["/generate"]);
});

test("a download that broke goes on at its byte when the script is run again, and what is there is not fetched twice", async () => {
  const directory = temporaryDirectory();
  meddle((bytes) => bytes.subarray(0, 5000), true);
  const broken = await ingest(directory);
  expect(broken).toMatchObject({ code: 3, said: expect.stringContaining("run this again to go on") });
  expect(existsSync(path.join(directory, "warehouse.sqlite"))).toBe(false);

  proxy.meddle = undefined;
  proxy.asked.length = 0;
  expect((await ingest(directory)).code).toBe(0);
  expect(proxy.asked.filter((asked) => asked.startsWith("/datasets/"))).toEqual([`/datasets/${usage} bytes=5000-`]);
});

test("bytes that do not have their digest are not loaded", async () => {
  const directory = temporaryDirectory();
  meddle((bytes) => Buffer.from(bytes.toString("latin1").replace("mobile", "tablet"), "latin1"));
  expect(await ingest(directory)).toMatchObject({
    code: 5,
    said: expect.stringContaining(`${usage}.csv does not arrive`),
  });
  expect(existsSync(path.join(directory, "warehouse.sqlite"))).toBe(false);
});

test("a part that holds other bytes is thrown away, and the file fetched from its beginning", async () => {
  const directory = temporaryDirectory();
  const { sha256 } = job.datasets!.find(({ name }) => name === usage)!;
  writeFileSync(path.join(directory, `${usage}.${sha256}.part`), "x".repeat(100));
  expect((await ingest(directory)).code).toBe(0);
  const asked = proxy.asked.filter((path) => path.startsWith(`/datasets/${usage}`));
  expect(asked).toEqual([`/datasets/${usage} bytes=100-`, `/datasets/${usage}`]);
});

test("what the service refuses is said in the service's words", async () => {
  const directory = temporaryDirectory();
  writeFileSync(path.join(directory, "wrong.json"), '{"customer": 5}');
  const { code, said } = await run("-u", proxy.url, "-b", path.join(directory, "wrong.json"), "-d", directory);
  expect([code, said]).toEqual([3, expect.stringMatching(/answered 400: .*Correct the fields named/)]);
});

test("a job that is canceled ends the script with code 4", async () => {
  const directory = temporaryDirectory();
  writeFileSync(path.join(directory, "large.json"), '{"asOf": "2026-01-01", "customers": 500000, "seed": "large"}');
  const running = run("-u", proxy.url, "-b", path.join(directory, "large.json"), "-d", directory);
  let jobs: Job[] = [];
  while (!jobs.some(({ state }) => state === "running")) {
    jobs = ((await (await fetch(`${proxy.url}/jobs`)).json()) as { jobs: Job[] }).jobs;
  }
  const { id } = jobs.find(({ state }) => state === "running")!;
  await fetch(`${proxy.url}/jobs/${id}`, { method: "DELETE" });
  expect(await running).toMatchObject({ code: 4, said: expect.stringContaining(`job ${id} is canceled`) });
});

test("wrong arguments end with code 2, a service that is not there with 3", async () => {
  const directory = temporaryDirectory();
  expect((await run("-x")).code).toBe(2);
  expect((await run("-t", "soon")).code).toBe(2);
  expect((await run("-b", path.join(directory, "none.json"))).code).toBe(2);
  const gone = await openProxy(proxy.url);
  await gone.close();
  const { code, said } = await run("-u", gone.url, "-d", directory);
  expect([code, said]).toEqual([3, expect.stringContaining("cannot be reached")]);
});
