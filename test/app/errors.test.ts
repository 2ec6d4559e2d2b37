// Every refusal that no single route owns is a problem document.

import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Problem } from "../../src/errors.ts";
import { ContractClient } from "./contract-client.ts";
import { type Fixture, openFixture } from "./fixture.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

const json = { "content-type": "application/json" };

test("x-request-id comes back when it is printable, and is made up otherwise", async () => {
  for (const route of ["/healthz", "/nothing", "/datasets/%zz", "/datasets/plans?limit=0"]) {
    const { headers } = await client.ask(route, { headers: { "x-request-id": "mine-1" } });
    expect(headers["x-request-id"], route).toBe("mine-1");
  }
  for (const given of ["x".repeat(129), "a b", "ü"]) {
    const { headers } = await client
      .ask("/healthz", { headers: { "x-request-id": given } })
      .catch(() => ({ headers: {} as Record<string, string> }));
    expect(headers["x-request-id"] ?? "").not.toBe(given);
  }
  expect((await client.ask("/healthz")).headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ["GET", "/nothing", 404, "not-found"],
  ["GET", "/jobs/", 404, "unknown-job"],
  ["GET", "/datasets/plans/", 404, "not-found"],
  ["GET", `/datasets/${"x".repeat(300)}`, 404, "unknown-dataset"],
  ["GET", "/datasets/%zz", 400, "bad-request"],
  ["PUT", "/generate", 405, "method-not-allowed"],
  ["GET", "/estimate", 405, "method-not-allowed"],
  ["POST", "/datasets/plans", 405, "method-not-allowed"],
  ["DELETE", "/jobs", 405, "method-not-allowed"],
  ["HEAD", "/archive", 405, "method-not-allowed"],
] as const)("%s %s answers %i %s", async (method, route, status, code) => {
  const answer = await client.ask(route, { method });
  expect(answer.status).toBe(status);
  if (method === "HEAD") return;
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  const problem = answer.json<Problem>();
  expect([problem.code, problem.status]).toEqual([code, status]);
  expect(problem.instance).toBe(route);
});

test("405 names the methods of the path in Allow", async () => {
  expect((await client.ask("/generate", { method: "PUT" })).headers["allow"]).toBe("POST");
  expect((await client.ask("/datasets/plans", { method: "DELETE" })).headers["allow"]).toBe("GET, HEAD");
  expect((await client.ask("/jobs/x", { method: "PATCH" })).headers["allow"]).toBe("DELETE, GET, HEAD");
});

test.each(["{", "[1,", "'{}'", "{} {}", '{"__proto__": {"a": 1}}', "\u0000"])(
  "the body %j answers 400 invalid-json",
  async (body) => {
    const { status, json: read } = await client.ask("/generate", { method: "POST", headers: json, body });
    expect([status, read()["code"]]).toEqual([400, "invalid-json"]);
  },
);

test.each(["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"])(
  "a body of type %s answers 415",
  async (type) => {
    const request = { method: "POST", headers: { "content-type": type }, body: "{}" };
    const { status, json: read } = await client.ask("/generate", request);
    expect([status, read()["code"]]).toEqual([415, "unsupported-media-type"]);
  },
);

test("a body of more than 1 MiB answers 413, one just under it is read", async () => {
  const body = (length: number): string => JSON.stringify({ seed: "x".repeat(length) });
  const large = await client.ask("/generate", { method: "POST", headers: json, body: body(1024 * 1024) });
  expect([large.status, large.json()["code"]]).toEqual([413, "body-too-large"]);
  const fitting = await client.ask("/generate", { method: "POST", headers: json, body: body(1024 * 1024 - 100) });
  expect([fitting.status, fitting.json()["code"]]).toEqual([400, "invalid-spec"]);
});

test("a body full of faults is answered with at most 51 entries", async () => {
  const body = { datasets: Array.from({ length: 20_000 }, () => 7) };
  const { status, json: read } = await client.ask("/generate", { method: "POST", body });
  expect([status, read<Problem>().errors?.length]).toEqual([400, 51]);
});

test("an error that nobody foresaw answers 500, hides its message and gives the request id", async () => {
  fixture.jobs.refusal = new Error("secret: /srv/data/jobs.sqlite is locked");
  try {
    const answer = await client.ask("/generate", { method: "POST", headers: { "x-request-id": "find-me" } });
    expect([answer.status, answer.json()["code"]]).toEqual([500, "internal-error"]);
    expect(answer.text).not.toContain("secret");
    expect(answer.json()["detail"]).toContain("find-me");
  } finally {
    fixture.jobs.refusal = undefined;
  }
});

test("what is not HTTP answers 400 with a problem document and closes the connection", async () => {
  const { hostname, port } = new URL(fixture.url);
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write("NOT HTTP AT ALL\r\n\r\n"));
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
  });
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  const problem = JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4)) as Problem;
  expect(problem.code).toBe("bad-request");
});
