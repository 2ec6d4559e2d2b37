// The analytics page in a real Chromium, served by the real service under its policy: on a desk and on a phone, in light and dark.

import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFixture } from "../../app/fixture.ts";
import { openBrowser } from "../../browser.ts";
import { pageScript } from "../../page-script.ts";
import { openSampleWarehouse, type SampleWarehouse } from "../sample-warehouse.ts";

const auditSource = pageScript(path.resolve(import.meta.dirname, "../../reports/html/page-audit.js"));

let sample: SampleWarehouse;
let fixture: Awaited<ReturnType<typeof openFixture>>;
let browser: Browser;

beforeAll(async () => {
  [sample, browser] = await Promise.all([openSampleWarehouse(), openBrowser()]);
  fixture = await openFixture({ warehouse: sample.queries });
});
afterAll(async () => {
  await browser.close();
  await fixture.close();
  await sample.close();
});

interface Opened {
  readonly page: Page;
  /** What the browser would show its user's developer. */
  readonly said: readonly string[];
  readonly asked: readonly string[];
}

async function opened(colorScheme: "light" | "dark", width: number): Promise<Opened> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 844 } });
  const said: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${fixture.url}/analytics`);
  await page.evaluate(auditSource);
  return { page, said, asked };
}

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
  ["dark", 390],
] as const)(
  "the page in %s at %i pixels shows every figure, asks for nothing, says nothing and is not too wide",
  async (scheme, width) => {
    const { page, said, asked } = await opened(scheme, width);
    expect(said).toEqual([]);
    expect(asked).toEqual([`${fixture.url}/analytics`]);
    const layout = await page.evaluate<{ tooWide: number; figures: number; seen: number[]; background: string }>(
      "pageAudit.layout()",
    );
    expect(layout.tooWide).toBeLessThanOrEqual(0);
    expect([layout.figures, layout.seen]).toEqual([6, Array.from({ length: 9 }, () => 1)]);
    expect(Number(/\d+/.exec(layout.background)?.[0]) > 128).toBe(scheme === "light");
    expect(await page.evaluate("pageAudit.faintTexts()")).toEqual([]);
    expect(await page.evaluate("pageAudit.unknownColours()")).toEqual([]);
    await page.close();
  },
);

test("the links of a figure lead to its numbers, and the table of cohorts can be reached by keyboard", async () => {
  const { page } = await opened("light", 1280);
  const links = page.locator("figure .links a");
  expect(await links.count()).toBe(12);
  const addresses = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  for (const address of addresses) expect((await fetch(`${fixture.url}${address}`)).status, String(address)).toBe(200);
  await page.locator(".cohorts").focus();
  expect(await page.locator(":focus").getAttribute("aria-labelledby")).toBe("retention-title");
  expect(await page.locator(".cohorts tbody tr").count()).toBe(24);
  await page.close();
});

test("the page prints light, with no figure wider than the paper", async () => {
  const { page } = await opened("dark", 1280);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize({ width: 718, height: 1000 });
  const printed = await page.evaluate<{ background: string; tooWide: number }>("pageAudit.printed()");
  expect(printed).toMatchObject({ background: "rgb(255, 255, 255)" });
  expect(printed.tooWide).toBeLessThanOrEqual(0);
  await page.close();
});
