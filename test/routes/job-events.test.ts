// Server-sent events over real sockets: order, resumption, heartbeats and clients that leave.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, jobOf, openFixture, spec } from "../app/fixture.ts";
import { exchange, parseAnswer } from "../app/raw-socket.ts";

let fixture: Fixture;
let client: ContractClient;
let job: Job;

beforeAll(async () => {
  fixture = await openFixture({ heartbeatSeconds: 0.05 });
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());
beforeEach(() => {
  job = jobOf(spec, { state: "running" });
  fixture.jobs.jobs.set(job.id, job);
});

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: Job;
}

function parseEvents(text: string): Event[] {
  return text
    .split("\n\n")
    .filter((frame) => frame.startsWith("id:"))
    .map((frame) => {
      const fields = Object.fromEntries(frame.split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2)));
      return {
        id: String(fields["id"]),
        event: String(fields["event"]),
        data: JSON.parse(String(fields["data"])) as Job,
      };
    });
}

/** Reads until the text fulfils the condition; the rest is left unread. */
async function readUntil(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  enough: (text: string) => boolean,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  while (!enough(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

async function released(): Promise<void> {
  while (fixture.jobs.openIterators > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("events begin with the job as it stands, follow its changes and end with its end", async () => {
  const following = client.ask(`/jobs/${job.id}/events`);
  while (fixture.jobs.openIterators === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  fixture.jobs.change(job.id, { progress: { ...job.progress, fraction: 0.5 } });
  await new Promise((resolve) => setTimeout(resolve, 20));
  fixture.jobs.change(job.id, { state: "succeeded" });
  const { headers, text } = await following;
  const events = parseEvents(text);
  expect(headers["content-type"]).toContain("text/event-stream");
  expect(events.map(({ id, event }) => [id, event])).toEqual([
    ["1", "progress"],
    ["2", "progress"],
    ["3", "succeeded"],
  ]);
  expect(events[1]?.data.progress.fraction).toBe(0.5);
  for (const { data } of events) {
    expect(client.schemaFaults({ $ref: "#/components/schemas/Job" }, data)).toEqual([]);
  }
  await released();
});

test.each(["succeeded", "failed", "canceled"] as const)(
  "a job that has %s gives its last event and closes",
  async (state) => {
    fixture.jobs.change(job.id, { state });
    const { text } = await client.ask(`/jobs/${job.id}/events`);
    expect(parseEvents(text).map(({ event }) => event)).toEqual([state]);
  },
);

test.each(["HTTP/1.1\r\nhost: x\r\nconnection: close", "HTTP/1.0", "HTTP/1.1\r\nhost: x"])(
  "the connection ends with the last event for a client that speaks %j",
  { timeout: 5000 },
  async (protocol) => {
    const received = exchange(fixture.url, `GET /jobs/${job.id}/events ${protocol}\r\n\r\n`);
    while (fixture.jobs.openIterators === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    fixture.jobs.change(job.id, { state: "succeeded" });
    const { status, headers, body } = parseAnswer(await received);
    expect([status, headers["connection"]]).toEqual([200, "close"]);
    expect(body).toContain("event: succeeded");
  },
);

test("Last-Event-ID resumes after the event that was seen", async () => {
  fixture.jobs.change(job.id, { state: "succeeded" });
  const resumed = await client.ask(`/jobs/${job.id}/events`, { headers: { "last-event-id": "41" } });
  expect(parseEvents(resumed.text).map(({ id }) => id)).toEqual(["42"]);
  const strange = await client.ask(`/jobs/${job.id}/events`, { headers: { "last-event-id": "abc" } });
  expect(parseEvents(strange.text).map(({ id }) => id)).toEqual(["1"]);
});

test("a quiet job's events are kept open by comments, and a client that leaves releases them", async () => {
  const leaving = new AbortController();
  const response = await fetch(`${fixture.url}/jobs/${job.id}/events`, { signal: leaving.signal });
  const text = await readUntil(response.body!.getReader(), (read) => read.split(": heartbeat").length > 2);
  expect(parseEvents(text).length).toBe(1);
  expect(fixture.jobs.openIterators).toBe(1);
  leaving.abort();
  await released();
  expect(fixture.jobs.openIterators).toBe(0);
});

test("an Accept that refuses events answers 406", async () => {
  const { status, json } = await client.ask(`/jobs/${job.id}/events`, { headers: { accept: "application/json" } });
  expect([status, json()["code"]]).toEqual([406, "not-acceptable"]);
  expect(json()["detail"]).toContain("text/event-stream");
});
