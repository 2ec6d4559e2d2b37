// The analytics routes and POST /query over HTTP, each answer held against the document; the numbers have a test of their own.

import { createHash } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { retention } from "../../src/warehouse/analytics/subscriptions.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";
import { writeWarehouse } from "../warehouse/hand-warehouse.ts";
import { asOf, openSampleWarehouse, type SampleWarehouse } from "../warehouse/sample-warehouse.ts";

const limits = { seconds: 20, rows: 50, memoryMegabytes: 256 };
const questions = ["top-content", "engagement", "subscriptions", "retention"] as const;

let sample: SampleWarehouse;
let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  sample = await openSampleWarehouse(limits);
  fixture = await openFixture({ warehouse: sample.queries });
  client = await ContractClient.open(fixture.url);
});
afterAll(async () => {
  await fixture.close();
  await sample.close();
});

interface AnalyticsAnswer {
  readonly asOf: string;
  readonly job: string;
  readonly parameters: Record<string, unknown>;
  readonly rows: Record<string, string | number | null>[];
}

test.each(questions)(
  "GET /analytics/%s answers as JSON and, by Accept or format, as CSV with the same rows",
  async (name) => {
    const answer = await client.ask(`/analytics/${name}`);
    const { rows, job, asOf: seenFrom } = answer.json<AnalyticsAnswer>();
    expect([answer.status, job, seenFrom, answer.headers["x-job-id"]]).toEqual([200, sample.job, asOf, sample.job]);
    expect(rows.length).toBeGreaterThan(5);
    for (const [query, accept] of [
      ["", "text/csv"],
      ["?format=csv", "application/json"],
    ] as const) {
      const { text, headers } = await client.ask(`/analytics/${name}${query}`, { headers: { accept } });
      expect(headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
      expect(headers["vary"]).toBe("Accept");
      const parsed: Record<string, string>[] = parse(text, { columns: true });
      expect(parsed).toEqual(
        rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value ?? "")]))),
      );
    }
  },
);

test("parameters are echoed with their defaults, and what was left out stays out", async () => {
  const echoed = async (path: string) => (await client.ask(`/analytics/${path}`)).json<AnalyticsAnswer>().parameters;
  expect(await echoed("top-content")).toEqual({ by: "minutes", limit: 10 });
  expect(await echoed("top-content?genre=music&from=2025-12-01&limit=3&by=sessions")).toEqual({
    by: "sessions",
    limit: 3,
    genre: "music",
    from: "2025-12-01",
  });
  expect(await echoed("engagement?by=hour")).toEqual({ metric: "dau", by: "hour" });
  expect(await echoed("subscriptions")).toEqual({ by: "month" });
  expect(await echoed("retention")).toEqual({});
});

test.each([
  ["top-content?limit=0&by=likes&genre=opera&region=Mars", ["/limit", "/by", "/genre", "/region"]],
  ["top-content?limit=1001", ["/limit"]],
  ["top-content?from=2025-02-30", ["/from"]],
  ["top-content?from=2025-12-02&to=2025-12-01", ["/to"]],
  ["engagement?metric=yau&by=year", ["/metric", "/by"]],
  ["subscriptions?by=day", ["/by"]],
  ["retention?cohort=2025-01", ["/cohort"]],
])("GET /analytics/%s is refused with every fault named", async (question, pointers) => {
  const { status, json } = await client.ask(`/analytics/${question}`);
  const { code, errors } = json<{ code: string; errors: { pointer: string }[] }>();
  expect([status, code]).toEqual([400, "invalid-query"]);
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
});

test("an answer is 304 while its ETag holds, other parameters and formats have other ETags", async () => {
  const ask = (question: string, etag?: string) =>
    client.ask(`/analytics${question}`, etag === undefined ? {} : { headers: { "if-none-match": etag } });
  const etags = new Set<string>();
  for (const question of [
    "",
    "?format=html",
    "/retention",
    "/retention?format=csv",
    "/engagement?by=week",
    "/engagement",
  ]) {
    const { etag } = (await ask(question)).headers;
    etags.add(etag!);
    const again = await ask(question, etag);
    expect([again.status, again.text, again.headers["etag"]], question).toEqual([304, "", etag]);
  }
  expect(etags.size).toBe(6);
});

test("an ETag is of the program's version and of what is asked, besides the warehouse's version", async () => {
  const { headers } = await client.ask("/analytics/retention");
  const version = await sample.queries.version();
  const tagOf = (program: string, sql: string): string => {
    const parts = `${program} ${version} ${sql} /analytics/retention json`;
    return `"${createHash("sha256").update(parts).digest("hex").slice(0, 32)}"`;
  };
  const { version: ours } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(headers["etag"]).toBe(tagOf(ours, retention.sql));
  expect(new Set([tagOf(ours, retention.sql), tagOf("9.9.9", retention.sql), tagOf(ours, "SELECT 1")]).size).toBe(3);
});

