// Keys by scope, limits of requests and origins, on every route that the document has, and on those that it has not.

import { PassThrough } from "node:stream";
import fastify from "fastify";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { readApiKeys } from "../../src/access/api-keys.ts";
import type { AppConfig } from "../../src/app.ts";
import { guard } from "../../src/http/gate.ts";
import { ContractClient } from "./contract-client.ts";
import { type Fixture, jobOf, openFixture, spec } from "./fixture.ts";
import { converse } from "./raw-socket.ts";

const secrets = { read: "secret-of-the-reader", generate: "secret-of-the-maker", admin: "secret-of-the-admin" };
const { keys: apiKeys } = readApiKeys(
  `reader=${secrets.read}:read,maker=${secrets.generate}:generate,admin=${secrets.admin}`,
  "API_KEYS",
);
const guess = (index: number): string => `authorization: Bearer guess-${index}`;
const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.close();
  fixture = undefined;
});

async function open(
  config: Partial<AppConfig>,
  services: Parameters<typeof openFixture>[0] = {},
): Promise<ContractClient> {
  fixture = await openFixture(services, config);
  return ContractClient.open(fixture.url);
}

interface Described {
  readonly security?: readonly Record<string, readonly string[]>[];
}

test("every operation answers 401 without a key, 403 with a lesser one, and neither with its own, before the body is read", async () => {
  const client = await open({ apiKeys });
  const job = jobOf(spec, { state: "running", requests: 1 });
  fixture!.jobs.jobs.set(job.id, job);
  const wanted: Record<string, string[]> = { open: [], read: [], generate: [], admin: [] };
  for (const [route, operations] of Object.entries(client.document.paths)) {
    const asked = route.replace("{id}", job.id).replace("{name}", "plans").replace("{file}", "console.js");
    for (const [method, operation] of Object.entries(operations)) {
      const { security } = operation as Described;
      const scope = (security?.[0]?.["key"]?.[0] ?? "open") as keyof typeof secrets | "open";
      wanted[scope]!.push(`${method} ${route}`);
      const ask = async (headers: Record<string, string>): Promise<number> => {
        const body =
          method === "post"
            ? { body: "{ not json", headers: { ...headers, "content-type": "application/json" } }
            : { headers };
        return (await client.ask(asked, { method: method.toUpperCase(), ...body })).status;
      };
      const isRefused = (status: number): boolean => status === 401 || status === 403;
      if (scope === "open") {
        expect(isRefused(await ask({})), `${method} ${route}`).toBe(false);
        continue;
      }
      expect(await ask({}), `${method} ${route}`).toBe(401);
      if (scope !== "read") expect(await ask(bearer(secrets.read)), `${method} ${route}`).toBe(403);
      if (scope === "admin") expect(await ask(bearer(secrets.generate)), `${method} ${route}`).toBe(403);
      expect(isRefused(await ask(bearer(secrets.admin))), `${method} ${route}`).toBe(false);
    }
  }
  expect(wanted["open"]!.toSorted()).toEqual([
    "get /",
    "get /console/{file}",
    "get /docs",
    "get /healthz",
    "get /openapi.json",
    "get /readyz",
  ]);
  expect(wanted["generate"]).toEqual(expect.arrayContaining(["post /generate", "delete /jobs/{id}"]));
  const repair = (secret: string) =>
    client.ask("/datasets/verify?repair=true", { method: "POST", headers: bearer(secret) });
  expect((await repair(secrets.generate)).status).toBe(403);
  expect(wanted["read"]).toEqual(
    expect.arrayContaining(["get /jobs", "get /metrics", "post /estimate", "post /expectations"]),
  );
});

