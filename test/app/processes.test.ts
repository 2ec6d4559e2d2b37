// The service as a process of its own: told to end in the middle of everything, killed, and met by others on its data directory.

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { runCli } from "../cli/run.ts";
import { newDataDir } from "../jobs/open-service.ts";
import { listening, startServer } from "./server-process.ts";

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Resolves once the service listens; rejects with its output when the process ends before. */
async function serve(dataDir: string): Promise<Served> {
  const started = startServer(dataDir, { LOG_LEVEL: "info" });
  onTestFinished(() => void started.server.kill("SIGKILL"));
  return { child: started.server, url: await listening(started) };
}

async function post(url: string, body: object): Promise<Job> {
  const headers = { "content-type": "application/json", prefer: "wait=50" };
  const answer = await fetch(`${url}/generate`, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as Job;
}

async function jobOf(url: string, id: string): Promise<Job> {
  return (await (await fetch(`${url}/jobs/${id}`)).json()) as Job;
}

/** Reads an answer to its end; what arrived, and whether it was whole. */
function read(url: string, headers: Record<string, string> = {}): Promise<{ text: string; complete: boolean }> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => {
        text += part.toString("latin1");
      });
      response.on("error", () => {});
      response.on("close", () => resolve({ text, complete: response.complete }));
    });
    request.on("error", reject);
  });
}

const world = { asOf: "2026-01-01", content: 20 };

test("SIGTERM amid a running and a waiting job, a download, followers and waits ends the service in order; it goes on at its next start", async () => {
  const dataDir = newDataDir();
  const first = await serve(dataDir);
  const published = await post(first.url, { ...world, customers: 400 });
  expect(published.state).toBe("succeeded");
  const submit = async (customers: number): Promise<Job> => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ ...world, customers });
    return (await (await fetch(`${first.url}/generate`, { method: "POST", headers, body })).json()) as Job;
  };
  const [running, waiting] = [await submit(200_000), await submit(150)];
  while ((await jobOf(first.url, running.id)).progress.bytesWritten === 0) await new Promise((r) => setTimeout(r, 50));
  const answers = Promise.all([
    read(`${first.url}/jobs/${running.id}/events`),
    read(`${first.url}/jobs/${waiting.id}`, { prefer: "wait=60" }),
    read(`${first.url}/datasets/usage_logs?format=ndjson`),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  first.child.kill("SIGTERM");
  const [events, wait, download] = await answers;
  expect(events.text).toContain("event: progress");
  expect([wait.complete, (JSON.parse(wait.text) as Job).state]).toEqual([true, "queued"]);
  expect(download.complete).toBe(true);
  const [code, signal] = await once(first.child, "exit");
  expect([code, signal]).toEqual([0, null]);

  const second = await serve(dataDir);
  expect((await jobOf(second.url, published.id)).published).toBe(true);
  expect(["queued", "running"]).toContain((await jobOf(second.url, running.id)).state);
  await fetch(`${second.url}/jobs/${running.id}`, { method: "DELETE" });
  const ended = await read(`${second.url}/jobs/${waiting.id}`, { prefer: "wait=50" });
  expect((JSON.parse(ended.text) as Job).state).toBe("succeeded");
}, 240_000);

test("a second service and the command line are refused with the pid of the first; after kill -9 a stale pid stops nobody", async () => {
  const dataDir = newDataDir();
  const first = await serve(dataDir);
  const refused = await runCli(["generate", "--customers", "10"], dataDir);
  expect([refused.exitCode, refused.err]).toEqual([1, expect.stringContaining(`pid ${first.child.pid} holds`)]);
  await expect(serve(dataDir)).rejects.toThrow(`pid ${first.child.pid} holds`);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  // As if the pid now were that of another, living process: only the lock itself counts.
  writeFileSync(path.join(dataDir, "lock.pid"), `${process.pid}\n`);
  expect((await runCli(["generate", "--customers", "10"], dataDir)).exitCode).toBe(0);
  rmSync(path.join(dataDir, "lock.pid"));
  mkdirSync(path.join(dataDir, "lock.pid"));
  const unwritable = await runCli(["generate", "--customers", "10"], dataDir);
  expect([unwritable.exitCode, unwritable.err]).toEqual([1, expect.stringContaining("data directory")]);
}, 240_000);
