// The page at / and the files it loads: what is served, under which headers, and that page and service agree.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetNames } from "../../src/datasets.ts";
import { requestDefaults } from "../../src/spec/request.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";

const folder = path.resolve(import.meta.dirname, "../../src/console");

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

test("GET / answers a browser, and curl, with the page, under a policy that lets nothing foreign in", async () => {
  for (const accept of ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*"]) {
    const { status, headers, text } = await client.ask("/", { headers: { accept } });
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).toMatch(/^<!doctype html>/);
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers).toMatchObject({ vary: "Accept", "cache-control": "no-cache", "x-content-type-options": "nosniff" });
  }
});

test("GET / has no page for who wants JSON, and says where the API is described", async () => {
  const { status, headers, json } = await client.ask("/", { headers: { accept: "application/json" } });
  expect([status, json()["code"], headers["vary"]]).toEqual([406, "not-acceptable", "Accept"]);
  expect(json()["detail"]).toContain("/openapi.json");
});

test("what a browser holds is current until the file changes: 304 without a body", async () => {
  for (const where of ["/", "/console/console.js"]) {
    const { headers } = await client.ask(where);
    const again = await client.ask(where, { headers: { "if-none-match": headers["etag"]! } });
    expect([again.status, again.body.length, again.headers["etag"]]).toEqual([304, 0, headers["etag"]]);
    expect((await client.ask(where, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
  }
});

test("every file of the console but the page is served as it lies in its folder, with its type", async () => {
  const types: Record<string, string> = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
  };
  const names = readdirSync(folder).filter((name) => name !== "index.html");
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const { status, headers, body } = await client.ask(`/console/${name}`);
    expect([status, headers["content-type"]], name).toEqual([200, types[path.extname(name)]]);
    expect(body.equals(readFileSync(path.join(folder, name)))).toBe(true);
  }
});

test.each(["nothing.js", "index.html", "..%2fapp.ts", "%2e%2e", "console.js%00"])(
  "GET /console/%s answers 404 not-found",
  async (name) => {
    const { status, json } = await client.ask(`/console/${name}`);
    expect([status, json()["code"]]).toEqual([404, "not-found"]);
  },
);

test("the page refers to its own service alone, by paths that hold below a prefix too, and all of them lead somewhere", async () => {
  const { text } = await client.ask("/");
  const references = [...text.matchAll(/\s(?:href|src)="([^"]+)"/g)].map((match) => match[1]!);
  expect(references.length).toBeGreaterThan(8);
  expect(references.filter((reference) => /^(\/|[a-z]+:)/.test(reference))).toEqual([]);
  for (const reference of references.filter((each) => !each.startsWith("#") && !each.startsWith("report"))) {
    const answer = await client.ask(`/${reference}`);
    // Charts need a warehouse, which nobody has loaded here: the answer says how.
    if (reference.startsWith("analytics")) expect(answer.json()["code"]).toBe("not-ingested");
    else expect(answer.status, reference).toBe(200);
  }
});

test("the form begins with the defaults of POST /generate, and offers every dataset", async () => {
  const { text } = await client.ask("/");
  const preset = (id: string): string | undefined => new RegExp(`id="${id}"[^>]*\\svalue="([^"]*)"`).exec(text)?.[1];
  for (const [name, value] of Object.entries(requestDefaults)) expect(preset(name), name).toBe(String(value));
  const boxes = [...text.matchAll(/name="datasets" value="([^"]+)" checked/g)].map((match) => match[1]);
  expect(boxes).toEqual([...datasetNames]);
});
