// The analytics page in a real Chromium, served by the real service under its policy: on a desk and on a phone, in light and dark.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFixture } from "../../app/fixture.ts";
import { openBrowser } from "../../browser.ts";
import { assertSound, looks, openPage, openPrinted } from "../../drawn-page.ts";
import { openSampleWarehouse, type SampleWarehouse } from "../sample-warehouse.ts";

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

const address = (): string => `${fixture.url}/analytics`;

test.each(looks)(
  "the page in $scheme at $width pixels shows every figure, asks for nothing, says nothing and is not too wide",
  async (look) => {
    expect(await assertSound(browser, address(), look)).toEqual({ figures: 6, drawings: 9 });
  },
);

test("the links of a figure lead to its numbers, and the table of cohorts can be reached by keyboard", async () => {
  const { page } = await openPage(browser, address(), { scheme: "light", width: 1280 });
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
  await (await openPrinted(browser, address())).page.close();
});