test("GET /analytics lists the questions for programs, and each link leads to its answer", async () => {
  const { json, headers } = await client.ask("/analytics", { headers: { accept: "application/json" } });
  const { resources, page } = json<{ page: string; resources: { name: string; json: string; csv: string }[] }>();
  expect(headers["x-job-id"]).toBe(sample.job);
  expect(resources.map(({ name }) => name)).toEqual([...questions]);
  for (const { json: asJson, csv } of resources) {
    expect((await client.ask(asJson)).headers["content-type"]).toContain("application/json");
    expect((await client.ask(csv)).headers["content-type"]).toContain("text/csv");
  }
  expect((await client.ask(page)).headers["content-type"]).toBe("text/html; charset=utf-8");
});

test("GET /analytics is a page for a browser, which may load nothing", async () => {
  const { text, headers } = await client.ask("/analytics", { headers: { accept: "text/html,*/*;q=0.8" } });
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(text).toMatch(/^<!doctype html>/);
  expect([...text.matchAll(/<figure id="([\w-]+)"/g)].map(([, id]) => id)).toEqual([
    "active-customers",
    "top-content",
    "revenue",
    "engagement",
    "flow",
    "retention",
  ]);
  const refused = await client.ask("/analytics?format=csv");
  expect([refused.status, refused.json()["code"]]).toEqual([406, "not-acceptable"]);
});

test("a new warehouse is answered from at once, under new ETags", async () => {
  const before = await client.ask("/analytics/top-content");
  const next = path.join(sample.runs.dataDir, "next.sqlite");
  writeWarehouse(next, sample.files, { asOf: "2025-12-01", job: "f".repeat(32) });
  renameSync(next, sample.file);
  const after = await client.ask("/analytics/top-content", { headers: { "if-none-match": before.headers["etag"]! } });
  expect(after.status).toBe(200);
  expect(after.json<AnalyticsAnswer>()).toMatchObject({ asOf: "2025-12-01", job: "f".repeat(32) });
  const page = await client.ask("/analytics?format=html");
  expect(page.text).toContain("2025-12-01");
  expect(page.headers["x-job-id"]).toBe("f".repeat(32));
});

test("POST /query gives columns and rows as JSON or CSV, with values by place and by name", async () => {
  const sql = "SELECT tier, monthly_price AS price FROM plans WHERE monthly_price > ? ORDER BY price";
  const { json, headers } = await client.ask("/query", { method: "POST", body: { sql, params: [10] } });
  expect(json()).toMatchObject({
    columns: ["tier", "price"],
    rows: [
      ["Standard", 13.99],
      ["Premium", 19.99],
    ],
    rowCount: 2,
    truncated: false,
  });
  expect(headers["x-job-id"]).toMatch(/^[0-9a-f]{32}$/);
  const named = { sql: "SELECT :a AS a, $b AS b, @c AS c", params: { a: "x,y", $b: null, "@c": 2.5 } };
  const csv = await client.ask("/query?format=csv", { method: "POST", body: named });
  expect([csv.text, csv.headers["x-truncated"]]).toEqual(['a,b,c\n"x,y",,2.5\n', "false"]);
});

test("POST /query tells the faults of its body, as those of a query", async () => {
  for (const [body, pointer] of [
    [{}, "/sql"],
    [{ sql: "" }, "/sql"],
    [{ sql: "SELECT 1", limit: 3 }, "/limit"],
    [{ sql: "SELECT ?", params: [1, true] }, "/params/1"],
    [{ sql: "SELECT :a", params: { "a/b": [] } }, "/params/a~1b"],
    [{ sql: "SELECT ?", params: 5 }, "/params"],
  ] as const) {
    const { status, json } = await client.ask("/query", { method: "POST", body });
    const { code, errors } = json<{ code: string; errors: { pointer: string }[] }>();
    expect([status, code, errors[0]?.pointer], JSON.stringify(body)).toEqual([400, "invalid-query-sql", pointer]);
  }
});

test("POST /query says which parameter no statement takes, and what it may be; the time it took has at most three decimals", async () => {
  const refused = await client.ask("/query", { method: "POST", body: { sql: "SELECT ?, ?", params: [1, true] } });
  expect(refused.json()["detail"]).toContain("/params/1: Parameter 2 must be a text, a number or null, but is true.");
  const named = await client.ask("/query", { method: "POST", body: { sql: "SELECT :a", params: { a: {} } } });
  expect(named.json()["detail"]).toContain(
    '/params/a: The parameter "a" must be a text, a number or null, but is an object.',
  );
  const whole = await client.ask("/query", { method: "POST", body: { sql: "SELECT ?", params: "x" } });
  expect(whole.json()["detail"]).toContain('each a text, a number or null, not "x".');
  const taken = (await client.ask("/query", { method: "POST", body: { sql: "SELECT 1" } })).json();
  expect(String(taken["elapsedMilliseconds"])).toMatch(/^\d+(\.\d{1,3})?$/);
});

test("without a warehouse all of it is 404 not-ingested, and POST /query is 403 where it is not allowed", async () => {
  const empty = await openFixture();
  const other = await ContractClient.open(empty.url);
  for (const question of ["", ...questions.map((name) => `/${name}`)]) {
    const { status, json } = await other.ask(`/analytics${question}`);
    expect([status, json()["code"]], question).toEqual([404, "not-ingested"]);
  }
  const { status, json } = await other.ask("/query", { method: "POST", body: { sql: "SELECT 1" } });
  expect([status, json()["code"]]).toEqual([403, "query-not-allowed"]);
  await empty.close();
});
