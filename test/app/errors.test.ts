// Every refusal that no single route owns is a problem document.

import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Problem } from "../../src/errors.ts";
import { ContractClient } from "./contract-client.ts";
import { type Fixture, jobOf, openFixture, spec } from "./fixture.ts";
import { exchange, parseAnswer } from "./raw-socket.ts";

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

test.each(["{", "[1,", "'{}'", "{} {}", "\u0000"])("the body %j answers 400 invalid-json", async (body) => {
  const { status, json: read } = await client.ask("/generate", { method: "POST", headers: json, body });
  expect([status, read()["code"]]).toEqual([400, "invalid-json"]);
});

test("a body that is not UTF-8 answers 400 invalid-json: two of them are not one seed", async () => {
  for (const body of [Buffer.from('{"seed":"\xff"}', "latin1"), Buffer.from('{"seed":"\xe9"}', "latin1")]) {
    const response = await fetch(`${fixture.url}/estimate`, { method: "POST", headers: json, body });
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([400, "invalid-json"]);
  }
  const marked = await fetch(`${fixture.url}/estimate`, { method: "POST", headers: json, body: "\ufeff{}" });
  expect(marked.status).toBe(200);
});

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

test.each([
  ['{"__proto__": {"seed": 1}}', "/__proto__"],
  ['{"constructor": {"prototype": {"seed": 1}}}', "/constructor"],
  ['{"behaviour": {"__proto__": {"weekend-lift": {"lift": 2}}}}', "/behaviour/__proto__"],
  ['{"behaviour": {"weekend-lift": {"__proto__": {"lift": 2}}}}', "/behaviour/weekend-lift/__proto__"],
])("the body %s answers 400 invalid-spec and names %s as an unknown field", async (body, pointer) => {
  for (const route of ["/generate", "/estimate"]) {
    const { status, json: read } = await client.ask(route, { method: "POST", headers: json, body });
    const { code, errors } = read<Problem>();
    expect([status, code]).toEqual([400, "invalid-spec"]);
    expect(errors).toEqual([{ pointer, detail: expect.stringContaining("is not a known field") }]);
  }
  expect(fixture.jobs.submitted).toEqual([]);
});

/** Much more than Node reads, and more than one packet. */
const large = "x".repeat(200_000);
const get = (path: string, header = ""): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n${header}\r\n`;

test.each([
  ["NOT HTTP AT ALL\r\n\r\n", 400, "bad-request"],
  [get(`/datasets/${large}`), 431, "headers-too-large"],
  [get("/healthz", `x-large: ${large}\r\n`), 431, "headers-too-large"],
] as const)(
  "what Node cannot read gets a problem document with a request id, and the connection ends (case %#)",
  async (text, status, code) => {
    const answer = parseAnswer(await exchange(fixture.url, text));
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      "content-type": "application/problem+json",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      connection: "close",
    });
    const problem = JSON.parse(answer.body) as Problem;
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(client.schemaFaults({ $ref: "#/components/schemas/Problem" }, problem)).toEqual([]);
  },
);

test("a connection that has served a request before answers headers that are too large as well", async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  /** The status of an answer and the port of the client's end of the connection it came on. */
  const ask = (headers: Record<string, string>): Promise<(number | undefined)[]> =>
    new Promise((resolve, reject) => {
      const request = http.get(`${fixture.url}/healthz`, { agent, headers }, (response) => {
        const { localPort } = response.socket;
        response.resume();
        response.once("end", () => resolve([response.statusCode, localPort]));
      });
      request.once("error", reject);
    });
  const [status, port] = await ask({});
  expect(status).toBe(200);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await ask({ "x-large": large })).toEqual([431, port]);
  agent.destroy();
});

test("nothing is written into the midst of an answer when what follows its request is unreadable", async () => {
  const job = jobOf(spec, { state: "running" });
  fixture.jobs.jobs.set(job.id, job);
  const text = await exchange(fixture.url, `${get(`/jobs/${job.id}/events`)}NOT HTTP AT ALL\r\n\r\n`).catch(String);
  expect(text).not.toContain("bad-request");
});
