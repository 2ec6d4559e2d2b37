// The security headers of every answer, and Swagger UI at work under its policy in a real browser.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { securityHeaders } from "../../src/access/security-headers.ts";
import { openBrowser } from "../browser.ts";
import { type Fixture, openFixture } from "./fixture.ts";
import { exchange, parseAnswer } from "./raw-socket.ts";

let fixture: Fixture;
let browser: Browser;

beforeAll(async () => {
  fixture = await openFixture();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await fixture.close();
});

test.each([
  "/healthz",
  "/jobs",
  "/datasets/customers",
  "/datasets/nothing",
  "/nowhere",
  "/datasets/%zz",
  "/openapi.json",
  "/metrics",
])("GET %s runs nothing, is framed by nothing, and is what its type says", async (route) => {
  const { headers } = await fetch(`${fixture.url}${route}`);
  for (const [name, value] of Object.entries(securityHeaders)) expect(headers.get(name), name).toBe(value);
  expect(headers.get("strict-transport-security")).toBeNull();
});

test("what Node cannot read as HTTP is answered under the same headers", async () => {
  const { headers } = parseAnswer(await exchange(fixture.url, "NOT HTTP\r\n\r\n"));
  expect(headers).toMatchObject(securityHeaders);
});

test("pages have policies of their own that let in no script but the service's", async () => {
  for (const page of ["/", "/docs", "/report?format=html"]) {
    const { headers } = await fetch(`${fixture.url}${page}`);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy, page).toContain("default-src 'none'");
    expect(policy, page).toContain("frame-ancestors 'none'");
    expect(/script-src ([^;]*)/.exec(policy)?.[1] ?? "'self'", page).toBe("'self'");
  }
});

test("Swagger UI loads, tries a request out and breaks no policy", async () => {
  const page = await browser.newPage();
  // Swagger UI draws a large document, on a machine that is busy with other tests.
  page.setDefaultTimeout(100_000);
  const faults: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective, event.blockedURI))",
  );
  await page.goto(`${fixture.url}/docs`);
  const operation = page.locator("#operations-Operation-getHealth");
  await operation.locator("button").first().click();
  await operation.getByRole("button", { name: "Execute" }).click();
  await operation.locator(".live-responses-table", { hasText: '"status": "ok"' }).waitFor();
  const described = page.locator("#operations-Jobs-generate");
  await described.locator("button").first().click();
  await described.locator(".opblock-body").getByRole("heading", { name: "Request body" }).waitFor();
  expect(faults).toEqual([]);
  await page.close();
});
