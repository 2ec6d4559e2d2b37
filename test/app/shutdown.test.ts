// What becomes of answers under way when the service closes.

import http from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { type FileRows, type Fixture, jobOf, openFixture, spec, writeRun } from "./fixture.ts";

const large: FileRows = {
  partitionRows: 220_000,
  rows: Array.from({ length: 220_000 }, (_, index) => {
    const key = String(index + 1).padStart(9, "0");
    return `C${key},Zoe,Smith,zoe.${index}@example.com,1980,CA,West,mobile,2025-06-01`;
  }),
};

function publishLarge(fixture: Fixture): number {
  fixture.runs.current = writeRun(path.join(fixture.directory, "run-large"), { customers: large });
  return fixture.runs.current.manifest.datasets[0]!.bytes;
}

function begin(url: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.get(url, { agent: new http.Agent({ keepAlive: true }) }, resolve).on("error", reject);
  });
}

test("a download under way ends whole, and then the service is closed", async () => {
  const fixture = await openFixture({ graceSeconds: 30 });
  const bytes = publishLarge(fixture);
  const response = await begin(`${fixture.url}/datasets/customers`);
  const closed = fixture.close();
  let received = 0;
  for await (const chunk of response) received += (chunk as Buffer).length;
  expect(received).toBe(bytes);
  await closed;
  await expect(fetch(`${fixture.url}/healthz`)).rejects.toThrow();
});

test("a download that nobody reads is cut when the grace is over", async () => {
  const fixture = await openFixture({ graceSeconds: 0.2 });
  publishLarge(fixture);
  const response = await begin(`${fixture.url}/datasets/customers`);
  const broken = new Promise((resolve) => response.once("close", resolve));
  await fixture.close();
  response.resume();
  response.on("error", () => {});
  await broken;
  expect(response.complete).toBe(false);
});

test("waits and event streams end at once", async () => {
  const fixture = await openFixture({ graceSeconds: 30 });
  const job = jobOf(spec, { state: "running" });
  fixture.jobs.jobs.set(job.id, job);
  const waiting = fetch(`${fixture.url}/jobs/${job.id}`, { headers: { prefer: "wait=60" } });
  const events = await begin(`${fixture.url}/jobs/${job.id}/events`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = fixture.close();
  expect(((await (await waiting).json()) as { state: string }).state).toBe("running");
  let text = "";
  for await (const chunk of events) text += String(chunk);
  expect(text).toContain("event: progress");
  await closed;
  expect(fixture.jobs.openIterators).toBe(0);
});

test("GET /readyz on an open connection answers 503 shutting-down once the service closes", async () => {
  const fixture = await openFixture({ graceSeconds: 30 });
  publishLarge(fixture);
  const busy = await begin(`${fixture.url}/datasets/customers`);
  const { hostname, port } = new URL(fixture.url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.on("data", (chunk) => {
    text += String(chunk);
  });
  // Half a request keeps the connection from being idle when the service begins to close.
  socket.write("GET /readyz HTTP/1.1\r\nhost: x\r\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = fixture.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.write("\r\n");
  await new Promise((resolve) => socket.once("close", resolve));
  expect(text).toContain("HTTP/1.1 503");
  expect(text).toContain('"code":"shutting-down"');
  busy.resume();
  await closed;
});
