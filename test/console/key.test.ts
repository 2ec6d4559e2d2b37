// The console before a service that wants keys: it asks for one, works with it, keeps it for the tab, and says when it is wrong.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readApiKeys } from "../../src/access/api-keys.ts";
import { type Fixture, jobOf, openFixture, spec } from "../app/fixture.ts";
import { openBrowser } from "../browser.ts";
import { type ConsolePage, openConsole } from "./console-page.ts";

const secret = "a-key-for-the-console";
let fixture: Fixture;
let browser: Browser;
let opened: ConsolePage;

beforeAll(async () => {
  fixture = await openFixture({}, { apiKeys: readApiKeys(`console=${secret}:generate`, "API_KEYS").keys });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await fixture.close();
});
afterEach(() => opened.close());

test("the console asks for a key, says when it is wrong, and with the right one follows jobs and saves files", async () => {
  const job = jobOf(spec, { state: "running" });
  fixture.jobs.jobs.set(job.id, job);
  opened = await openConsole(browser, fixture.url, { hash: `#job=${job.id}` });
  const { page, faults } = opened;
  const field = page.getByLabel("This service wants a key");
  await field.fill("not-the-key");
  await page.getByRole("button", { name: "Use this key" }).click();
  await page.getByText("The service does not know this key.").waitFor();
  await field.fill(secret);
  await page.getByRole("button", { name: "Use this key" }).click();

  await page.locator("#job-state", { hasText: "running" }).waitFor();
  expect(await page.locator("#key").isHidden()).toBe(true);
  fixture.jobs.change(job.id, { state: "canceled", finishedAt: "2026-01-01T10:00:00.000Z" });
  await page.locator("#job-state", { hasText: "canceled" }).waitFor();

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download customers as CSV" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("customers.csv");
  const { sha256 } = fixture.runs.current!.manifest.datasets.find(({ name }) => name === "customers")!;
  expect(
    createHash("sha256")
      .update(readFileSync(await saved.path()))
      .digest("hex"),
  ).toBe(sha256);
  const report = page.waitForEvent("download");
  await page.getByRole("link", { name: "Open the report" }).click();
  expect((await report).suggestedFilename()).toBe("report.html");

  expect(await page.locator("#preview-facts").textContent()).not.toContain(secret);
  await page.reload();
  await page.locator("#files-card").waitFor();
  expect(await page.locator("#key").isHidden()).toBe(true);
  // What the browser itself says of the answers before the key was there; and nothing of its policy.
  expect(faults.filter((fault) => !fault.includes("status of 401"))).toEqual([]);
});

test("Swagger UI's Authorize sends the key with what is tried out", async () => {
  opened = await openConsole(browser, fixture.url);
  const { page } = opened;
  // Swagger UI draws a large document, on a machine that is busy with other tests.
  page.setDefaultTimeout(100_000);
  await page.goto(`${fixture.url}/docs`);
  await page.locator(".auth-wrapper button.authorize").first().click();
  await page.locator(".auth-container input").fill(secret);
  await page.locator(".auth-btn-wrapper button.authorize").click();
  await page.locator(".auth-btn-wrapper button.btn-done").click();
  const operation = page.locator("#operations-Jobs-listJobs");
  await operation.locator("button").first().click();
  await operation.getByRole("button", { name: "Execute" }).click();
  await operation.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();
}, 120_000);
