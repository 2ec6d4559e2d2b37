// GET /validation over HTTP, held against the document.

import { afterEach, expect, test } from "vitest";
import { validationExample } from "../../src/openapi/validation-schemas.ts";
import { validationMarkdown } from "../../src/warehouse/validation/summary.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";

let fixture: Fixture | undefined;
afterEach(() => fixture?.close());

test("GET /validation answers 404 not-ingested before the first ingest", async () => {
  fixture = await openFixture();
  const client = await ContractClient.open(fixture.url);
  const { status, json } = await client.ask("/validation");
  expect([status, json()["code"]]).toEqual([404, "not-ingested"]);
});

test("GET /validation gives the last results as JSON, or as Markdown by Accept, and 406 for anything else", async () => {
  fixture = await openFixture({ validation: () => validationExample });
  const client = await ContractClient.open(fixture.url);
  const asJson = await client.ask("/validation");
  expect([asJson.status, asJson.headers["vary"]]).toEqual([200, expect.stringContaining("Accept")]);
  expect(asJson.json()).toEqual(validationExample);
  const asText = await client.ask("/validation", { headers: { accept: "text/markdown" } });
  expect(asText.headers["content-type"]).toBe("text/markdown; charset=utf-8");
  expect(asText.text).toBe(validationMarkdown(validationExample));
  const refused = await client.ask("/validation", { headers: { accept: "image/png" } });
  expect([refused.status, refused.json()["code"]]).toEqual([406, "not-acceptable"]);
});