test("unknown routes and methods, and assets of Swagger UI", async () => {
  const client = await open({ apiKeys });
  const ask = async (method: string, route: string, headers = {}): Promise<number> =>
    (await fetch(`${fixture!.url}${route}`, { method, headers })).status;
  expect(await ask("GET", "/nowhere")).toBe(401);
  expect(await ask("PUT", "/generate")).toBe(401);
  expect(await ask("GET", "/nowhere", bearer(secrets.read))).toBe(404);
  expect(await ask("PUT", "/generate", bearer(secrets.read))).toBe(405);
  expect(await ask("HEAD", "/jobs")).toBe(401);
  expect(await ask("GET", "/docs/static/swagger-ui.css")).toBe(200);
  expect(await ask("GET", "/docs/json")).toBe(200);
  expect(
    (await client.ask("/jobs", { headers: { authorization: "Basic c2VjcmV0" } })).headers["www-authenticate"],
  ).toBe('Bearer realm="mockbuster"');
  const wrong = await client.ask("/jobs", { headers: bearer("guess") });
  expect([wrong.status, wrong.headers["www-authenticate"]]).toEqual([
    401,
    'Bearer realm="mockbuster", error="invalid_token"',
  ]);
  const lesser = await client.ask("/generate", { method: "POST", headers: bearer(secrets.read) });
  expect(lesser.json()["detail"]).toContain("the scope generate");
  expect(lesser.headers["www-authenticate"]).toContain('scope="generate"');
});

test("?force=true on a cancellation wants admin", async () => {
  const client = await open({ apiKeys });
  const job = jobOf(spec, { state: "running", requests: 2 });
  fixture!.jobs.jobs.set(job.id, job);
  const cancel = async (secret: string) =>
    (await client.ask(`/jobs/${job.id}?force=true`, { method: "DELETE", headers: bearer(secret) })).status;
  expect(await cancel(secrets.generate)).toBe(403);
  expect(await cancel(secrets.admin)).toBe(202);
});

test("no secret is logged at any level, right or wrong, and the name of the key is", async () => {
  const lines = new PassThrough();
  let log = "";
  lines.on("data", (chunk) => {
    log += String(chunk);
  });
  const client = await open({ apiKeys }, { logger: pino({ level: "trace" }, lines) });
  for (const secret of [secrets.read, "a-wrong-secret"]) {
    await client.ask("/jobs", { headers: bearer(secret) });
    await client.ask("/generate", { method: "POST", headers: bearer(secret) });
    fixture!.jobs.refusal = new Error("broken");
    await client.ask("/generate", { method: "POST", headers: bearer(secrets.admin) });
  }
  expect(log).toContain('"key":"reader"');
  for (const secret of ["a-wrong-secret", ...Object.values(secrets)]) expect(log).not.toContain(secret);
});

test("ten wrong keys in a minute close the door to every key of the address, but not to what is open", async () => {
  const client = await open({ apiKeys });
  for (let attempt = 0; attempt < 10; attempt++) {
    expect((await client.ask("/jobs", { headers: bearer(`guess-${attempt}`) })).status).toBe(401);
  }
  for (const secret of ["guess-11", secrets.admin]) {
    const { status, headers, json } = await client.ask("/jobs", { headers: bearer(secret) });
    expect([status, json()["code"]]).toEqual([429, "too-many-requests"]);
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  }
  expect((await client.ask("/healthz")).status).toBe(200);
});

test("wrong keys that come in one packet are all counted before one is answered; what is not served closes its door, too", async () => {
  const client = await open({ apiKeys });
  const guesses = Array.from(
    { length: 40 },
    (_, index) => `GET /nowhere HTTP/1.1\r\nhost: x\r\n${guess(index)}\r\n\r\n`,
  );
  const right = `GET /jobs HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${secrets.admin}\r\n\r\n`;
  const { received } = await converse(fixture!.url, [Buffer.from(guesses.join("") + right)], 8000);
  const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  expect(statuses).toEqual(Array(41).fill(429));
  expect((await client.ask("/nowhere", { headers: bearer(secrets.admin) })).status).toBe(429);
  expect((await client.ask("/nowhere")).status).toBe(401);
});

