// The process: settings, start, signals and exit codes.

import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listening, type Started, startServer } from "./server-process.ts";

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-server-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const start = (environment: Record<string, string>): Started => startServer(path.join(directory, "data"), environment);

test("wrong settings end the start with code 2 and one message that names each", async () => {
  const { exit, output } = start({ PORT: "http", WORKERS: "0", LOG_LEVEL: "loud" });
  expect(await exit).toBe(2);
  for (const name of ["PORT", "WORKERS", "LOG_LEVEL"]) expect(output()).toContain(`${name} must be`);
});

test("the service says where it listens, refuses a second one on its data, and ends with 0 on SIGTERM", async () => {
  const first = start({ HOST: "", LOG_LEVEL: "", API_KEYS: "", API_KEYS_FILE: " ", SQLITE_TMPDIR: "" });
  const address = await listening(first);
  expect(first.output()).toContain(`"docs":"${address}/docs"`);
  const asked = performance.now();
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  const runs = path.join(directory, "data", "runs");
  utimesSync(runs, 1, 1);
  for (let again = 0; again < 5; again++) expect((await fetch(`${address}/readyz`)).status).toBe(200);
  // Nothing was written for them, unless this took longer than the first answer holds.
  if (performance.now() - asked < 1000) expect(statSync(runs).mtimeMs).toBe(1000);

  const second = start({});
  expect(await second.exit).toBe(1);
  expect(second.output()).toContain("data-directory-locked");

  const body = JSON.stringify({ asOf: "2026-01-01", customers: 200_000 });
  const headers = { "content-type": "application/json" };
  const posted = await fetch(`${address}/generate`, { method: "POST", headers, body });
  const { id } = (await posted.json()) as { id: string };
  const events = await fetch(`${address}/jobs/${id}/events`);
  first.server.kill("SIGTERM");
  expect(await events.text()).toContain("event: progress");
  expect(await first.exit).toBe(0);
  expect(first.output()).toContain('"event":"service-closed"');

  const restarted = start({ LOG_LEVEL: "info" });
  const again = await listening(restarted);
  const { state } = (await (await fetch(`${again}/jobs/${id}`)).json()) as { state: string };
  expect(["queued", "running"]).toContain(state);
  await fetch(`${again}/jobs/${id}`, { method: "DELETE" });
  restarted.server.kill("SIGINT");
  expect(await restarted.exit).toBe(0);
});

test("keys are read from a file of secrets, and the log shows none; without a key the service refuses or warns loudly", async () => {
  const file = path.join(directory, "keys");
  writeFileSync(file, "ops=a-secret-in-a-file\n");
  const elsewhere = { DATA_DIR: path.join(directory, "guarded") };
  const guarded = start({
    ...elsewhere,
    HOST: "0.0.0.0",
    API_KEYS_FILE: file,
    API_KEYS: "ci=short:read",
    LOG_LEVEL: "trace",
  });
  const { port } = new URL(await listening(guarded));
  const ask = async (secret: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}/jobs`, { headers: { authorization: `Bearer ${secret}` } })).status;
  expect([await ask("a-secret-in-a-file"), await ask("short"), await ask("wrong-secret")]).toEqual([200, 200, 401]);
  guarded.server.kill("SIGTERM");
  expect(await guarded.exit).toBe(0);
  for (const secret of ["a-secret-in-a-file", "wrong-secret", '"short"'])
    expect(guarded.output()).not.toContain(secret);
  expect(guarded.output()).toContain("the key ci is short enough to be guessed");
  expect(guarded.output()).not.toContain("MAY DO EVERYTHING");

  const refused = start({ ...elsewhere, HOST: "0.0.0.0", REQUIRE_AUTH: "true" });
  expect(await refused.exit).toBe(2);
  expect(refused.output()).toContain("REQUIRE_AUTH is true");

  const open = start({ ...elsewhere, HOST: "0.0.0.0", LOG_LEVEL: "error" });
  while (!open.output().includes("EVERYBODY WHO REACHES 0.0.0.0 MAY DO EVERYTHING")) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  open.server.kill("SIGKILL");
  await open.exit;
});
