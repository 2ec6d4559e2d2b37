// examples/ingest-with-typescript against the real service in a process of its own: its types are made from the service's document, it
// compiles with them, and its sums are those of the files. npm installs its few packages, from its cache where they are there.

import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listening, type Started, startServer } from "../app/server-process.ts";

const run = promisify(execFile);

/** Parts of a client that the document does not allow; each line that did compile would be an error. */
const wrong = `
import { accepted, openService } from "./service.ts";
const service = openService("http://127.0.0.1");
// @ts-expect-error There is no such path.
await service.GET("/dataset");
// @ts-expect-error The number of customers is a number.
await service.POST("/generate", { body: { customers: "many" } });
// @ts-expect-error A job has no such field.
accepted(await service.GET("/jobs/{id}", { params: { path: { id: "" } } })).status;
`;

let home: string;
let example: string;
let service: Started;
let url: string;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), "mockbuster-typescript-"));
  example = path.join(home, "example");
  const source = path.resolve("examples/ingest-with-typescript");
  cpSync(source, example, { recursive: true, filter: (file) => !/node_modules|dist|service-types/.test(file) });
  service = startServer(path.join(home, "data"));
  const installed = npm("ci", "--prefer-offline", "--no-audit", "--no-fund");
  url = await listening(service);
  await installed;
  await npm("run", "types", "--", `${url}/openapi.json`);
}, 180_000);
afterAll(async () => {
  service.server.kill("SIGTERM");
  await service.exit;
  rmSync(home, { recursive: true, force: true });
});

async function npm(...npmArguments: string[]): Promise<void> {
  await run("npm", npmArguments, { cwd: example });
}

const start = (...options: string[]) => run(process.execPath, ["dist/ingest.js", ...options], { cwd: example });

/** Minutes and sessions by tier and genre, from the published files. */
function watchedInFiles(): Map<string, { sessions: number; minutes: number }> {
  const table = (name: string): Record<string, string>[] =>
    parse(readFileSync(path.join(home, "data/raw", `${name}.csv`)), { columns: true });
  const column = (name: string, key: string, value: string): Map<string, string> =>
    new Map(table(name).map((row) => [row[key]!, row[value]!]));
  const tiers = column("plans", "plan_id", "tier");
  const plans = column("subscriptions", "subscription_id", "plan_id");
  const genres = column("content", "content_id", "genre");
  const watched = new Map<string, { sessions: number; minutes: number }>();
  for (const row of table("usage_logs")) {
    const key = `${tiers.get(plans.get(row["subscription_id"]!)!)} ${genres.get(row["content_id"]!)}`;
    const { sessions, minutes } = watched.get(key) ?? { sessions: 0, minutes: 0 };
    watched.set(key, { sessions: sessions + 1, minutes: minutes + Number(row["duration_watched"]) });
  }
  return watched;
}

test("it compiles with the types of the document, which refuse what the document does not have", async () => {
  writeFileSync(path.join(example, "src/wrong.ts"), wrong);
  await npm("run", "build");
}, 180_000);

test("it generates a world, its sums are those of the files, and the warehouse that it has loaded counts the same", async () => {
  const body = path.join(home, "body.json");
  writeFileSync(body, JSON.stringify({ asOf: "2026-01-01", customers: 80, content: 30 }));
  const { stdout, stderr } = await start("--url", url, "--body", body);
  const { job, watched } = JSON.parse(stdout) as {
    job: string;
    watched: { tier: string; genre: string; sessions: number; minutes: number }[];
  };
  expect(stderr).toContain(`job ${job} has succeeded`);
  expect(stderr).toMatch(/its validation tests: (pass|undecided)/);
  const { job: loaded } = (await (await fetch(`${url}/analytics/engagement`)).json()) as { job: string };
  expect(loaded).toBe(job);
  const expected = watchedInFiles();
  expect(expected.size).toBeGreaterThan(6);
  expect(watched.length).toBe(expected.size);
  for (const { tier, genre, sessions, minutes } of watched) {
    const found = expected.get(`${tier} ${genre}`)!;
    expect([sessions, minutes]).toEqual([found.sessions, expect.closeTo(found.minutes, 2)]);
  }
});

test("it ends with code 1 and the service's words when the service refuses", async () => {
  const body = path.join(home, "wrong.json");
  writeFileSync(body, JSON.stringify({ asOf: "2026-01-01", customers: 0 }));
  const failed = start("--url", url, "--body", body);
  await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^ingest: invalid-spec: /m) });
});
