// The OpenAPI document, held against third-party validators and against what the routes answer.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetNames } from "../../src/datasets.ts";
import { validationExample } from "../../src/openapi/validation-schemas.ts";
import { WarehouseQueries } from "../../src/warehouse/queries/warehouse-queries.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, jobOf, openFixture, samples, spec, writeRun } from "../app/fixture.ts";
import { writeWarehouse } from "../warehouse/hand-warehouse.ts";

let fixture: Fixture;
let client: ContractClient;

let warehouse: WarehouseQueries;

beforeAll(async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "mockbuster-warehouse-"));
  const run = writeRun(path.join(directory, "run-1"), samples);
  const file = path.join(directory, "warehouse.sqlite");
  writeWarehouse(file, run.directory, { asOf: spec.asOf });
  warehouse = new WarehouseQueries({ file, client: { seconds: 20, rows: 10, memoryMegabytes: 256 } });
  fixture = await openFixture({ warehouse, validation: () => validationExample });
  client = await ContractClient.open(fixture.url);
});
afterAll(async () => {
  await fixture.close();
  await warehouse.close();
});

test("GET /openapi.json is a valid OpenAPI 3.1 document for a third-party validator", async () => {
  const document = (await client.ask("/openapi.json")).json();
  expect(document["openapi"]).toBe("3.1.0");
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(document["info"]).toMatchObject({ version });
  const { valid, errors } = await new Validator().validate(document);
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test("GET /openapi.json passes redocly lint with the rules of redocly.yaml", () => {
  const file = path.join(fixture.directory, "openapi.json");
  writeFileSync(file, JSON.stringify(client.document));
  const redocly = path.resolve("node_modules/.bin/redocly");
  const output = execFileSync(redocly, ["lint", file, "--format=json"], {
    env: { ...process.env, REDOCLY_TELEMETRY: "off", NO_UPDATE_NOTIFIER: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { totals } = JSON.parse(output.toString()) as { totals: { errors: number; warnings: number } };
  expect(totals).toMatchObject({ errors: 0, warnings: 0 });
});

test("every operation has a summary, a tag, an id of its own, and an example wherever JSON is answered", () => {
  const ids = new Set<string>();
  for (const [route, operations] of Object.entries(client.document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const { summary, tags, operationId } = operation as { summary?: string; tags?: string[]; operationId?: string };
      expect(summary, `${method} ${route}`).toBeTruthy();
      expect(tags?.length, `${method} ${route}`).toBe(1);
      expect(ids.has(operationId!), `${method} ${route}`).toBe(false);
      ids.add(operationId!);
      for (const response of Object.values(operation.responses)) {
        expect(response.headers?.["x-request-id"], `${method} ${route}`).toBeDefined();
        for (const [mediaType, { examples }] of Object.entries(response.content ?? {})) {
          if (!/[/+]json$/.test(mediaType) || route === "/openapi.json") continue;
          expect(Object.keys(examples ?? {}).length, `${method} ${route}`).toBeGreaterThan(0);
        }
      }
    }
  }
});

test("every example answer of the document fits its schema", () => {
  for (const operations of Object.values(client.document.paths)) {
    for (const { responses } of Object.values(operations)) {
      for (const { content = {} } of Object.values(responses)) {
        for (const [mediaType, { schema, examples = {} }] of Object.entries(content)) {
          if (!/[/+]json$/.test(mediaType)) continue;
          for (const { value } of Object.values(examples as Record<string, { value: unknown }>)) {
            expect(client.schemaFaults(schema, value)).toEqual([]);
          }
        }
      }
    }
  }
});

test("every path with a parameter answers a wrong encoding with 400 bad-request, as documented", async () => {
  const routes = Object.entries(client.document.paths).flatMap(([route, operations]) =>
    route.includes("{") ? Object.keys(operations).map((method) => [method.toUpperCase(), route] as const) : [],
  );
  expect(routes.length).toBeGreaterThan(6);
  for (const [method, route] of routes) {
    const answer = await client.ask(route.replace(/\{[^}]+\}/, "%zz"), { method });
    expect(answer.status, `${method} ${route}`).toBe(400);
    if (method !== "HEAD") expect(answer.json()["code"], `${method} ${route}`).toBe("bad-request");
  }
});

test("ranges are documented for GET alone", () => {
  const { get, head } = client.document.paths["/datasets/{name}"]!;
  expect(Object.keys(get!.responses)).toEqual(expect.arrayContaining(["206", "416"]));
  expect(Object.keys(head!.responses)).not.toEqual(expect.arrayContaining(["206"]));
  expect(Object.keys(head!.responses)).not.toEqual(expect.arrayContaining(["416"]));
});

test("GET /docs is Swagger UI, which reads the document", async () => {
  const page = await client.ask("/docs");
  expect(page.text).toContain("swagger-ui");
  const initializer = await client.ask("/docs/static/swagger-initializer.js").catch(() => undefined);
  expect(initializer?.status ?? 200).toBe(200);
});

test("every operation of the document can be reached, and none answers otherwise than documented", async () => {
  const job = jobOf(spec, { state: "succeeded" });
  fixture.jobs.jobs.set(job.id, job);
  const bodies: Readonly<Record<string, object>> = { "/query": { sql: "SELECT 1" }, "/ingest": {} };
  const bodyOf = (route: string): object => bodies[route] ?? { asOf: "2026-01-01", customers: 10 };
  for (const [method, route] of [
    ["POST", "/generate"],
    ["POST", "/estimate"],
    ["POST", "/ingest"],
    ["POST", "/expectations"],
    ["GET", "/scenarios"],
    ["GET", "/jobs"],
    ["GET", `/jobs/${job.id}`],
    ["GET", `/jobs/${job.id}/events`],
    ["DELETE", `/jobs/${job.id}`],
    ["GET", "/datasets"],
    ...datasetNames.flatMap((name) =>
      ["", "/schema", "/report"].map((suffix) => ["GET", `/datasets/${name}${suffix}`]),
    ),
    ["HEAD", "/datasets/plans"],
    ["POST", "/datasets/verify"],
    ["GET", "/schema"],
    ["GET", "/archive"],
    ["GET", "/report"],
    ["GET", "/governance"],
    ["GET", "/governance/history"],
    ["GET", "/validation"],
    ["GET", "/analytics"],
    ["GET", "/analytics/top-content"],
    ["GET", "/analytics/engagement"],
    ["GET", "/analytics/subscriptions"],
    ["GET", "/analytics/retention"],
    ["POST", "/query"],
    ["GET", "/healthz"],
    ["GET", "/readyz"],
    ["GET", "/metrics"],
    ["GET", "/docs"],
    ["GET", "/openapi.json"],
    ["GET", "/"],
    ["GET", "/console/console.js"],
  ] as [string, string][]) {
    const { status } = await client.ask(route, { method, ...(method === "POST" ? { body: bodyOf(route) } : {}) });
    expect(status, `${method} ${route}`).toBeLessThan(method === "DELETE" ? 410 : 400);
  }
  expect(client.unexercised()).toEqual([]);
});