test("requests of a key and of an address are counted apart, told in headers, and refused beyond the limit", async () => {
  const client = await open({ apiKeys, rateLimit: 3 });
  const ask = (secret: string) => client.ask("/jobs", { headers: bearer(secret) });
  const first = await ask(secrets.read);
  expect(first.headers).toMatchObject({ "ratelimit-limit": "3", "ratelimit-remaining": "2" });
  expect(Number(first.headers["ratelimit-reset"])).toBeGreaterThan(0);
  await ask(secrets.read);
  await ask(secrets.read);
  const fourth = await ask(secrets.read);
  expect([fourth.status, fourth.json()["code"]]).toEqual([429, "too-many-requests"]);
  expect(Number(fourth.headers["retry-after"])).toBeGreaterThan(0);
  expect((await ask(secrets.generate)).status).toBe(200);
  for (const status of [401, 401, 401, 429]) expect((await client.ask("/jobs")).status).toBe(status);
  for (let asked = 0; asked < 5; asked++) expect((await client.ask("/healthz")).status).toBe(200);
});

test("X-Forwarded-For counts for nothing unless the proxy is trusted", async () => {
  const statuses = async (trustProxy: AppConfig["trustProxy"] = false): Promise<(number | string | null)[]> => {
    await open({ rateLimit: 1, trustProxy });
    const results: (number | string | null)[] = [];
    for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.2"]) {
      const headers = { "x-forwarded-for": `203.0.113.9, ${address}`, "x-forwarded-proto": "https" };
      const answer = await fetch(`${fixture!.url}/jobs`, { headers });
      results.push(answer.status, answer.headers.get("strict-transport-security"));
    }
    await fixture!.close();
    fixture = undefined;
    return results;
  };
  expect(await statuses()).toEqual([200, null, 429, null, 429, null]);
  const year = "max-age=31536000";
  expect(await statuses(1)).toEqual([200, year, 200, year, 429, year]);
  expect(await statuses(["127.0.0.0/8"])).toEqual([200, year, 200, year, 429, year]);
  expect(await statuses(["10.0.0.1"])).toEqual([200, null, 429, null, 429, null]);
});

test("pages of configured origins may ask, also beforehand and without a key; those of others are told nothing", async () => {
  await open({ apiKeys, corsOrigins: ["https://app.example.com"] });
  const ask = (method: string, route: string, headers: Record<string, string>) =>
    fetch(`${fixture!.url}${route}`, { method, headers });
  const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
  const allowed = await ask("OPTIONS", "/generate", { origin: "https://app.example.com", ...preflight });
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
  expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
  const foreign = await ask("OPTIONS", "/generate", { origin: "https://evil.example", ...preflight });
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  const read = await ask("GET", "/datasets/plans", { origin: "https://app.example.com", ...bearer(secrets.read) });
  expect(read.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
  expect(read.headers.get("access-control-expose-headers")).toContain("repr-digest");
  expect(read.headers.get("vary")).toContain("Accept");
  expect(read.headers.get("vary")).toContain("Origin");
  expect((await ask("GET", "/nowhere", bearer(secrets.read))).status).toBe(404);
});

test("without configured origins nothing is said of them, and OPTIONS is a method like others", async () => {
  const client = await open({});
  const { headers } = await client.ask("/jobs", { headers: { origin: "https://app.example.com" } });
  expect(headers["access-control-allow-origin"]).toBeUndefined();
  expect((await client.ask("/jobs", { method: "OPTIONS" })).status).toBe(405);
});

test("a route that declares no scope keeps the service from starting", async () => {
  const app = fastify();
  await guard(app, { apiKeys: [], requestsPerMinute: 0 });
  expect(() => app.get("/secrets", async () => "all")).toThrow("GET /secrets declares no scope");
});

test("a request whose connection has been reset, and so has no address any more, is counted and served like any other", async () => {
  const client = await open({ apiKeys, rateLimit: 100 });
  fixture!.app.server.prependListener("request", ({ socket }) => {
    Object.defineProperty(socket, "remoteAddress", { value: undefined });
  });
  expect((await client.ask("/healthz")).status).toBe(200);
  expect((await client.ask("/jobs", { headers: bearer("wrong") })).status).toBe(401);
  expect((await client.ask("/jobs", { headers: bearer(secrets.read) })).status).toBe(200);
});
